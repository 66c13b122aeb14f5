import { sql } from 'kysely';
import type { Item } from '../domain/item.js';
import type { Db } from './db.js';
import { ITEM_COLUMNS, toItem } from './items.js';

/** A stored article, and the story that it was read into. */
export interface Archived {
  readonly item: Item;
  readonly storyId: number | null;
}

/** How much is stored of a time: articles, and when the first of them was published. */
export async function archiveSince(db: Db, since: Date): Promise<{ articles: number; firstAt: Date | null }> {
  const row = await db
    .selectFrom('item')
    .select((eb) => [eb.fn.countAll<number>().as('articles'), eb.fn.min('published_at').as('firstAt')])
    .where('published_at', '>=', since)
    .executeTakeFirstOrThrow();
  return { articles: Number(row.articles), firstAt: row.firstAt };
}

/** Rows fetched at once. */
const PORTION = 500;

/** The articles published since a time, the newest first, in portions. */
export async function* archive(db: Db, since: Date): AsyncGenerator<Archived[]> {
  let before: { publishedAt: Date; id: number } | null = null;
  for (;;) {
    const rows: Archived[] = await portion(db, since, before);
    if (rows.length > 0) yield rows;
    const last = rows.at(-1)?.item;
    if (!last || rows.length < PORTION) return;
    before = { publishedAt: last.publishedAt, id: last.id };
  }
}

async function portion(
  db: Db,
  since: Date,
  before: { publishedAt: Date; id: number } | null,
): Promise<Archived[]> {
  const rows = await db
    .selectFrom('item')
    .leftJoin('member', 'member.item_id', 'item.id')
    .select(ITEM_COLUMNS)
    .select('member.story_id')
    .where('item.published_at', '>=', since)
    .$if(before !== null, (q) =>
      q.where(
        sql<boolean>`(item.published_at, item.id) < (${before?.publishedAt}::timestamptz, ${before?.id}::int)`,
      ),
    )
    .orderBy('item.published_at', 'desc')
    .orderBy('item.id', 'desc')
    .limit(PORTION)
    .execute();
  return rows.map((row) => ({ item: toItem(row), storyId: row.story_id }));
}

/** Those of some articles that are stored with their text. */
export async function textsOf(db: Db, ids: readonly number[]): Promise<Item[]> {
  const found: Item[] = [];
  for (let i = 0; i < ids.length; i += PORTION) {
    const rows = await db
      .selectFrom('item')
      .select(ITEM_COLUMNS)
      .where('id', 'in', ids.slice(i, i + PORTION))
      .where('emptied_at', 'is', null)
      .execute();
    found.push(...rows.map(toItem));
  }
  return found;
}

/** What the articles stored last say, in portions. */
export async function newestArticles(
  db: Db,
  limit: number,
): Promise<{ readonly title: string; readonly body: string }[][]> {
  const rows = await db
    .selectFrom('item')
    .select(['title', 'body'])
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return Array.from({ length: Math.ceil(rows.length / SMALL) }, (_, i) =>
    rows.slice(i * SMALL, (i + 1) * SMALL),
  );
}

const SMALL = 50;
