import { sql } from 'kysely';
import type { Db, Tx } from './db.js';
import { markStory, moveMutes } from './mutes.js';
import { lastStory, lockReading, openStories } from './readings.js';

/** What came of an act of a person on stories. */
export type Moved =
  | { readonly kind: 'moved'; readonly storyId: number; readonly items: number[]; readonly rebrief: number[] }
  /** No such story, or not those articles in it. */
  | { readonly kind: 'unknown'; readonly what: string }
  /** A story is no story without articles. */
  | { readonly kind: 'empty' };

/**
 * All articles of one story become members of another, with who has muted it. What was posted of it stays where it is,
 * and says where it goes on.
 */
export async function mergeStories(
  db: Db,
  into: number,
  from: number,
  by: string,
  now: Date,
): Promise<Moved> {
  return db.transaction().execute(async (tx) => {
    await lockReading(tx);
    if ((await membersOf(tx, into)).length === 0) return { kind: 'unknown', what: `s${into}` };
    const items = await membersOf(tx, from);
    if (items.length === 0) return { kind: 'unknown', what: `s${from}` };
    await move(tx, items, into);
    await tx
      .updateTable('member')
      .set({ role: 'report' })
      .where('item_id', 'in', items)
      .where('role', '=', 'original')
      .execute();
    await tx
      .updateTable('alert')
      .set({ state: 'dropped', reason: `the story is part of s${into} now` })
      .where('story_id', '=', from)
      .where('state', '=', 'pending')
      .where('first_at', 'is', null)
      .execute();
    await tx.updateTable('promise').set({ story_id: into }).where('story_id', '=', from).execute();
    for (const story of [from, ...(await partsOf(tx, from))])
      await markStory(tx, story, { mergedInto: `s${into}`, mutedBy: null }, now);
    const moved = await settle(tx, { act: 'merge', from, to: into, items, by, now });
    await moveMutes(tx, from, into, now);
    return moved;
  });
}

/** Some articles of a story become one of their own, which is briefed and posted by itself. */
export async function splitStory(
  db: Db,
  from: number,
  wanted: readonly number[],
  by: string,
  now: Date,
): Promise<Moved> {
  return db.transaction().execute(async (tx) => {
    await lockReading(tx);
    const members = await membersOf(tx, from);
    if (members.length === 0) return { kind: 'unknown', what: `s${from}` };
    const stranger = wanted.find((id) => !members.includes(id));
    if (stranger !== undefined) return { kind: 'unknown', what: `i${stranger} in s${from}` };
    const items = members.filter((id) => wanted.includes(id));
    if (items.length === members.length || items.length === 0) return { kind: 'empty' };
    const to = (await lastStory(tx)) + 1;
    await openStories(tx, [to], now);
    await move(tx, items, to);
    const [first] = items;
    await tx
      .updateTable('member')
      .set({ role: 'original' })
      .where('item_id', '=', first ?? 0)
      .execute();
    await tx.updateTable('promise').set({ story_id: to }).where('item_id', 'in', items).execute();
    return settle(tx, { act: 'split', from, to, items, by, now });
  });
}

async function membersOf(tx: Tx, storyId: number): Promise<number[]> {
  const rows = await tx
    .selectFrom('member')
    .select('item_id')
    .where('story_id', '=', storyId)
    .orderBy('item_id')
    .execute();
  return rows.map((row) => row.item_id);
}

/** A new reading number tells every process that holds the last days in memory. */
async function move(tx: Tx, items: readonly number[], to: number): Promise<void> {
  await tx
    .updateTable('member')
    .set({ story_id: to, reading: sql`nextval('ww.reading')` })
    .where('item_id', 'in', items)
    .execute();
}

interface Act {
  readonly act: 'merge' | 'split';
  readonly from: number;
  readonly to: number;
  readonly items: number[];
  readonly by: string;
  readonly now: Date;
}

/** Writes it down, and has both stories briefed anew. */
async function settle(tx: Tx, { act, from, to, items, by, now }: Act): Promise<Moved> {
  await tx
    .insertInto('story_move')
    .values({ at: now, by_whom: by, act, from_story: from, to_story: to, items })
    .execute();
  const rebrief = act === 'merge' ? [to] : [from, to];
  await tx
    .updateTable('story')
    .set((eb) => ({ revision: eb('revision', '+', 1), last_at: now, brief_failures: 0, brief_after: null }))
    .where('id', 'in', rebrief)
    .execute();
  return { kind: 'moved', storyId: to, items, rebrief };
}

/** Stories that became part of one before, as their posts say. */
async function partsOf(tx: Tx, storyId: number): Promise<number[]> {
  const rows = await tx
    .selectFrom('alert')
    .select('story_id')
    .distinct()
    .where(sql<boolean>`marks ->> 'mergedInto' = ${`s${storyId}`}`)
    .execute();
  return rows.flatMap((row) => row.story_id ?? []);
}

/** The story that one has become part of, through others too; null for one that has not. */
export async function mergedInto(db: Db, storyId: number): Promise<number | null> {
  const row = await db
    .selectFrom('story_move')
    .select('to_story')
    .where('act', '=', 'merge')
    .where('from_story', '=', storyId)
    .orderBy('id', 'desc')
    .executeTakeFirst();
  return row ? ((await mergedInto(db, row.to_story)) ?? row.to_story) : null;
}

export interface StoryMove {
  readonly at: Date;
  readonly by: string;
  readonly act: 'merge' | 'split';
  readonly from: number;
  readonly to: number;
  readonly items: number[];
}

/** The newest acts first; those of one story where it is named. */
export async function storyMoves(db: Db, storyId: number | null, limit: number): Promise<StoryMove[]> {
  return db
    .selectFrom('story_move')
    .select(['at', 'by_whom as by', 'act', 'from_story as from', 'to_story as to', 'items'])
    .$if(storyId !== null, (q) =>
      q.where((w) => w.or([w('from_story', '=', storyId ?? 0), w('to_story', '=', storyId ?? 0)])),
    )
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}
