import { sql } from 'kysely';
import type { Marks } from '../domain/action.js';
import type { AlertState } from '../domain/alert.js';
import type { Message } from '../domain/message.js';
import type { Priority } from '../domain/topic.js';
import type { Db, Tx } from './db.js';
import { toJson } from './json.js';
import { reviveMessage } from './stored-message.js';

/**
 * The outbox. An alert is written in the transaction that decides on it; an attempt is committed before
 * the platform is called, and its outcome after (attempts.ts). What a dead process left in `sending` is
 * looked up, never sent blind.
 */
export interface NewAlert {
  /** 22 characters: the key that marks the message on the platform. */
  readonly id: string;
  readonly storyId: number;
  readonly destination: string;
  readonly topics: readonly string[];
  readonly priority: Priority;
  readonly message: Message;
  /** A new one waits until then: something better to say may come. */
  readonly waits?: { readonly until: Date; readonly reason: string };
}

/** An alert as it was decided on before. */
export interface KnownAlert {
  readonly id: string;
  readonly destination: string;
  readonly state: AlertState;
  readonly message: Message;
  readonly ref: string | null;
  /** When it was posted, or may have been; null while it surely was not. */
  readonly firstAt: Date | null;
}

/** The alerts of a story, by destination; replies are not among them. */
export async function alertsOf(tx: Db | Tx, storyId: number): Promise<Map<string, KnownAlert>> {
  const rows = await tx
    .selectFrom('alert')
    .select(['id', 'destination', 'state', 'message', 'ref', 'first_at as firstAt'])
    .where('story_id', '=', storyId)
    .where('root_id', 'is', null)
    .execute();
  return new Map(rows.map((row) => [row.destination, { ...row, message: reviveMessage(row.message) }]));
}

/**
 * Decides on an alert: a story has one a destination, which grows with the story. True when there is something to
 * send. What waits for a digest is posted by itself once it is urgent enough. `silently`: the post is left as it is.
 */
export async function putAlert(
  tx: Tx,
  alert: NewAlert,
  now: Date,
  { silently = false, again = false } = {},
): Promise<boolean> {
  const row = await tx
    .insertInto('alert')
    .values({
      ...fresh(alert, now),
      story_id: alert.storyId,
      topics: [...alert.topics],
      priority: alert.priority,
      ...(alert.waits && { not_before: alert.waits.until, reason: alert.waits.reason }),
    })
    .onConflict((c) =>
      c
        .columns(['story_id', 'destination'])
        .where('root_id', 'is', null)
        .doUpdateSet((eb) => ({
          topics: eb.ref('excluded.topics'),
          priority: eb.ref('excluded.priority'),
          message: eb.ref('excluded.message'),
          revision: silently ? eb.ref('alert.revision') : eb('alert.revision', '+', 1),
          state: stateOfKnown(again),
        }))
        .where('alert.message', 'is distinct from', (eb) => eb.ref('excluded.message')),
    )
    .returning('state')
    .executeTakeFirst();
  return row !== undefined && row.state !== 'held' && row.state !== 'digested';
}

/** `again`: a digest has told it, and the next one tells it anew. */
const stateOfKnown = (again: boolean) => sql<AlertState>`case
  when alert.state in ('held', 'digested') and excluded.priority = 'breaking' then 'pending'
  when alert.state = 'held' and alert.held_for = 'low' and excluded.priority = 'normal' then 'pending'
  when alert.state = 'digested' and ${again} then 'held'
  else alert.state end`;

/** Decides on what is said in the thread of an alert, which waits until that alert is out. */
export async function putReply(
  tx: Tx,
  { rootId, ...alert }: NewAlert & { readonly rootId: string },
  now: Date,
): Promise<void> {
  await tx
    .insertInto('alert')
    .values({
      ...fresh(alert, now),
      root_id: rootId,
      story_id: alert.storyId,
      topics: [...alert.topics],
      priority: alert.priority,
    })
    .execute();
}

/** The row of an alert that nobody has tried to send. */
export function fresh(
  { id, destination, message }: Pick<NewAlert, 'id' | 'destination' | 'message'>,
  now: Date,
) {
  return {
    id,
    destination,
    state: 'pending' as const,
    message: toJson(message),
    revision: 1,
    sent_revision: 0,
    not_before: now,
    created_at: now,
  };
}

/** Tells a destination a line or two of Wirewatch's own, through the outbox like everything else; under one id once. */
export async function putNotice(
  db: Db,
  id: string,
  destination: string,
  title: string,
  text: string,
  now: Date,
): Promise<void> {
  const message: Message = { kind: 'notice', title, text };
  await db
    .insertInto('alert')
    .values({ ...fresh({ id, destination, message }, now), story_id: null, topics: [], priority: 'normal' })
    .onConflict((c) => c.column('id').doNothing())
    .execute();
}

export interface DueAlert {
  readonly id: string;
  /** Null for a notice. */
  readonly storyId: number | null;
  readonly topics: string[];
  readonly state: 'pending' | 'sending' | 'sent';
  readonly message: Message;
  /** What its message shows that people made of the story. */
  readonly marks: Marks | null;
  readonly revision: number;
  readonly ref: string | null;
  /** The message in whose thread it stands. */
  readonly rootRef: string | null;
  readonly firstAt: Date | null;
  readonly lastAt: Date | null;
  readonly missedAt: Date | null;
  readonly repeatableUntil: Date | null;
  readonly undecidedAt: Date | null;
}

/**
 * The alert of a destination that is next: breaking news first, then oldest first. `best`: of what waits to be posted
 * the story that most sources tell and most topics watch.
 */
export async function nextAlert(
  db: Db,
  destination: string,
  now: Date,
  order: 'oldest' | 'best' = 'oldest',
): Promise<DueAlert | null> {
  const row = await db
    .selectFrom('alert')
    .select([
      'id',
      'story_id as storyId',
      'topics',
      'state',
      'message',
      'marks',
      'revision',
      'ref',
      'first_at as firstAt',
      'last_at as lastAt',
      'missed_at as missedAt',
      'repeatable_until as repeatableUntil',
      'undecided_at as undecidedAt',
    ])
    .select(sql<string | null>`(select ref from ww.alert root where root.id = alert.root_id)`.as('rootRef'))
    .where('destination', '=', destination)
    .where(isDue(now))
    .orderBy(sql`priority <> 'breaking'`)
    .$if(order === 'best', (q) => q.orderBy(IS_NEW_STORY).orderBy(WORTH, 'desc'))
    .orderBy('created_at')
    .orderBy('id')
    .executeTakeFirst();
  if (!row) return null;
  const { state, ...alert } = row;
  if (state !== 'pending' && state !== 'sending' && state !== 'sent') return null;
  return { ...alert, state, message: marked(reviveMessage(row.message), row.marks) };
}

/** What people have made of a story is kept beside its message, which is written anew as the story grows. */
function marked(message: Message, marks: Marks | null): Message {
  return message.kind === 'alert' && marks !== null ? { ...message, marks } : message;
}

/** SQL: an alert of a story that stands in the channel and was never tried: what attention is spent on. */
export const IS_NEW_STORY = sql<boolean>`(alert.state = 'pending' and alert.first_at is null
  and alert.ref is null and alert.story_id is not null and alert.root_id is null)`;

/** SQL: how much a story deserves a post: who tells it, then who watches it. */
export const WORTH = sql<number>`coalesce((alert.message -> 'briefing' -> 'counts' ->> 'origins')::int, 1) * 100
  + cardinality(alert.topics)`;

/**
 * SQL: an alert has something to send, change or look up at `now`, and its root, if it has one, is out. What is muted is
 * kept, and not sent.
 */
export const isDue = (now: Date) =>
  sql<boolean>`alert.not_before <= ${now}
    and (alert.state = 'sending' or (alert.state = 'pending' and not ${isMuted(now)})
      or (alert.state = 'sent' and alert.sent_revision < alert.revision))
    and (alert.root_id is null
      or exists (select from ww.alert root where root.id = alert.root_id and root.ref is not null))`;

/** SQL: the story of an alert is muted for all, or for the one whose direct messages it is for. */
export const isMuted = (now: Date) =>
  sql<boolean>`exists (select from ww.mute
    where mute.kind = 'story' and mute.subject = alert.story_id::text
      and (mute.until is null or mute.until > ${now})
      and (mute.user_id = '' or alert.destination = 'dm/' || mute.account || '/' || mute.user_id))`;
