import { sql } from 'kysely';
import type { Marks } from '../domain/action.js';
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
}

/** Decides on an alert: a story has one a destination, which grows with the story. True when it changed. */
export async function putAlert(tx: Tx, alert: NewAlert, now: Date): Promise<boolean> {
  const row = await tx
    .insertInto('alert')
    .values({
      id: alert.id,
      story_id: alert.storyId,
      destination: alert.destination,
      topics: [...alert.topics],
      priority: alert.priority,
      state: 'pending',
      message: toJson(alert.message),
      revision: 1,
      sent_revision: 0,
      not_before: now,
      created_at: now,
    })
    .onConflict((c) =>
      c
        .columns(['story_id', 'destination'])
        .doUpdateSet((eb) => ({
          topics: eb.ref('excluded.topics'),
          priority: eb.ref('excluded.priority'),
          message: eb.ref('excluded.message'),
          revision: eb('alert.revision', '+', 1),
        }))
        .where('alert.message', 'is distinct from', (eb) => eb.ref('excluded.message')),
    )
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/** Tells a destination a line or two of Wirewatch's own, through the outbox like everything else. */
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
    .values({
      id,
      story_id: null,
      destination,
      topics: [],
      priority: 'normal',
      state: 'pending',
      message: toJson(message),
      revision: 1,
      sent_revision: 0,
      not_before: now,
      created_at: now,
    })
    .execute();
}

export interface DueAlert {
  readonly id: string;
  /** Null for a notice. */
  readonly storyId: number | null;
  readonly topics: string[];
  readonly state: 'pending' | 'sending' | 'sent';
  readonly message: Message;
  readonly revision: number;
  readonly ref: string | null;
  readonly firstAt: Date | null;
  readonly lastAt: Date | null;
  readonly missedAt: Date | null;
  readonly repeatableUntil: Date | null;
  readonly undecidedAt: Date | null;
}

/** The alert of a destination that is next, oldest first. */
export async function nextAlert(db: Db, destination: string, now: Date): Promise<DueAlert | null> {
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
    .where('destination', '=', destination)
    .where(isDue(now))
    .orderBy('created_at')
    .orderBy('id')
    .executeTakeFirst();
  if (!row || row.state === 'parked' || row.state === 'dropped') return null;
  const { marks, ...alert } = row;
  return { ...alert, state: row.state, message: marked(reviveMessage(row.message), marks) };
}

/** What people have made of a story is kept beside its message, which is written anew as the story grows. */
function marked(message: Message, marks: Marks | null): Message {
  return message.kind === 'alert' && marks !== null ? { ...message, marks } : message;
}

/** SQL: an alert has something to send, change or look up at `now`. What is muted is kept, and not sent. */
export const isDue = (now: Date) =>
  sql<boolean>`alert.not_before <= ${now} and (alert.state = 'sending' or (alert.state = 'pending' and not ${isMuted(now)}) or (alert.state = 'sent' and alert.sent_revision < alert.revision))`;

/** SQL: the story of an alert is muted for all, or for the one whose direct messages it is for. */
export const isMuted = (now: Date) =>
  sql<boolean>`exists (select from ww.mute where mute.kind = 'story' and mute.subject = alert.story_id::text and (mute.until is null or mute.until > ${now}) and (mute.user_id = '' or alert.destination = 'dm/' || mute.account || '/' || mute.user_id))`;
