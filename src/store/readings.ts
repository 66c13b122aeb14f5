import { sql } from 'kysely';
import type { Item } from '../domain/item.js';
import type { Match } from '../domain/match.js';
import type { Role } from '../domain/story.js';
import type { Db, Tx } from './db.js';
import { ITEM_COLUMNS, toItem } from './items.js';
import { toJson } from './json.js';
import { againAfter } from './set-aside.js';

/** An item, what copies of it are found by, and its story once it has one. */
export interface Reading {
  readonly item: Item;
  readonly fingerprint: { readonly words: number; readonly signature: readonly number[] };
  readonly storyId: number | null;
}

/** What became of an item that was read. */
export interface ReadItem {
  readonly item: Item;
  readonly storyId: number;
  /** Null: it stays what it is in its story. */
  readonly joins: { readonly role: Role; readonly similarity: number | null; readonly opens: boolean } | null;
  readonly matches: readonly Match[];
}

/** Any number will do that nobody else locks. */
const READING_LOCK = 7_777_301;

/** Until the transaction ends nobody else reads: two copies of one text read at once would each open a story. */
export async function lockReading(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(${READING_LOCK})`.execute(tx);
}

const WITH_FINGERPRINT = [...ITEM_COLUMNS, 'item.words', 'item.signature'] as const;

/** Items that wait to be read, oldest first; those that came with the first poll of a feed only after the news. */
export async function unreadItems(db: Db, now: Date, limit: number): Promise<number[]> {
  const rows = await db
    .selectFrom('item')
    .select('id')
    .where('read_at', 'is', null)
    .where('held_at', 'is', null)
    .where((w) => w.or([w('read_after', 'is', null), w('read_after', '<=', now)]))
    .orderBy('baseline')
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map((row) => row.id);
}

/** Those of these items that still wait; nobody changes them until the transaction ends. */
export async function claimItems(tx: Tx, ids: readonly number[]): Promise<Reading[]> {
  const rows = await tx
    .selectFrom('item')
    .leftJoin('member', 'member.item_id', 'item.id')
    .select([...WITH_FINGERPRINT, 'member.story_id'])
    .where('item.id', 'in', ids)
    .where('item.read_at', 'is', null)
    .where('item.held_at', 'is', null)
    .orderBy('item.id')
    // Their keys stay: who writes what refers to them, as a briefing does, need not wait; it may hold their story.
    .forNoKeyUpdate('item')
    .execute();
  return rows.map((row) => ({ ...toReading(row), storyId: row.story_id }));
}

/** The number that the first reading of the last so many, and of items first seen since then, comes after. */
export async function readingBefore(db: Db | Tx, since: Date, most: number): Promise<number> {
  const newest = db
    .selectFrom('member')
    .innerJoin('item', 'item.id', 'member.item_id')
    .select('member.reading')
    .where('item.seen_at', '>=', since)
    .where('item.emptied_at', 'is', null)
    .orderBy('item.seen_at', 'desc')
    .limit(most)
    .as('newest');
  const { first } = await db
    .selectFrom(newest)
    .select((eb) => eb.fn.min<number | null>('reading').as('first'))
    .executeTakeFirstOrThrow();
  return first === null ? 0 : first - 1;
}

/** Items read since reading number `after` that were first seen since `since`, in the order of their reading. */
export async function readAfter(
  tx: Db | Tx,
  after: number,
  since: Date,
  limit: number,
): Promise<(Reading & { readonly storyId: number; readonly number: number })[]> {
  const rows = await tx
    .selectFrom('member')
    .innerJoin('item', 'item.id', 'member.item_id')
    .select([...WITH_FINGERPRINT, 'member.story_id', 'member.reading'])
    .where('member.reading', '>', after)
    .where('item.seen_at', '>=', since)
    .orderBy('member.reading')
    .limit(limit)
    .execute();
  return rows.map((row) => ({ ...toReading(row), storyId: row.story_id, number: row.reading }));
}

const toReading = (row: Parameters<typeof toItem>[0] & Reading['fingerprint']) => ({
  item: toItem(row),
  fingerprint: { words: row.words, signature: row.signature },
});

/** Numbers that the next stories may have, without gaps; only under the reading lock. */
export async function lastStory(tx: Tx): Promise<number> {
  const { rows } = await sql<{ last: string }>`
    select case when is_called then last_value else last_value - 1 end as last from ww.story_id_seq`.execute(
    tx,
  );
  return Number(rows[0]?.last ?? 0);
}

/**
 * Records that items have been read: their stories and their matches. Returns the number of the last reading and the
 * stories to be briefed anew: not those that nobody watches, which most are.
 */
export async function saveReadings(
  tx: Tx,
  read: readonly ReadItem[],
  now: Date,
): Promise<{ last: number; toBrief: number[] }> {
  const opened = new Set(read.flatMap(({ storyId, joins }) => (joins?.opens ? [storyId] : [])));
  await openStories(tx, [...opened], now);
  const last = await saveMembers(tx, read);
  await replaceMatches(tx, read, now);
  const toBrief = await storiesToBrief(tx, read);
  if (toBrief.length > 0) {
    await tx
      .updateTable('story')
      .set((eb) => ({ revision: eb('revision', '+', 1), last_at: now, brief_failures: 0, brief_after: null }))
      .where('id', 'in', toBrief)
      .execute();
  }
  await tx
    .updateTable('item')
    .set({ read_at: now, read_error: null, read_failures: 0, read_after: null })
    .where(
      'id',
      'in',
      read.map(({ item }) => item.id),
    )
    .execute();
  return { last, toBrief };
}

/** Under numbers after `lastStory`. */
export async function openStories(tx: Tx, ids: readonly number[], now: Date): Promise<void> {
  if (ids.length === 0) return;
  await sql`
    insert into ww.story (id, revision, briefed_revision, first_at, last_at)
    overriding system value select id, 0, 0, ${now}, ${now} from unnest(${ids}::int[]) id`.execute(tx);
  await sql`select setval('ww.story_id_seq', ${Math.max(...ids)})`.execute(tx);
}

async function saveMembers(tx: Tx, read: readonly ReadItem[]): Promise<number> {
  const added = read.flatMap(({ item, storyId, joins }) =>
    joins === null
      ? []
      : [{ item_id: item.id, story_id: storyId, role: joins.role, similarity: joins.similarity }],
  );
  const again = read.flatMap(({ item, joins }) => (joins === null ? [item.id] : []));
  const rows = [
    ...(added.length === 0 ? [] : await tx.insertInto('member').values(added).returning('reading').execute()),
    ...(again.length === 0
      ? []
      : await tx
          .updateTable('member')
          .set({ reading: sql`nextval('ww.reading')` })
          .where('item_id', 'in', again)
          .returning('reading')
          .execute()),
  ];
  return Math.max(...rows.map(({ reading }) => reading));
}

/** Those that have matched a topic, and those that were posted for a match that is no more. */
async function storiesToBrief(tx: Tx, read: readonly ReadItem[]): Promise<number[]> {
  const matched = new Set(read.flatMap(({ storyId, matches }) => (matches.length > 0 ? [storyId] : [])));
  const joined = new Set(
    read.flatMap(({ storyId, joins }) => (joins?.opens || matched.has(storyId) ? [] : [storyId])),
  );
  if (joined.size === 0) return [...matched];
  const rows = await tx
    .selectFrom('member')
    .innerJoin('match', 'match.item_id', 'member.item_id')
    .select('member.story_id')
    .where('member.story_id', 'in', [...joined])
    .union(
      tx
        .selectFrom('alert')
        .select(sql<number>`story_id`.as('story_id'))
        .where('story_id', 'in', [...joined]),
    )
    .execute();
  return [...matched, ...rows.map(({ story_id }) => story_id)];
}

async function replaceMatches(tx: Tx, read: readonly ReadItem[], now: Date): Promise<void> {
  // A new member of a story was not read before, so it has no matches.
  const again = read.flatMap(({ item, joins }) => (joins === null ? [item.id] : []));
  if (again.length > 0) await tx.deleteFrom('match').where('item_id', 'in', again).execute();
  const rows = read.flatMap(({ item, matches }) =>
    matches.map((match) => ({
      item_id: item.id,
      topic_id: match.topicId,
      topic_version: match.topicVersion,
      evidence: toJson(match.evidence),
      matched_at: now,
    })),
  );
  if (rows.length > 0) await tx.insertInto('match').values(rows).execute();
}

/** Sets a failed reading aside. */
export async function postponeItem(db: Db, id: number, error: string, now: Date): Promise<void> {
  await db
    .updateTable('item')
    .set((eb) => ({
      read_failures: eb('read_failures', '+', 1),
      read_after: againAfter('read_failures', now),
      read_error: error,
    }))
    .where('id', '=', id)
    .execute();
}
