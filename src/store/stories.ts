import { sql } from 'kysely';
import type { Item } from '../domain/item.js';
import type { Match } from '../domain/match.js';
import type { Role } from '../domain/story.js';
import type { Db, Tx } from './db.js';
import { ITEM_COLUMNS, toItem } from './items.js';
import { toJson } from './json.js';

/** An item that may tell the same as another: what clustering compares. */
export interface Candidate {
  readonly itemId: number;
  readonly storyId: number;
  readonly words: number;
  readonly signature: number[];
}

/** Any number that nobody else locks: `ww` `read`. */
const READING_LOCK = 7_777_301;

/** How far back a reprint is looked for. */
const WINDOW_MS = 72 * 3_600_000;

/** An unread item to read; null when it has been read, is being read, or is gone. One at a time reads. */
export async function claimReading(tx: Tx, itemId: number) {
  // Two copies of one text read at once would each begin a story.
  await sql`select pg_advisory_xact_lock(${READING_LOCK})`.execute(tx);
  const row = await tx
    .selectFrom('item')
    .select([...ITEM_COLUMNS, 'item.words', 'item.bands', 'item.signature'])
    .where('id', '=', itemId)
    .where('read_at', 'is', null)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
  if (!row) return null;
  const { words, bands, signature } = row;
  return { item: toItem(row), fingerprint: { words, bands, signature } };
}

/** Items of the last days that share a band with a fingerprint, newest first. */
export async function similarItems(tx: Tx, item: Item, bands: readonly number[]): Promise<Candidate[]> {
  if (bands.length === 0) return [];
  const since = new Date(item.seenAt.getTime() - WINDOW_MS);
  const rows = await tx
    .selectFrom('item')
    .innerJoin('member', 'member.item_id', 'item.id')
    .select(['item.id as itemId', 'member.story_id as storyId', 'item.words', 'item.signature'])
    .where(sql<boolean>`item.bands && ${bands}::int[]`)
    .where('item.id', '<>', item.id)
    .where('item.seen_at', '>=', since)
    .orderBy('item.id', 'desc')
    .limit(200)
    .execute();
  return rows;
}

/** Where a read item belongs. */
export type Assignment =
  | { readonly kind: 'new' }
  | { readonly kind: 'join'; readonly storyId: number; readonly role: Role; readonly similarity: number };

/**
 * Records that an item has been read: its story and its matches. Its story is to be briefed anew, unless it is
 * a new one that nobody watches: most of what feeds bring is.
 */
export async function saveReading(
  tx: Tx,
  item: Item,
  assignment: Assignment,
  matches: readonly Match[],
  now: Date,
): Promise<{ storyId: number; toBrief: boolean }> {
  const { storyId, isNew } = await placeInStory(tx, item, assignment, now);
  await replaceMatches(tx, item.id, matches, now);
  const toBrief = !isNew || matches.length > 0;
  if (toBrief) {
    await tx
      .updateTable('story')
      .set((eb) => ({ revision: eb('revision', '+', 1), last_at: now, brief_failures: 0, brief_after: null }))
      .where('id', '=', storyId)
      .execute();
  }
  await tx
    .updateTable('item')
    .set({ read_at: now, read_error: null, read_failures: 0, read_after: null })
    .where('id', '=', item.id)
    .execute();
  return { storyId, toBrief };
}

async function placeInStory(
  tx: Tx,
  item: Item,
  assignment: Assignment,
  now: Date,
): Promise<{ storyId: number; isNew: boolean }> {
  const placed = await tx
    .selectFrom('member')
    .select('story_id')
    .where('item_id', '=', item.id)
    .executeTakeFirst();
  if (placed) return { storyId: placed.story_id, isNew: false };
  const join = assignment.kind === 'join' ? assignment : null;
  const storyId =
    join?.storyId ??
    (
      await tx
        .insertInto('story')
        .values({ revision: 0, briefed_revision: 0, first_at: now, last_at: now })
        .returning('id')
        .executeTakeFirstOrThrow()
    ).id;
  await tx
    .insertInto('member')
    .values({
      item_id: item.id,
      story_id: storyId,
      role: join?.role ?? 'original',
      similarity: join?.similarity ?? null,
    })
    .execute();
  return { storyId, isNew: join === null };
}

async function replaceMatches(tx: Tx, itemId: number, matches: readonly Match[], now: Date): Promise<void> {
  await tx.deleteFrom('match').where('item_id', '=', itemId).execute();
  if (matches.length === 0) return;
  await tx
    .insertInto('match')
    .values(
      matches.map((match) => ({
        item_id: itemId,
        topic_id: match.topicId,
        topic_version: match.topicVersion,
        evidence: toJson(match.evidence),
        matched_at: now,
      })),
    )
    .execute();
}

/** Stories whose posts may have to be written or changed. */
export async function unbriefedStories(db: Db, now: Date, limit: number): Promise<number[]> {
  const rows = await db
    .selectFrom('story')
    .select('id')
    .whereRef('briefed_revision', '<', 'revision')
    .where((w) => w.or([w('brief_after', 'is', null), w('brief_after', '<=', now)]))
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map((row) => row.id);
}

/** All that a briefing on a story draws on. */
export interface StoryDossier {
  readonly storyId: number;
  readonly revision: number;
  readonly items: readonly Item[];
  readonly matches: readonly { readonly itemId: number; readonly baseline: boolean; readonly match: Match }[];
}

/** Locks a story that waits to be briefed and gathers what is known of it; null when it does not wait. */
export async function claimBriefing(tx: Tx, storyId: number): Promise<StoryDossier | null> {
  const story = await tx
    .selectFrom('story')
    .select(['id', 'revision'])
    .where('id', '=', storyId)
    .whereRef('briefed_revision', '<', 'revision')
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
  if (!story) return null;
  const items = await tx
    .selectFrom('item')
    .innerJoin('member', 'member.item_id', 'item.id')
    .select([...ITEM_COLUMNS, 'item.baseline'])
    .where('member.story_id', '=', storyId)
    .orderBy('item.id')
    .limit(MEMBERS_READ)
    .execute();
  const matches = await tx
    .selectFrom('match')
    .innerJoin('member', 'member.item_id', 'match.item_id')
    .innerJoin('item', 'item.id', 'match.item_id')
    .select(['match.item_id', 'match.topic_id', 'match.topic_version', 'match.evidence', 'item.baseline'])
    .where('member.story_id', '=', storyId)
    .where(
      'match.item_id',
      'in',
      items.map((row) => row.id),
    )
    .orderBy('match.id')
    .execute();
  return {
    storyId,
    revision: story.revision,
    items: items.map(toItem),
    matches: matches.map((row) => ({
      itemId: row.item_id,
      baseline: row.baseline,
      match: { topicId: row.topic_id, topicVersion: row.topic_version, evidence: row.evidence },
    })),
  };
}

/** A story of 500 reprints is briefed from its first ones: the rest repeat them. */
const MEMBERS_READ = 40;

export async function markBriefed(tx: Tx, storyId: number, revision: number): Promise<void> {
  await tx
    .updateTable('story')
    .set({ briefed_revision: revision, brief_error: null })
    .where('id', '=', storyId)
    .execute();
}

/** Sets a failed briefing aside: minutes, doubling with each failure, a day at the most. */
export async function postponeStory(db: Db, id: number, error: string, now: Date): Promise<void> {
  await db
    .updateTable('story')
    .set((eb) => ({
      brief_failures: eb('brief_failures', '+', 1),
      brief_after: sql<Date>`${now}::timestamptz + least(interval '1 day', interval '1 minute' * power(2, least(brief_failures, 12)))`,
      brief_error: error,
    }))
    .where('id', '=', id)
    .execute();
}
