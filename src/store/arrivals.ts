import { sql } from 'kysely';
import type { Article } from '../domain/item.js';
import { addAliases, aliasesOf, itemsKnown, knownAs, type KnownItems, type Named } from './aliases.js';
import type { Tx } from './db.js';
import { toJson } from './json.js';

/** An article that a feed brought. */
export interface NewArticle {
  readonly article: Article;
  /** Of title and text as the feed had them: the text may be that of the page. */
  readonly feedHash: string;
  /** Costs a millisecond: asked only of what is new or changed. */
  readonly index: () => ArticleIndex;
}

/** What look-ups and clustering find an article by. */
export interface ArticleIndex {
  /** A tsvector literal: see `searchVector`. */
  readonly search: string;
  /** Words and numbers of its fingerprint: made and compared by the cluster stage. */
  readonly words: number;
  readonly signature: readonly number[];
}

/** What became of an article that a feed brought. */
export interface Arrival {
  readonly kind: 'new' | 'changed' | 'known' | 'held';
  readonly itemId: number;
}

/** How articles are brought. */
export interface Delivery {
  readonly feedId: string;
  readonly at: Date;
  /** Of the first poll of its feed: never posted. */
  readonly baseline: boolean;
  /** Not handed on until the operator says so. */
  readonly held: boolean;
}

/** A row takes 19 parameters, of which a statement may have 65,535. */
const ROWS = 500;

/**
 * Stores each article once: by guid within its feed, by canonical URL across feeds, by title and day in its feed.
 * Returns what became of each, in order; of two that are one item, the first speaks.
 */
export async function storeArticles(
  tx: Tx,
  articles: readonly NewArticle[],
  delivery: Delivery,
): Promise<Arrival[]> {
  const arrivals: Arrival[] = [];
  const brought = new Set<number>();
  for (let from = 0; from < articles.length; from += ROWS)
    arrivals.push(...(await storeSome(tx, articles.slice(from, from + ROWS), delivery, brought)));
  return arrivals;
}

async function storeSome(
  tx: Tx,
  articles: readonly NewArticle[],
  delivery: Delivery,
  brought: Set<number>,
): Promise<Arrival[]> {
  const brings = articles.map((added) => ({ added, keys: aliasesOf(delivery.feedId, added.article) }));
  const before = await itemsKnown(tx, brings);
  const inserted = await insertNew(tx, unknown(brings, before), delivery);
  const itemOf = (bring: Brought, known: KnownItems) =>
    inserted.get(bring.added.article.guid) ?? knownAs(bring, known)?.id;
  await addAliases(tx, brings, before, (bring) => itemOf(bring, before));
  // What is neither known nor new is one item with its neighbour, or another poll has just stored it.
  const known = brings.every((bring) => itemOf(bring, before)) ? before : await itemsKnown(tx, brings);
  const arrivals: Arrival[] = [];
  for (const bring of brings) {
    const itemId = itemOf(bring, known);
    if (itemId === undefined)
      throw new Error(`item ${bring.keys.join(', ')} can be neither found nor stored`);
    arrivals.push(
      brought.has(itemId)
        ? { kind: 'known', itemId }
        : inserted.has(bring.added.article.guid)
          ? { kind: delivery.held ? 'held' : 'new', itemId }
          : await updateKnown(tx, known, bring, delivery),
    );
    brought.add(itemId);
  }
  if (known !== before) await addAliases(tx, brings, known, (bring) => itemOf(bring, known));
  return arrivals;
}

interface Brought extends Named {
  readonly added: NewArticle;
}

function unknown(brings: readonly Brought[], known: KnownItems): NewArticle[] {
  const seen = new Set<string>();
  return brings.flatMap(({ added, keys }) => {
    if (keys.some((key) => known.has(key) || seen.has(key))) return [];
    for (const key of keys) seen.add(key);
    return [added];
  });
}

/** Ids by guid of those that nobody else has stored meanwhile. */
async function insertNew(
  tx: Tx,
  fresh: readonly NewArticle[],
  delivery: Delivery,
): Promise<Map<string, number>> {
  if (fresh.length === 0) return new Map();
  const indexed = fresh.map((added) => ({ added, index: added.index() }));
  const rows = await tx
    .insertInto('item')
    .values(
      indexed.map(({ added, index }) => ({ ...content(added, index), ...origin(added.article, delivery) })),
    )
    .onConflict((c) => c.doNothing())
    .returning(['id', 'guid'])
    .execute();
  const ids = new Map(rows.map(({ id, guid }) => [guid, id]));
  await saveSearch(
    tx,
    indexed.flatMap(({ added: { article }, index: { search } }) => {
      const id = ids.get(article.guid);
      return id === undefined ? [] : [{ id, at: article.publishedAt, search }];
    }),
  );
  return ids;
}

interface Searched {
  readonly id: number;
  readonly at: Date;
  readonly search: string;
}

async function saveSearch(tx: Tx, items: readonly Searched[]): Promise<void> {
  if (items.length === 0) return;
  await tx
    .insertInto('search_entry')
    .values(
      items.map(({ id, at, search }) => ({
        item_id: id,
        published_at: at,
        search: sql`${search}::tsvector`,
      })),
    )
    .onConflict((c) => c.column('item_id').doUpdateSet((eb) => ({ search: eb.ref('excluded.search') })))
    .execute();
}

async function updateKnown(
  tx: Tx,
  known: KnownItems,
  { added, ...named }: Brought,
  { feedId, at }: Delivery,
): Promise<Arrival> {
  const item = knownAs(named, known);
  if (!item) throw new Error(`item ${named.keys.join(', ')} is gone`);
  const itemId = item.id;
  // The same page in another feed is often cut short there: only the feed that brought it may change it.
  if (item.feedId !== feedId || item.feedHash === added.feedHash) return { kind: 'known', itemId };
  const { title, body } = added.article;
  const old = await tx
    .selectFrom('item')
    .select(['title', 'body', 'published_at'])
    .where('id', '=', itemId)
    .executeTakeFirstOrThrow();
  if (old.title === title && old.body === body) {
    await tx.updateTable('item').set({ feed_hash: added.feedHash }).where('id', '=', itemId).execute();
    return { kind: 'known', itemId };
  }
  await tx
    .insertInto('revision')
    .values({ item_id: itemId, replaced_at: at, title: old.title, body: old.body })
    .onConflict((c) => c.doNothing())
    .execute();
  const index = added.index();
  await tx
    .updateTable('item')
    .set({ ...content(added, index), read_at: null, read_after: null, emptied_at: null })
    .where('id', '=', itemId)
    .execute();
  await saveSearch(tx, [{ id: itemId, at: old.published_at, search: index.search }]);
  return { kind: item.held ? 'held' : 'changed', itemId };
}

function content({ article, feedHash }: NewArticle, { words, signature }: ArticleIndex) {
  return {
    feed_hash: feedHash,
    title: article.title,
    body: article.body,
    headings: toJson(article.headings),
    lang: article.lang,
    words,
    signature: [...signature],
  };
}

function origin(article: Article, { feedId, at, baseline, held }: Delivery) {
  return {
    feed_id: feedId,
    guid: article.guid,
    url: article.url,
    link: article.link,
    publisher: article.publisher,
    author: article.author,
    via: article.via,
    published_at: article.publishedAt,
    dated: article.dated,
    seen_at: at,
    baseline,
    held_at: held ? at : null,
  };
}
