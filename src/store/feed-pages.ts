import { sql } from 'kysely';
import type { FeedHistory } from '../domain/pages.js';
import type { Db } from './db.js';

const SHOWN = 20;

export async function feedHistory(db: Db, feedId: string, days: number, now: Date): Promise<FeedHistory> {
  const today = Math.floor(now.getTime() / 86_400_000);
  const first = new Date((today - days + 1) * 86_400_000);
  const counts = await sql<{ day: number; items: number }>`
    select floor(extract(epoch from seen_at) / 86400)::int as day, count(*)::int as items
    from ww.item where feed_id = ${feedId} and seen_at >= ${first}::timestamptz group by 1`.execute(db);
  const newest = await db
    .selectFrom('item')
    .select(['id', 'title', 'link', 'published_at as publishedAt', 'dated'])
    .select(sql<boolean>`exists (select from ww.match where match.item_id = item.id)`.as('matched'))
    .where('feed_id', '=', feedId)
    .orderBy('id', 'desc')
    .limit(SHOWN)
    .execute();
  const held = await db
    .selectFrom('item')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('feed_id', '=', feedId)
    .where('held_at', 'is not', null)
    .executeTakeFirst();
  const perDay = Array.from({ length: days }, () => 0);
  for (const { day, items } of counts.rows) perDay[Math.min(days - 1, day - today + days - 1)] = items;
  return { perDay, newest, held: Number(held?.n ?? 0) };
}
