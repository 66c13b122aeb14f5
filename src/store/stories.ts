import type { Item } from '../domain/item.js';
import type { Match } from '../domain/match.js';
import type { Role } from '../domain/story.js';
import type { Db, Tx } from './db.js';
import { ITEM_COLUMNS, toItem } from './items.js';
import { againAfter } from './set-aside.js';

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
  /** Those that came with the first poll of their feed. */
  readonly baseline: ReadonlySet<number>;
  readonly roles: ReadonlyMap<number, Role>;
  readonly matches: readonly { readonly itemId: number; readonly match: Match }[];
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
  return story ? gather(tx, storyId, story.revision) : null;
}

/** The same of any story, to look at; null when there is none. */
export async function storyDossier(db: Db, storyId: number): Promise<StoryDossier | null> {
  const story = await db.selectFrom('story').select('revision').where('id', '=', storyId).executeTakeFirst();
  return story ? gather(db, storyId, story.revision) : null;
}

async function gather(db: Db | Tx, storyId: number, revision: number): Promise<StoryDossier> {
  const items = await db
    .selectFrom('item')
    .innerJoin('member', 'member.item_id', 'item.id')
    .select([...ITEM_COLUMNS, 'item.baseline', 'member.role'])
    .where('member.story_id', '=', storyId)
    .orderBy('item.id')
    .limit(MEMBERS_READ)
    .execute();
  const ids = items.map((row) => row.id);
  const matches = await db
    .selectFrom('match')
    .innerJoin('member', 'member.item_id', 'match.item_id')
    .select(['match.item_id', 'match.topic_id', 'match.topic_version', 'match.evidence'])
    .where('member.story_id', '=', storyId)
    .where('match.item_id', 'in', ids.length === 0 ? [-1] : ids)
    .orderBy('match.id')
    .execute();
  return {
    storyId,
    revision,
    items: items.map(toItem),
    baseline: new Set(items.flatMap((row) => (row.baseline ? [row.id] : []))),
    roles: new Map(items.map((row) => [row.id, row.role])),
    matches: matches.map((row) => ({
      itemId: row.item_id,
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

/** A muted story waits to be briefed until its mute ends. Nothing changes anywhere meanwhile. */
export async function restUntil(tx: Tx, storyId: number, until: Date): Promise<[]> {
  await tx.updateTable('story').set({ brief_after: until }).where('id', '=', storyId).execute();
  return [];
}

/** Sets a failed briefing aside. */
export async function postponeStory(db: Db, id: number, error: string, now: Date): Promise<void> {
  await db
    .updateTable('story')
    .set((eb) => ({
      brief_failures: eb('brief_failures', '+', 1),
      brief_after: againAfter('brief_failures', now),
      brief_error: error,
    }))
    .where('id', '=', id)
    .execute();
}
