import { sql } from 'kysely';
import type { Db } from './db.js';

/** As many as the rhythm of a feed is read from. */
const NEWEST = 13;

/** When the newest items of each feed were published. */
export async function newestTimes(db: Db, feedIds: readonly string[]): Promise<Map<string, Date[]>> {
  if (feedIds.length === 0) return new Map();
  const newest = (eb: { ref: (name: 'feed.id') => unknown }) => sql<Date[]>`array(
    select published_at from ww.item where item.feed_id = ${eb.ref('feed.id')} order by item.id desc limit ${NEWEST})`;
  const rows = await db
    .selectFrom('feed')
    .select(['id', (eb) => newest(eb).as('times')])
    .where('id', 'in', feedIds)
    .execute();
  return new Map(rows.map(({ id, times }) => [id, times]));
}
