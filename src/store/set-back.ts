import { sql } from 'kysely';
import type { Db } from './db.js';

/**
 * What waits for a time, by the clock: a rhythm, a pause, a lease. Digests do not: they come at a time of day. And when
 * an alert may have been posted, by which it is looked for. In the order in which others change these tables: two that
 * meet wait for one another, never in a circle.
 */
const TIMES = [
  ['item', 'read_after'],
  ['story', 'brief_after'],
  ['rewording', 'wait_until'],
  ['rewording', 'claimed_until'],
  ['alert', 'not_before'],
  ['alert', 'first_at'],
  ['alert', 'last_at'],
  ['alert', 'missed_at'],
  ['alert', 'undecided_at'],
  ['lane', 'not_before'],
  ['lane', 'leased_until'],
  ['subscription', 'until'],
  ['hub', 'ask_at'],
  ['host', 'paused_until'],
  ['feed', 'next_poll_at'],
  ['feed', 'claimed_until'],
] as const;

/** After the clock has been set back by so many milliseconds: what waits is due as soon as it was to be. */
export async function setBack(db: Db, ms: number, now: Date): Promise<void> {
  // Whole milliseconds: some of these times are compared with what was read of them.
  const seconds = Math.round(ms) / 1_000;
  await db.transaction().execute(async (tx) => {
    for (const [table, column] of TIMES) {
      const [where, when] = [sql.table(`ww.${table}`), sql.ref(column)];
      await sql`update ${where} set ${when} = ${when} - make_interval(secs => ${seconds}) where ${when} > ${now}`.execute(
        tx,
      );
    }
  });
}
