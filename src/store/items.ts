import { sql, type Selectable } from 'kysely';
import type { Article, Item } from '../domain/item.js';
import type { Db, Tx } from './db.js';
import { toJson } from './json.js';
import type { ItemTable } from './schema.js';

/** An article and what look-ups and clustering need to find it by. */
export interface NewArticle {
  readonly article: Article;
  /** Of title and text as the feed had them: the text may be that of the page. */
  readonly feedHash: string;
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
  readonly kind: 'new' | 'changed' | 'known' | 'held';
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
    const delivery = { feedId, at: now, baseline: false, held: false, brought: new Set<number>() };
    for (const article of articles) arrivals.push(await storeArticle(tx, article, delivery));
    return arrivals;
  });
}

/** How an article is brought. */
export interface Delivery {
  readonly feedId: string;
  readonly at: Date;
  /** Of the first poll of its feed: never posted. */
  readonly baseline: boolean;
  /** Not handed on until the operator says so. */
  readonly held: boolean;
  /** Items that this delivery has brought already: of two entries that are one item, the first speaks. */
  readonly brought: Set<number>;
}

/** Stores an article once: by guid within its feed, by canonical URL across feeds, by title and day in its feed. */
export async function storeArticle(tx: Tx, added: NewArticle, delivery: Delivery): Promise<Arrival> {
  const keys = aliasesOf(delivery.feedId, added.article);
  const arrival =
    (await updateKnown(tx, keys, added, delivery)) ??
    (await insertNew(tx, added, delivery)) ??
    // Another poll stored it between the two: it is known now.
    (await updateKnown(tx, keys, added, delivery));
  if (!arrival) throw new Error(`item ${keys.join(', ')} can be neither found nor stored`);
  delivery.brought.add(arrival.itemId);
  await tx
    .insertInto('alias')
    .values(keys.map((key) => ({ key, item_id: arrival.itemId })))
    .onConflict((c) => c.column('key').doNothing())
    .execute();
  return arrival;
}

/** Shorter titles ("Market update") name another article every day, or every hour. */
const TELLING_TITLE = 25;

/** What an article is known by, the surest first. */
export function aliasesOf(
  feedId: string,
  { guid, url, title, publisher, dated, publishedAt }: Article,
): string[] {
  const telling = dated && title.length >= TELLING_TITLE;
  const day = publishedAt.toISOString().slice(0, 10);
  return [
    `guid:${feedId}:${guid}`,
    ...(url ? [`url:${url}`] : []),
    ...(telling ? [`title:${feedId}:${day}:${publisher}:${title.toLowerCase()}`] : []),
  ];
}

/** What a feed said of those of these articles that are stored, as `feedHash` by guid; null where another feed brought it. */
export async function knownTexts(
  db: Db,
  feedId: string,
  articles: readonly Article[],
): Promise<Map<string, string | null>> {
  const keys = articles.map((article) => aliasesOf(feedId, article));
  const rows = await db
    .selectFrom('alias')
    .innerJoin('item', 'item.id', 'alias.item_id')
    .select(['alias.key', 'item.feed_id', 'item.feed_hash'])
    .where(sql<boolean>`alias.key = any(${keys.flat()}::text[])`)
    .execute();
  const found = new Map(rows.map((row) => [row.key, row.feed_id === feedId ? row.feed_hash : null]));
  const known = new Map<string, string | null>();
  articles.forEach(({ guid }, i) => {
    const hash = keys[i]?.map((key) => found.get(key)).find((value) => value !== undefined);
    if (hash !== undefined) known.set(guid, hash);
  });
  return known;
}

/** Which of these aliases are known. */
export async function knownAliases(db: Db, keys: readonly string[]): Promise<Set<string>> {
  const rows = await db
    .selectFrom('alias')
    .select('key')
    .where(sql<boolean>`key = any(${keys}::text[])`)
    .execute();
  return new Set(rows.map((row) => row.key));
}

async function updateKnown(
  tx: Tx,
  keys: readonly string[],
  added: NewArticle,
  { feedId, at, brought }: Delivery,
): Promise<Arrival | null> {
  const found = await tx
    .selectFrom('alias')
    .innerJoin('item', 'item.id', 'alias.item_id')
    .select(['alias.key', 'item.id', 'item.feed_id', 'item.feed_hash', 'item.title', 'item.body'])
    .where('alias.key', 'in', keys)
    .execute();
  const known = keys.flatMap((key) => found.filter((row) => row.key === key))[0];
  if (!known) return null;
  const { title, body } = added.article;
  // The same page in another feed is often cut short there: only the feed that brought it may change it.
  const same = known.feed_id !== feedId || known.feed_hash === added.feedHash;
  if (same || brought.has(known.id)) return { kind: 'known', itemId: known.id };
  if (known.title === title && known.body === body) {
    await tx.updateTable('item').set({ feed_hash: added.feedHash }).where('id', '=', known.id).execute();
    return { kind: 'known', itemId: known.id };
  }
  await tx
    .insertInto('revision')
    .values({ item_id: known.id, replaced_at: at, title: known.title, body: known.body })
    .onConflict((c) => c.doNothing())
    .execute();
  await tx
    .updateTable('item')
    .set({ ...content(added), read_at: null, read_after: null })
    .where('id', '=', known.id)
    .execute();
  return { kind: 'changed', itemId: known.id };
}

async function insertNew(tx: Tx, added: NewArticle, delivery: Delivery): Promise<Arrival | null> {
  const { article } = added;
  const row = await tx
    .insertInto('item')
    .values({
      ...content(added),
      feed_id: delivery.feedId,
      guid: article.guid,
      url: article.url,
      link: article.link,
      publisher: article.publisher,
      author: article.author,
      via: article.via,
      published_at: article.publishedAt,
      dated: article.dated,
      seen_at: delivery.at,
      baseline: delivery.baseline,
      held_at: delivery.held ? delivery.at : null,
    })
    .onConflict((c) => c.doNothing())
    .returning('id')
    .executeTakeFirst();
  return row ? { kind: delivery.held ? 'held' : 'new', itemId: row.id } : null;
}

function content({ article, feedHash, search, fingerprint }: NewArticle) {
  return {
    feed_hash: feedHash,
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
    .where('held_at', 'is', null)
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
