import { sql } from 'kysely';
import type { Marks } from '../domain/action.js';
import type { Tx } from './db.js';
import { toJson } from './json.js';
import { LEASE_MS } from './lanes.js';

/** Somebody of an account; null where all are meant. */
export interface Reader {
  readonly account: string;
  readonly user: string;
}

export interface Muted {
  readonly kind: 'story' | 'topic';
  /** Id of the story or the topic. */
  readonly subject: string;
}

export interface NewMute extends Muted {
  readonly for: Reader | null;
  readonly by: string;
  /** Null: until somebody unmutes it. */
  readonly until: Date | null;
}

/** True when that changed anything: it was not muted, or until another time. */
export async function putMute(tx: Tx, mute: NewMute, now: Date): Promise<boolean> {
  const { kind, subject, by, until } = mute;
  const { account, user } = mute.for ?? ALL;
  await tx.deleteFrom('mute').where('until', '<=', now).execute();
  const row = await tx
    .insertInto('mute')
    .values({ kind, subject, account, user_id: user, by_name: by, at: now, until })
    .onConflict((c) =>
      c
        .columns(['kind', 'subject', 'account', 'user_id'])
        .doUpdateSet({ until, by_name: by, at: now })
        .where('mute.until', 'is distinct from', until),
    )
    .returning('subject')
    .executeTakeFirst();
  return row !== undefined;
}

/** True when it was muted. */
export async function liftMute(tx: Tx, { kind, subject }: Muted, whose: Reader | null): Promise<boolean> {
  const { account, user } = whose ?? ALL;
  const row = await tx
    .deleteFrom('mute')
    .where('kind', '=', kind)
    .where('subject', '=', subject)
    .where('account', '=', account)
    .where('user_id', '=', user)
    .returning('subject')
    .executeTakeFirst();
  return row !== undefined;
}

/** Who has muted a story has muted the one that it becomes part of; a mute that this one has stands, and one that is over ends. */
export async function moveMutes(tx: Tx, from: number, into: number, now: Date): Promise<void> {
  const found = await tx
    .deleteFrom('mute')
    .where('kind', '=', 'story')
    .where('subject', 'in', [String(from), String(into)])
    .where((w) => w.or([w('subject', '=', String(from)), w('until', '<=', now)]))
    .returningAll()
    .execute();
  const going = found.filter(
    ({ subject, until }) => subject === String(from) && (until === null || until > now),
  );
  if (going.length === 0) return;
  const moved = await tx
    .insertInto('mute')
    .values(going.map((mute) => ({ ...mute, subject: String(into) })))
    .onConflict((c) => c.columns(['kind', 'subject', 'account', 'user_id']).doNothing())
    .returning(['user_id', 'by_name', 'until'])
    .execute();
  const forAll = moved.find(({ user_id }) => user_id === ALL.user);
  if (forAll) await markStory(tx, into, { mutedBy: forAll.by_name }, now);
  if (forAll?.until) await catchUp(tx, into, forAll.until);
}

const ALL: Reader = { account: '', user: '' };

/** What of a story is muted now. */
export interface StoryMutes {
  /** The story, for everybody: until when, null for good; undefined when it is not. */
  readonly story: Date | null | undefined;
  /** Whether a person is not to get the story, or a topic. */
  isMuted(topicId: string, whose: Reader | null): boolean;
}

/** The mutes that bear on a story with these topics. */
export async function storyMutes(
  tx: Tx,
  storyId: number,
  topicIds: readonly string[],
  now: Date,
): Promise<StoryMutes> {
  const rows = await tx
    .selectFrom('mute')
    .select(['kind', 'subject', 'account', 'user_id', 'until'])
    .where((w) => w.or([w('until', 'is', null), w('until', '>', now)]))
    .where((w) =>
      w.or([
        w.and([w('kind', '=', 'story'), w('subject', '=', String(storyId))]),
        w.and([w('kind', '=', 'topic'), w('subject', 'in', ['', ...topicIds])]),
      ]),
    )
    .execute();
  const isFor = (row: (typeof rows)[number], { account, user }: Reader) =>
    row.user_id === user && row.account === account;
  return {
    story: rows.find((row) => row.kind === 'story' && isFor(row, ALL))?.until,
    isMuted: (topicId, whose) =>
      rows.some(
        (row) =>
          (row.kind === 'story' || row.subject === topicId) &&
          (isFor(row, ALL) || (whose !== null && isFor(row, whose))),
      ),
  };
}

/** Changes what the posts of a story show of what people made of it; returns where those stand that change. */
export async function markStory(
  tx: Tx,
  storyId: number,
  marks: Partial<Record<keyof Marks, string | null>>,
  now: Date,
): Promise<string[]> {
  // Held first, so that the next statement sees whether one of them is being sent or has just been.
  await tx
    .selectFrom('alert')
    .select('id')
    .where('story_id', '=', storyId)
    .where('root_id', 'is', null)
    .orderBy('id')
    .forUpdate()
    .execute();
  const next = sql<string>`jsonb_strip_nulls(coalesce(marks, '{}') || ${toJson(marks)}::jsonb)`;
  const rows = await tx
    .updateTable('alert')
    .set((eb) => ({ marks: next, revision: eb('revision', '+', 1), not_before: soonest(now) }))
    .where('story_id', '=', storyId)
    .where('root_id', 'is', null)
    .where(sql<boolean>`coalesce(marks, '{}') is distinct from ${next}`)
    .returning('destination')
    .execute();
  return rows.map(({ destination }) => destination);
}

/**
 * SQL: edits rest, but who has pressed a button waits to see it. What is being sent just now sees to it when it ends; an
 * attempt that is older than its lease ended with its process.
 */
const soonest = (now: Date) =>
  sql<Date>`case when state = 'sent' and not exists (
    select from ww.delivery where delivery.alert_id = alert.id and delivery.ended_at is null
      and delivery.started_at > ${new Date(now.getTime() - LEASE_MS)}::timestamptz
  ) then least(not_before, ${now}::timestamptz) else not_before end`;

/** A story is briefed anew, with what came in while it was muted: now, or when its mute ends. */
export async function catchUp(tx: Tx, storyId: number, at: Date | null): Promise<void> {
  await tx
    .updateTable('story')
    .set((eb) => ({ revision: eb('revision', '+', 1), brief_after: at }))
    .where('id', '=', storyId)
    .execute();
}

export async function isStory(tx: Tx, id: number): Promise<boolean> {
  return (await tx.selectFrom('story').select('id').where('id', '=', id).executeTakeFirst()) !== undefined;
}
