import { sql } from 'kysely';
import type { CitedSentence } from '../domain/briefing.js';
import type { Promised, PromiseState } from '../domain/story.js';
import type { Db, Tx } from './db.js';
import { toJson } from './json.js';

/** Keeps what a story's articles say is to come; days that are past are none of it. */
export async function savePromises(
  tx: Tx,
  storyId: number,
  found: readonly Promised[],
  now: Date,
): Promise<void> {
  const today = now.toISOString().slice(0, 10);
  const ahead = found.filter(({ dueOn }) => dueOn === null || dueOn >= today);
  if (ahead.length === 0) return;
  await tx
    .insertInto('promise')
    .values(
      ahead.map(({ sentence, dueOn }) => ({
        story_id: storyId,
        item_id: sentence.itemId,
        sentence: toJson(sentence),
        due_on: dueOn,
        state: 'open' as const,
        created_at: now,
      })),
    )
    .onConflict((c) => c.doNothing())
    .execute();
}

/** What an article of a promise's story that came after its day has answered. */
export async function closeAnswered(
  tx: Tx,
  storyId: number,
  latest: { readonly itemId: number; readonly at: Date } | null,
  now: Date,
): Promise<void> {
  if (latest === null) return;
  await tx
    .updateTable('promise')
    .set({ state: 'closed', closed_at: now, closed_by: `i${latest.itemId}` })
    .where('story_id', '=', storyId)
    .where('item_id', '<>', latest.itemId)
    .where('state', 'in', ['told', 'carried'])
    .where('due_on', '<=', latest.at.toISOString().slice(0, 10))
    .execute();
}

export interface KnownPromise {
  readonly id: number;
  readonly storyId: number;
  readonly itemId: number;
  readonly sentence: CitedSentence;
  /** YYYY-MM-DD. */
  readonly dueOn: string | null;
  readonly state: PromiseState;
  readonly headline: string;
  readonly link: string | null;
}

const SELECTED = [
  'promise.id as id',
  'promise.story_id as storyId',
  'promise.item_id as itemId',
  'promise.sentence as sentence',
  'promise.due_on as dueOn',
  'promise.state as state',
  'item.title as headline',
  'item.link as link',
] as const;

/** What is to come or overdue, the nearest day first, what has no year last. One a story and day. */
export async function promisesAhead(
  db: Db,
  topicId: string | null,
  offset: number,
  limit: number,
): Promise<{ rows: KnownPromise[]; total: number }> {
  const found = await db
    .selectFrom('promise')
    .innerJoin('item', 'item.id', 'promise.item_id')
    .select(SELECTED)
    .distinctOn(['promise.due_on', 'promise.story_id'])
    .where('promise.state', '<>', 'closed')
    .$if(topicId !== null, (q) =>
      q.where(
        sql<boolean>`exists (select from ww.match join ww.member using (item_id)
          where member.story_id = promise.story_id and match.topic_id = ${topicId})`,
      ),
    )
    .orderBy('promise.due_on', (o) => o.asc().nullsLast())
    .orderBy('promise.story_id')
    .orderBy('promise.id')
    .limit(MOST)
    .execute();
  return { rows: found.slice(offset, offset + limit), total: found.length };
}

const MOST = 300;

/** Closes a promise by hand; false when there is none that is open. */
export async function closePromise(db: Db, id: number, by: string, now: Date): Promise<boolean> {
  const row = await db
    .updateTable('promise')
    .set({ state: 'closed', closed_at: now, closed_by: by })
    .where('id', '=', id)
    .where('state', '<>', 'closed')
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/** Promises whose day has come and that nobody has been told of; locked until the transaction ends. */
export async function duePromises(tx: Tx, today: string, limit: number): Promise<KnownPromise[]> {
  return tx
    .selectFrom('promise')
    .innerJoin('item', 'item.id', 'promise.item_id')
    .select(SELECTED)
    .where('promise.state', '=', 'open')
    .where('promise.due_on', '<=', today)
    .orderBy('promise.id')
    .limit(limit)
    .forUpdate('promise')
    .skipLocked()
    .execute();
}

export async function markTold(tx: Tx, ids: readonly number[], now: Date): Promise<void> {
  if (ids.length === 0) return;
  await tx.updateTable('promise').set({ state: 'told', told_at: now }).where('id', 'in', ids).execute();
}

/** Told so long ago that an answer would have come: carried, until one comes or a person closes it. */
export async function carryUnanswered(db: Db, before: string): Promise<void> {
  await db
    .updateTable('promise')
    .set({ state: 'carried' })
    .where('state', '=', 'told')
    .where('due_on', '<', before)
    .execute();
}

/** Where the stories of promises have been posted. */
export async function destinationsOf(tx: Tx, storyIds: readonly number[]): Promise<Map<number, string[]>> {
  if (storyIds.length === 0) return new Map();
  const rows = await tx
    .selectFrom('alert')
    .select(['story_id', 'destination'])
    .distinct()
    .where('story_id', 'in', storyIds)
    .where('state', '=', 'sent')
    .orderBy('destination')
    .execute();
  const found = new Map<number, string[]>();
  for (const { story_id, destination } of rows) {
    if (story_id === null) continue;
    found.set(story_id, [...(found.get(story_id) ?? []), destination]);
  }
  return found;
}
