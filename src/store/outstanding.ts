import { sql } from 'kysely';
import { isMuted } from './alerts.js';
import type { Db } from './db.js';

/** What is still to be done, in the order of the line. */
export interface Outstanding {
  readonly feeds: number;
  readonly items: number;
  readonly stories: number;
  readonly alerts: number;
  /** When the earliest alert may be tried again, and what it waits for. */
  readonly waiting: {
    readonly destination: string;
    readonly until: Date;
    readonly reason: string | null;
  } | null;
}

/** What was due at `dueAt`: alerts that wait for a digest or for the end of quiet hours, items and stories set aside for later by a failure do not count. */
export async function outstanding(
  db: Db,
  feedIds: readonly string[],
  destinations: readonly string[],
  dueAt: Date,
): Promise<Outstanding> {
  const result = await sql<{ feeds: number; items: number; stories: number; alerts: number }>`
    select
      (select count(*) from ww.feed where id = any(${[...feedIds]}::text[])
         and (next_poll_at <= ${dueAt} or claimed_until is not null)) as feeds,
      (select count(*) from ww.item where read_at is null and read_after is null and held_at is null) as items,
      (select count(*) from ww.story where briefed_revision < revision and brief_after is null) as stories,
      (select count(*) from ww.alert where destination = any(${[...destinations]}::text[])
         and (state = 'sending' or (state = 'pending' and not ${isMuted(dueAt)})
           or (state = 'sent' and sent_revision < revision))
         and not (state = 'pending' and held_for is not distinct from 'quiet' and not_before > ${dueAt})
         and (root_id is null or exists (select from ww.alert root where root.id = alert.root_id
           and root.state in ('pending', 'sending', 'sent')))) as alerts
  `.execute(db);
  const counts = result.rows[0] ?? { feeds: 0, items: 0, stories: 0, alerts: 0 };
  const waiting = counts.alerts === 0 ? null : await nextWaiting(db, destinations, dueAt);
  return { ...counts, waiting };
}

async function nextWaiting(
  db: Db,
  destinations: readonly string[],
  now: Date,
): Promise<Outstanding['waiting']> {
  const row = await db
    .selectFrom('alert')
    .leftJoin('lane', 'lane.destination', 'alert.destination')
    // The whole destination may have to wait, by a rate limit that another alert met.
    .select(sql<Date>`greatest(alert.not_before, lane.not_before)`.as('until'))
    .select(['alert.destination', 'alert.reason'])
    .where('alert.destination', 'in', destinations)
    .where('alert.state', 'in', ['pending', 'sending'])
    .where((w) => w.not(isMuted(now)))
    .orderBy('until')
    .executeTakeFirst();
  return row ?? null;
}
