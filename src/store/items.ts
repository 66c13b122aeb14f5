import { sql, type Selectable } from 'kysely';
import type { Article, Item } from '../domain/item.js';
import type { Db, Tx } from './db.js';
import { toJson } from './json.js';
import type { ItemTable } from './schema.js';

/** An article and what look-ups and clustering need to find it by. */
export interface NewArticle {
  readonly article: Article;
  /** A tsvector literal: see `searchVector`. */
  readonly search: string;
  readonly fingerprint: StoredFingerprint;
}

/** What copies of a text are found by; made and compared by the cluster stage. */
export interface StoredFingerprint {
  readonly words: number;
  readonly bands: readonly number[];
  readonly signature: readonly number[];
}

/** What became of an article that a feed brought. */
export interface Arrival {
  readonly kind: 'new' | 'changed' | 'known';
  readonly itemId: number;
}

/** Stores articles that come from no poll, in one transaction; what became of each, in order. */
export async function storeArticles(
  db: Db,
  feedId: string,
  articles: readonly NewArticle[],
  now: Date,
): Promise<Arrival[]> {
  return db.transaction().execute(async (tx) => {
    const arrivals: Arrival[] = [];
    for (const article of articles) arrivals.push(await storeArticle(tx, feedId, article, now, false));
    return arrivals;
  });
}

/** Stores an article once: by guid within its feed, then by canonical URL across feeds. */
export async function storeArticle(
  tx: Tx,
  feedId: string,
  added: NewArticle,
  now: Date,
  baseline: boolean,
): Promise<Arrival> {
  const { guid, url } = added.article;
  const keys = [`guid:${feedId}:${guid}`, ...(url ? [`url:${url}`] : [])];
  const arrival =
    (await updateKnown(tx, feedId, keys, added)) ??
    (await insertNew(tx, feedId, added, now, baseline)) ??
    // Another poll stored it between the two: it is known now.
    (await updateKnown(tx, feedId, keys, added));
  if (!arrival) throw new Error(`item ${keys.join(', ')} can be neither found nor stored`);
  await tx
    .insertInto('alias')
    .values(keys.map((key) => ({ key, item_id: arrival.itemId })))
    .onConflict((c) => c.column('key').doNothing())
    .execute();
  return arrival;
}

async function updateKnown(
  tx: Tx,
  feedId: string,
  keys: readonly string[],
  added: NewArticle,
): Promise<Arrival | null> {
  const known = await tx
    .selectFrom('alias')
    .innerJoin('item', 'item.id', 'alias.item_id')
    .select(['item.id', 'item.feed_id', 'item.title', 'item.body'])
    .where('alias.key', 'in', keys)
    .orderBy('item.id')
    .executeTakeFirst();
  if (!known) return null;
  const { title, body } = added.article;
  // The same page in another feed is often cut short there: only the feed that brought it may change it.
  const same = known.feed_id !== feedId || (known.title === title && known.body === body);
  if (same) return { kind: 'known', itemId: known.id };
  await tx
    .updateTable('item')
    .set({ ...content(added), read_at: null })
    .where('id', '=', known.id)
    .execute();
  return { kind: 'changed', itemId: known.id };
}

async function insertNew(
  tx: Tx,
  feedId: string,
  added: NewArticle,
  now: Date,
  baseline: boolean,
): Promise<Arrival | null> {
  const { article } = added;
  const row = await tx
    .insertInto('item')
    .values({
      ...content(added),
      feed_id: feedId,
      guid: article.guid,
      url: article.url,
      link: article.link,
      publisher: article.publisher,
      author: article.author,
      via: article.via,
      published_at: article.publishedAt,
      dated: article.dated,
      seen_at: now,
      baseline,
    })
    .onConflict((c) => c.doNothing())
    .returning('id')
    .executeTakeFirst();
  return row ? { kind: 'new', itemId: row.id } : null;
}

function content({ article, search, fingerprint }: NewArticle) {
  return {
    title: article.title,
    body: article.body,
    headings: toJson(article.headings),
    lang: article.lang,
    words: fingerprint.words,
    bands: [...fingerprint.bands],
    signature: [...fingerprint.signature],
    search: sql`${search}::tsvector`,
  };
}

/** Items that wait to be read, oldest first. */
export async function unreadItems(db: Db, now: Date, limit: number): Promise<number[]> {
  const rows = await db
    .selectFrom('item')
    .select('id')
    .where('read_at', 'is', null)
    .where((w) => w.or([w('read_after', 'is', null), w('read_after', '<=', now)]))
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map((row) => row.id);
}

/** Sets a failed reading aside: minutes, doubling with each failure, a day at the most. */
export async function postponeItem(db: Db, id: number, error: string, now: Date): Promise<void> {
  await db
    .updateTable('item')
    .set((eb) => ({
      read_failures: eb('read_failures', '+', 1),
      read_after: sql<Date>`${now}::timestamptz + least(interval '1 day', interval '1 minute' * power(2, least(read_failures, 12)))`,
      read_error: error,
    }))
    .where('id', '=', id)
    .execute();
}

export async function getItems(db: Db, ids: readonly number[]): Promise<Item[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom('item')
    .select(ITEM_COLUMNS)
    .where('id', 'in', ids)
    .orderBy('id')
    .execute();
  return rows.map(toItem);
}

/** All but the search vector and the fingerprints, which nobody reads back. */
export const ITEM_COLUMNS = [
  'item.id',
  'item.feed_id',
  'item.guid',
  'item.url',
  'item.link',
  'item.title',
  'item.body',
  'item.headings',
  'item.lang',
  'item.publisher',
  'item.author',
  'item.via',
  'item.published_at',
  'item.dated',
  'item.seen_at',
] as const;

type ItemRow = Pick<
  Selectable<ItemTable>,
  (typeof ITEM_COLUMNS)[number] extends `item.${infer Name extends keyof ItemTable}` ? Name : never
>;

export function toItem(row: ItemRow): Item {
  return {
    id: row.id,
    feedId: row.feed_id,
    guid: row.guid,
    url: row.url,
    link: row.link,
    title: row.title,
    body: row.body,
    headings: row.headings,
    lang: row.lang,
    publisher: row.publisher,
    author: row.author,
    via: row.via,
    publishedAt: row.published_at,
    dated: row.dated,
    seenAt: row.seen_at,
  };
}
