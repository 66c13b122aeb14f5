import { sql } from 'kysely';
import type { AlertState } from '../domain/alert.js';
import type { Item } from '../domain/item.js';
import type { Evidence } from '../domain/match.js';
import type { Db } from './db.js';
import { ITEM_COLUMNS, toItem } from './items.js';

/** Questions are answered from the newest matches only: ranking all of a frequent word takes a second. */
const RANKED = 300;

export interface Page<T> {
  readonly rows: T[];
  /** Of all pages; at most 300 are counted. */
  readonly total: number;
}

export interface FoundItem {
  readonly item: Item;
  readonly storyId: number | null;
  readonly topicIds: string[];
}

/**
 * Items that satisfy a tsquery literal, best first among the newest. Those of a frequent word are all among the last
 * few thousand, which are soon looked through; of a rarer one the index has few, and of a phrase those that have its
 * words. A planner that has to guess how frequent a question is would at times read all that is stored.
 */
export async function searchItems(
  db: Db,
  query: string,
  offset: number,
  limit: number,
): Promise<Page<FoundItem>> {
  let found = await newestFound(db, query, LATEST);
  if (found.length < RANKED && found.length >= PROMISING) found = await newestFound(db, query, 10 * LATEST);
  if (found.length < RANKED) found = await newestFound(db, query, null);
  const ids = found.sort((a, b) => b.rank - a.rank).map(({ id }) => id);
  return { rows: await foundItems(db, ids.slice(offset, offset + limit)), total: ids.length };
}

/** Entries that are looked through one by one; ten times as many where they will probably do. */
const LATEST = 5_000;
const PROMISING = 36;

/** The newest 300 that satisfy it, the newest first; of the last so many entries, or by the index of all. */
async function newestFound(
  db: Db,
  query: string,
  last: number | null,
): Promise<{ id: number; rank: number }[]> {
  const among =
    last === null
      ? sql`select item_id, published_at from ww.search_entry where search @@ ${query}::tsquery offset 0`
      : sql`select item_id, published_at from (
          select item_id, published_at, search from ww.search_entry
          order by published_at desc, item_id desc limit ${last}) as entry
        where search @@ ${query}::tsquery`;
  const { rows } = await sql<{ id: number; rank: number }>`
    with newest as materialized (
      select item_id, published_at from (${among}) as found order by published_at desc, item_id desc limit ${RANKED}
    )
    select item_id as id, ts_rank(search, ${query}::tsquery) as rank
    from newest join ww.search_entry using (item_id) order by newest.published_at desc, item_id desc`.execute(
    db,
  );
  return rows;
}

/** The newest items that satisfied a topic; any topic when null. */
export async function latestItems(
  db: Db,
  topicId: string | null,
  offset: number,
  limit: number,
): Promise<Page<FoundItem>> {
  const rows = await db
    .selectFrom('item')
    .innerJoin('match', 'match.item_id', 'item.id')
    .select(['item.id', 'item.published_at'])
    .distinct()
    .$if(topicId !== null, (q) => q.where('match.topic_id', '=', topicId ?? ''))
    .orderBy('item.published_at', 'desc')
    .orderBy('item.id', 'desc')
    .limit(RANKED)
    .execute();
  const ids = rows.map((row) => row.id);
  return { rows: await foundItems(db, ids.slice(offset, offset + limit)), total: ids.length };
}

/** In the order of the ids. */
export async function foundItems(db: Db, ids: readonly number[]): Promise<FoundItem[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom('item')
    .leftJoin('member', 'member.item_id', 'item.id')
    .select(ITEM_COLUMNS)
    .select('member.story_id')
    .select((eb) =>
      eb
        .selectFrom('match')
        .whereRef('match.item_id', '=', 'item.id')
        .select(sql<string[]>`coalesce(array_agg(match.topic_id order by match.id), '{}')`.as('ids'))
        .as('topics'),
    )
    .where('item.id', 'in', ids)
    .execute();
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => {
    const row = byId.get(id);
    return row ? [{ item: toItem(row), storyId: row.story_id, topicIds: row.topics ?? [] }] : [];
  });
}

/** How often each topic matched since a time, and when last. */
export async function topicActivity(
  db: Db,
  since: Date,
): Promise<Map<string, { count: number; lastAt: Date }>> {
  const rows = await db
    .selectFrom('match')
    .select(['topic_id', (eb) => eb.fn.max('matched_at').as('lastAt')])
    .select((eb) => eb.fn.countAll<number>().filterWhere('matched_at', '>=', since).as('count'))
    .groupBy('topic_id')
    .execute();
  return new Map(rows.map((row) => [row.topic_id, { count: Number(row.count), lastAt: row.lastAt }]));
}

/** Why a story was posted: what matched where, and what became of it. */
export interface Explanation {
  readonly storyId: number;
  readonly matches: {
    readonly item: Item;
    readonly topicId: string;
    readonly topicVersion: string;
    readonly evidence: Evidence[];
    readonly matchedAt: Date;
  }[];
  readonly alerts: {
    readonly id: string;
    readonly destination: string;
    readonly state: AlertState;
    readonly sentAt: Date | null;
    readonly reason: string | null;
  }[];
}

/** What a person may name: a story, an item, or an alert by its key. */
export type Named =
  | { readonly kind: 'story'; readonly id: number }
  | { readonly kind: 'item'; readonly id: number }
  | { readonly kind: 'alert'; readonly id: string };

export async function explain(db: Db, named: Named): Promise<Explanation | null> {
  const storyId = await storyOf(db, named);
  if (storyId === null) return null;
  const matches = await db
    .selectFrom('match')
    .innerJoin('member', 'member.item_id', 'match.item_id')
    .innerJoin('item', 'item.id', 'match.item_id')
    .select(ITEM_COLUMNS)
    .select(['match.topic_id', 'match.topic_version', 'match.evidence', 'match.matched_at'])
    .where('member.story_id', '=', storyId)
    .$if(named.kind === 'item', (q) => q.where('item.id', '=', Number(named.id)))
    .orderBy('match.id')
    .limit(100)
    .execute();
  const alerts = await db
    .selectFrom('alert')
    .select(['id', 'destination', 'state', 'sent_at as sentAt', 'reason'])
    .where('story_id', '=', storyId)
    .where('root_id', 'is', null)
    .orderBy('destination')
    .execute();
  return {
    storyId,
    matches: matches.map((row) => ({
      item: toItem(row),
      topicId: row.topic_id,
      topicVersion: row.topic_version,
      evidence: row.evidence,
      matchedAt: row.matched_at,
    })),
    alerts,
  };
}

async function storyOf(db: Db, named: Named): Promise<number | null> {
  if (named.kind === 'story') {
    const row = await db.selectFrom('story').select('id').where('id', '=', named.id).executeTakeFirst();
    return row?.id ?? null;
  }
  if (named.kind === 'item') {
    const row = await db
      .selectFrom('member')
      .select('story_id')
      .where('item_id', '=', named.id)
      .executeTakeFirst();
    return row?.story_id ?? null;
  }
  const row = await db.selectFrom('alert').select('story_id').where('id', '=', named.id).executeTakeFirst();
  return row?.story_id ?? null;
}
