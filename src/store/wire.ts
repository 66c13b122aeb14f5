import { type SelectQueryBuilder, sql } from 'kysely';
import type { WireAlert, WireFilter } from '../domain/pages.js';
import { reviveMessage } from './stored-message.js';
import type { Db } from './db.js';
import type { Schema } from './schema.js';

/** The alerts as a reader goes through them, newest first. */

/** Where a page ends and the next begins. */
export interface WirePlace {
  readonly createdAt: Date;
  readonly id: string;
}

/** The alerts after a place, newest first: by keys, so that the thousandth page costs what the first does. */
export async function wireAlerts(
  db: Db,
  { topic, destination, priority, day }: WireFilter,
  after: WirePlace | null,
  limit: number,
): Promise<WireAlert[]> {
  const rows = await selectAlerts(db)
    .$if(topic !== undefined, (q) => q.where(sql<boolean>`alert.topics @> array[${topic}]::text[]`))
    .$if(destination !== undefined, (q) => q.where('destination', '=', destination ?? ''))
    .$if(priority !== undefined, (q) => q.where('priority', '=', priority ?? 'normal'))
    .$if(day !== undefined, (q) => q.where(sql<boolean>`created_at >= ${`${day}T00:00:00Z`}::timestamptz`))
    .$if(day !== undefined, (q) =>
      q.where(sql<boolean>`created_at < ${`${day}T00:00:00Z`}::timestamptz + interval '1 day'`),
    )
    .$if(after !== null, (q) =>
      q.where(sql<boolean>`(created_at, id) < (${after?.createdAt}::timestamptz, ${after?.id})`),
    )
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.map(toAlert);
}

export async function wireAlert(db: Db, id: string): Promise<WireAlert | null> {
  const row = await selectAlerts(db).where('id', '=', id).executeTakeFirst();
  return row ? toAlert(row) : null;
}

export function selectAlerts(db: Db) {
  return db
    .selectFrom('alert')
    .select(['id', 'story_id as storyId', 'destination', 'topics', 'priority', 'state', 'message', 'reason'])
    .select(['created_at as createdAt', 'sent_at as sentAt'])
    .select(sql<string>`state || '.' || revision || '.' || sent_revision`.as('stamp'));
}

type Row = ReturnType<typeof selectAlerts> extends SelectQueryBuilder<Schema, 'alert', infer T> ? T : never;

export const toAlert = (row: Row): WireAlert => ({ ...row, message: reviveMessage(row.message) });

export interface DeliveryRow {
  readonly action: 'send' | 'update' | 'find';
  readonly startedAt: Date;
  readonly outcome: string | null;
  readonly detail: string | null;
}

/** The last attempts at an alert, newest first. */
export async function deliveriesOf(db: Db, id: string, limit: number): Promise<DeliveryRow[]> {
  return db
    .selectFrom('delivery')
    .select(['action', 'started_at as startedAt', 'outcome', 'detail'])
    .where('alert_id', '=', id)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}
