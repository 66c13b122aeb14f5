import { sql } from 'kysely';
import type { Finding, Outcome, Settlement } from '../domain/alert.js';
import type { Message } from '../domain/message.js';
import type { Priority } from '../domain/topic.js';
import type { Db, Tx } from './db.js';
import { toJson } from './json.js';

/**
 * The outbox. An alert is written in the transaction that decides on it; an attempt is committed before
 * the platform is called, and its outcome after. What a dead process left in `sending` is looked up,
 * never sent blind.
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

/** Destinations that have something to send, change or look up now, and whose lane is free. */
export async function dueLanes(db: Db, now: Date): Promise<string[]> {
  const rows = await db
    .selectFrom('alert')
    .leftJoin('lane', 'lane.destination', 'alert.destination')
    .select('alert.destination')
    .distinct()
    .where(due(now))
    .where((w) => w.or([w('lane.not_before', 'is', null), w('lane.not_before', '<=', now)]))
    .where((w) => w.or([w('lane.leased_until', 'is', null), w('lane.leased_until', '<=', now)]))
    .execute();
  return rows.map((row) => row.destination);
}

const due = (now: Date) =>
  sql<boolean>`alert.not_before <= ${now} and (alert.state in ('pending', 'sending') or (alert.state = 'sent' and alert.sent_revision < alert.revision))`;

/** Longer than any call to a platform may take (15 s): after it the sender is taken to be dead. */
const LEASE_MS = 25_000;

/** Makes `owner` the only sender to a destination for a while; false when another is, or it must rest. */
export async function leaseLane(db: Db, destination: string, owner: string, now: Date): Promise<boolean> {
  const until = new Date(now.getTime() + LEASE_MS);
  const row = await db
    .insertInto('lane')
    .values({ destination, owner, leased_until: until, not_before: now })
    .onConflict((c) =>
      c
        .column('destination')
        .doUpdateSet({ owner, leased_until: until })
        .where('lane.not_before', '<=', now)
        .where((w) =>
          w.or([
            w('lane.owner', '=', owner),
            w('lane.leased_until', 'is', null),
            w('lane.leased_until', '<=', now),
          ]),
        ),
    )
    .returning('destination')
    .executeTakeFirst();
  return row !== undefined;
}

export async function releaseLane(db: Db, destination: string, owner: string): Promise<void> {
  await db
    .updateTable('lane')
    .set({ owner: null, leased_until: null })
    .where('destination', '=', destination)
    .where('owner', '=', owner)
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
      'revision',
      'ref',
      'first_at as firstAt',
      'last_at as lastAt',
    ])
    .where('destination', '=', destination)
    .where(due(now))
    .orderBy('created_at')
    .orderBy('id')
    .executeTakeFirst();
  if (!row || row.state === 'parked') return null;
  return { ...row, state: row.state, message: revive(row.message) };
}

/** JSON has no dates. */
function revive(message: Message): Message {
  if (message.kind !== 'alert') return message;
  const sources = message.briefing.sources.map((source) => ({
    ...source,
    publishedAt: new Date(source.publishedAt),
  }));
  return { ...message, briefing: { ...message.briefing, sources } };
}

export type Action = 'send' | 'update' | 'find';

const STATE_BEFORE = { send: 'pending', update: 'sent', find: 'sending' } as const;

/**
 * Commits that a call is about to be made; returns the attempt. Null when somebody else is at this alert, or
 * has been: of two who saw it due, one gets it.
 */
export async function beginAttempt(
  db: Db,
  alertId: string,
  action: Action,
  now: Date,
): Promise<number | null> {
  return db.transaction().execute(async (tx) => {
    const taken = await tx
      .updateTable('alert')
      .set((eb) => ({
        not_before: new Date(now.getTime() + LEASE_MS),
        ...(action === 'send' && {
          state: 'sending' as const,
          attempts: eb('attempts', '+', 1),
          first_at: eb.fn.coalesce('first_at', eb.val(now)),
          last_at: now,
        }),
      }))
      .where('id', '=', alertId)
      .where('state', '=', STATE_BEFORE[action])
      .where('not_before', '<=', now)
      .returning('id')
      .executeTakeFirst();
    if (!taken) return null;
    const row = await tx
      .insertInto('delivery')
      .values({ alert_id: alertId, action, started_at: now })
      .returning('id')
      .executeTakeFirstOrThrow();
    return Number(row.id);
  });
}

/** Records what came of an attempt. */
export async function settleAttempt(
  db: Db,
  alert: { readonly id: string; readonly destination: string; readonly revision: number },
  attempt: number,
  outcome: Outcome | Finding,
  next: Settlement,
  now: Date,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await tx
      .updateTable('alert')
      .set({
        state: next.state,
        reason: next.reason,
        ...(next.ref !== undefined && { ref: next.ref, sent_revision: alert.revision, sent_at: now }),
        // Until now it stood at the end of the lease.
        not_before: next.notBefore ?? now,
      })
      .where('id', '=', alert.id)
      .execute();
    await tx
      .updateTable('delivery')
      .set({ ended_at: now, outcome: outcome.kind, detail: next.reason })
      .where('id', '=', attempt)
      .execute();
    if (next.laneNotBefore) {
      await tx
        .updateTable('lane')
        .set({ not_before: next.laneNotBefore })
        .where('destination', '=', alert.destination)
        .execute();
    }
  });
}

/** Forgets the leases of a process that died; only for the sole owner of a store. */
export async function releaseLanes(db: Db, now: Date): Promise<void> {
  await db.updateTable('lane').set({ owner: null, leased_until: null }).execute();
  await db.updateTable('alert').set({ not_before: now }).where('state', '=', 'sending').execute();
}
