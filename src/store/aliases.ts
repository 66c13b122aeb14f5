import { sql } from 'kysely';
import type { Article } from '../domain/item.js';
import type { Db, Tx } from './db.js';

/** What articles are known by: one that comes under any of its names is no new one. */
export interface Named {
  /** The surest first. */
  readonly keys: readonly string[];
}

/** A stored item, as far as its feed is concerned. */
export interface KnownItem {
  readonly id: number;
  readonly feedId: string;
  readonly feedHash: string;
  readonly held: boolean;
}

/** By the keys that were asked for. */
export type KnownItems = ReadonlyMap<string, KnownItem>;

/** Shorter titles ("Market update") name another article every day, or every hour. */
const TELLING_TITLE = 25;

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

export async function itemsKnown(db: Db | Tx, brought: readonly Named[]): Promise<KnownItems> {
  const keys = brought.flatMap((named) => named.keys);
  if (keys.length === 0) return new Map();
  const rows = await db
    .selectFrom('alias')
    .innerJoin('item', 'item.id', 'alias.item_id')
    .select(['alias.key', 'item.id', 'item.feed_id', 'item.feed_hash', 'item.held_at'])
    .where(sql<boolean>`alias.key = any(${keys}::text[])`)
    .execute();
  return new Map(
    rows.map(({ key, id, feed_id, feed_hash, held_at }) => [
      key,
      { id, feedId: feed_id, feedHash: feed_hash, held: held_at !== null },
    ]),
  );
}

/** The item of the surest name that is known. */
export function knownAs({ keys }: Named, known: KnownItems): KnownItem | undefined {
  return keys.map((key) => known.get(key)).find((item) => item !== undefined);
}

/** What a feed said of those of these articles that are stored, as `feedHash` by guid; null where another feed brought it. */
export async function knownTexts(
  db: Db | Tx,
  feedId: string,
  articles: readonly Article[],
): Promise<Map<string, string | null>> {
  const brought = articles.map((article) => ({ article, keys: aliasesOf(feedId, article) }));
  const known = await itemsKnown(db, brought);
  return new Map(
    brought.flatMap((named) => {
      const item = knownAs(named, known);
      return item ? [[named.article.guid, item.feedId === feedId ? item.feedHash : null] as const] : [];
    }),
  );
}

/** In order of the keys: two polls that know the same page wait for each other, never in a circle. */
export async function addAliases<T extends Named>(
  tx: Tx,
  brought: readonly T[],
  known: KnownItems,
  itemOf: (named: T) => number | undefined,
): Promise<void> {
  const added = new Map<string, number>();
  for (const named of brought) {
    const itemId = itemOf(named);
    if (itemId === undefined) continue;
    for (const key of named.keys) if (!known.has(key) && !added.has(key)) added.set(key, itemId);
  }
  if (added.size === 0) return;
  await tx
    .insertInto('alias')
    .values([...added].map(([key, item_id]) => ({ key, item_id })).sort((a, b) => (a.key < b.key ? -1 : 1)))
    .onConflict((c) => c.column('key').doNothing())
    .execute();
}
