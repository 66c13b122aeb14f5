import type { Selectable } from 'kysely';
import { knownTexts } from './aliases.js';
import type { NewArticle } from './arrivals.js';
import type { Db, Tx } from './db.js';
import type { FeedTable } from './schema.js';

/** Fewer articles than this are no flood. */
const LEAST_FLOOD = 5;
const FLOOD_SHARE = 0.6;
const DAY_MS = 86_400_000;

/**
 * Whether most of a known feed is suddenly new without being news: dated from before the last good poll, or
 * under headlines that we have. A feed that changed its guids and addresses looks like this.
 */
export async function isFlood(
  tx: Tx,
  feed: Selectable<FeedTable>,
  articles: readonly NewArticle[],
): Promise<boolean> {
  if (feed.baseline_at === null || feed.last_ok_at === null || articles.length < LEAST_FLOOD) return false;
  const known = await knownTexts(
    tx,
    feed.id,
    articles.map(({ article }) => article),
  );
  const fresh = articles.filter(({ article }) => !known.has(article.guid));
  if (fresh.length <= FLOOD_SHARE * articles.length) return false;
  const stored = await tx
    .selectFrom('item')
    .select('title')
    .where('feed_id', '=', feed.id)
    .orderBy('id', 'desc')
    .limit(2_000)
    .execute();
  if (stored.length === 0) return false;
  const titles = new Set(stored.map(({ title }) => title.toLowerCase()));
  const before = feed.last_ok_at.getTime() - DAY_MS;
  const stale = fresh.filter(
    ({ article }) =>
      titles.has(article.title.toLowerCase()) || (article.dated && article.publishedAt.getTime() < before),
  );
  return stale.length > fresh.length / 2;
}

/** Hands on what a flood brake held: to be posted, or as a new baseline. Returns the items. */
export async function acceptHeld(db: Db, feedId: string, post: boolean): Promise<number[]> {
  const rows = await db
    .updateTable('item')
    .set({ held_at: null, ...(post ? {} : { baseline: true }) })
    .where('feed_id', '=', feedId)
    .where('held_at', 'is not', null)
    .returning('id')
    .execute();
  return rows.map((row) => row.id);
}
