import { sql } from 'kysely';
import type { OutboxEntry, OutboxPage } from '../domain/pages.js';
import type { AlertState } from '../domain/alert.js';
import type { Db } from './db.js';

/** What is not out yet, what waits for a person first. */
export async function outboxPage(db: Db, offset: number, limit: number): Promise<OutboxPage> {
  const counts = await sql<{ parked: number; undecided: number; waiting: number; held: number }>`
    select count(*) filter (where state = 'parked')::int as parked,
      count(*) filter (where state = 'sending')::int as undecided,
      count(*) filter (where state = 'pending')::int as waiting,
      count(*) filter (where state = 'held')::int as held
    from ww.alert where state in ('pending', 'sending', 'parked', 'held')`.execute(db);
  const entries = await db
    .selectFrom('alert')
    .select(['id', 'destination', 'state', 'reason', 'created_at as createdAt', 'not_before as notBefore'])
    .select(HEADLINE.as('headline'))
    .where('state', 'in', ['pending', 'sending', 'parked', 'held'])
    .orderBy(sql`array_position(array['parked', 'sending', 'pending', 'held'], state)`)
    .orderBy('created_at')
    .orderBy('id')
    .offset(offset)
    .limit(limit)
    .execute();
  return { ...(counts.rows[0] ?? { parked: 0, undecided: 0, waiting: 0, held: 0 }), entries };
}

const HEADLINE = sql<string>`coalesce(message -> 'briefing' ->> 'headline', message ->> 'headline', message ->> 'title', '')`;

export type OutboxEntryState = Pick<OutboxEntry, 'id' | 'state' | 'headline' | 'destination'>;

/** The alerts whose id has these characters in it; two are enough to know that they are too few. */
export async function alertsNamed(db: Db, part: string): Promise<OutboxEntryState[]> {
  return db
    .selectFrom('alert')
    .select(['id', 'state', 'destination'])
    .select(HEADLINE.as('headline'))
    .where(sql<boolean>`strpos(id, ${part}) > 0`)
    .orderBy('id')
    .limit(2)
    .execute();
}

/** All that is parked, or only one alert, or what is for one destination. */
export interface Parked {
  readonly id?: string;
  readonly destination?: string;
}

/**
 * Lets parked alerts go on where they were: what is out is updated, what may be out is looked for, the rest is
 * sent. Returns how many.
 */
export async function retryParked(db: Db, { id, destination }: Parked, now: Date): Promise<number> {
  const rows = await db
    .updateTable('alert')
    .set({
      state: sql<AlertState>`case when ref is not null then 'sent' when first_at is not null then 'sending' else 'pending' end`,
      reason: 'released by hand',
      not_before: now,
      undecided_at: null,
      missed_at: null,
    })
    .where('state', '=', 'parked')
    .$if(id !== undefined, (q) => q.where('id', '=', id ?? ''))
    .$if(destination !== undefined, (q) => q.where('destination', '=', destination ?? ''))
    .returning('id')
    .execute();
  return rows.length;
}

/** Decides that an alert is not posted, or not updated any more; false when it is neither parked nor waiting. */
export async function dropAlert(db: Db, id: string, now: Date): Promise<boolean> {
  const row = await db
    .updateTable('alert')
    .set((eb) => ({
      state: sql<AlertState>`case when ref is null then 'dropped' else 'sent' end`,
      sent_revision: eb.ref('revision'),
      reason: 'dropped by hand',
      not_before: now,
    }))
    .where('id', '=', id)
    .where('state', 'in', ['parked', 'pending', 'held'])
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}
