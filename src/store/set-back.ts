import { sql } from 'kysely';
import type { Db } from './db.js';

/** What waits for a time, by the clock: a rhythm, a pause, a lease. Digests do not: they come at a time of day. */
const WAITING = [
  ['feed', 'next_poll_at'],
  ['feed', 'claimed_until'],
  ['host', 'paused_until'],
  ['lane', 'not_before'],
  ['lane', 'leased_until'],
  ['alert', 'not_before'],
  ['item', 'read_after'],
  ['story', 'brief_after'],
] as const;

/** After the clock has been set back by so many milliseconds: what waits is due as soon as it would have been. */
export async function setBack(db: Db, ms: number, now: Date): Promise<void> {
  await db.transaction().execute(async (tx) => {
    for (const [table, column] of WAITING) {
      const [where, when] = [sql.table(`ww.${table}`), sql.ref(column)];
      await sql`update ${where} set ${when} = ${when} - make_interval(secs => ${ms / 1_000}) where ${when} > ${now}`.execute(
        tx,
      );
    }
  });
}
