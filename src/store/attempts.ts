import { sql } from 'kysely';
import type { Finding, LaneHealth, Outcome, Settlement } from '../domain/alert.js';
import type { DueAlert } from './alerts.js';
import type { Db, Tx } from './db.js';
import { toJson } from './json.js';
import { LEASE_MS } from './lanes.js';

/** send posts, update edits what was posted, find looks whether a lost attempt posted it. */
export type Action = 'send' | 'update' | 'find';

/** One attempt that was committed; it counts as long as its alert still waits for `until`. */
export interface Attempt {
  readonly id: number;
  readonly until: Date;
}

export interface Sender {
  readonly destination: string;
  /** As the lane was leased. */
  readonly owner: string;
}

/** Alerts in these states may be acted on so. One whose repeat would no longer be harmless is looked for first. */
const STATES_BEFORE = { send: ['pending'], update: ['sent'], find: ['sending', 'pending'] } as const;

/**
 * Commits that a call is about to be made. Null when the lane is another's by now, or somebody is at this
 * alert or has been: of two who saw it due, one gets it.
 */
export async function beginAttempt(
  db: Db,
  alert: Pick<DueAlert, 'id' | 'revision' | 'repeatableUntil'>,
  action: Action,
  { destination, owner }: Sender,
  now: Date,
): Promise<Attempt | null> {
  const until = new Date(now.getTime() + LEASE_MS);
  return db.transaction().execute(async (tx) => {
    const taken = await tx
      .updateTable('alert')
      .set((eb) => ({
        not_before: until,
        ...(action === 'send' && {
          state: 'sending' as const,
          // What is found later is this revision, however much the story has grown by then. A repeat may be
          // answered with the first post, so it does not count as newer than that.
          ...(alert.repeatableUntil === null && { sent_revision: alert.revision }),
          attempts: eb('attempts', '+', 1),
          first_at: eb.fn.coalesce('first_at', eb.val(now)),
          last_at: now,
          missed_at: null,
        }),
      }))
      .where('id', '=', alert.id)
      .where('state', 'in', STATES_BEFORE[action])
      .where('not_before', '<=', now)
      .where((w) =>
        w.exists(
          w
            .selectFrom('lane')
            .select('lane.destination')
            .where('lane.destination', '=', destination)
            .where('lane.owner', '=', owner)
            .where('lane.leased_until', '>', now),
        ),
      )
      .returning('id')
      .executeTakeFirst();
    if (!taken) return null;
    const row = await tx
      .insertInto('delivery')
      .values({ alert_id: alert.id, action, started_at: now })
      .returning('id')
      .executeTakeFirstOrThrow();
    return { id: Number(row.id), until };
  });
}

/** What an attempt has changed about its destination, for the operator to know. */
export interface LaneNews {
  readonly before: LaneHealth;
  readonly health: LaneHealth;
  readonly reason: string | null;
  /** When it is tried next. */
  readonly nextAt: Date;
  /** Alerts that wait for a person. */
  readonly parked: number;
}

export interface Settled {
  /** Parked with it, because their destination takes nothing. */
  readonly parked: readonly ParkedAlert[];
  /** Set when the destination does otherwise than before. */
  readonly news: LaneNews | null;
  /** It was parked alone, and is the only one of its destination that is. */
  readonly isFirstParked: boolean;
}

export type ParkedAlert = Pick<DueAlert, 'id' | 'storyId' | 'topics' | 'message'>;

export interface Made {
  readonly alert: Pick<DueAlert, 'id' | 'revision' | 'firstAt' | 'marks'>;
  readonly destination: string;
  readonly action: Action;
  readonly attempt: Attempt;
}

/**
 * Records what came of an attempt; null, and nothing is changed, when it no longer counts. `tell` writes in the
 * same transaction, so that what it tells is told once.
 */
export async function settleAttempt(
  db: Db,
  made: Made,
  outcome: Outcome | Finding,
  next: Settlement,
  now: Date,
  tell: (tx: Tx, settled: Settled) => Promise<void> = async () => {},
): Promise<Settled | null> {
  return db.transaction().execute(async (tx) => {
    const counts = await settleAlert(tx, made, next, now);
    await tx
      .updateTable('delivery')
      .set({ ended_at: now, outcome: outcome.kind, detail: counts ? next.reason : 'too late to count' })
      .where('id', '=', made.attempt.id)
      .execute();
    if (!counts) return null;
    const parked = next.health === 'closed' ? await parkWaiting(tx, made.destination, next.reason, now) : [];
    const news = await settleLane(tx, made, outcome.kind === 'uncertain', next, now);
    const isAlone = next.state === 'parked' && next.health !== 'closed';
    const isFirstParked = isAlone && (await parkedAt(tx, made.destination)) === 1;
    const settled = { parked, news, isFirstParked };
    await tell(tx, settled);
    return settled;
  });
}

async function settleAlert(
  tx: Tx,
  { alert, action, attempt }: Made,
  next: Settlement,
  now: Date,
): Promise<boolean> {
  // Of an attempt that posted nothing for sure only the doubts before it are left.
  const undone = action === 'send' && (next.state === 'pending' || next.state === 'parked');
  const row = await tx
    .updateTable('alert')
    .set((eb) => ({
      state: next.state,
      reason: next.reason,
      ...(next.ref !== undefined && { ref: next.ref, sent_at: now }),
      ...(next.ref !== undefined && action === 'update' && { sent_revision: alert.revision }),
      ...(undone && { first_at: alert.firstAt }),
      ...(!undone && { repeatable_until: next.repeatableUntil ?? null }),
      missed_at: next.missedAt ?? null,
      undecided_at:
        next.undecided === true
          ? eb.fn.coalesce('undecided_at', eb.val(now))
          : next.state === 'sending'
            ? eb.ref('undecided_at')
            : null,
      not_before: restOf(alert, action, next, now),
    }))
    .where('id', '=', alert.id)
    .where('not_before', '=', attempt.until)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/** Until now it stood at the end of the lease. An edit rests, unless somebody pressed a button while it was made. */
function restOf({ marks }: Made['alert'], action: Action, next: Settlement, now: Date) {
  const rest = next.notBefore ?? now;
  if (action !== 'update' || next.ref === undefined) return rest;
  const shown = marks && toJson(marks);
  return sql<Date>`case when marks is distinct from ${shown}::jsonb then ${now}::timestamptz else ${rest}::timestamptz end`;
}

/** All that a closed destination would refuse, one call each; what may have been posted is looked for first. */
async function parkWaiting(
  tx: Tx,
  destination: string,
  reason: string | null,
  now: Date,
): Promise<ParkedAlert[]> {
  return tx
    .updateTable('alert')
    .set({ state: 'parked', reason, not_before: now })
    .where('destination', '=', destination)
    .where('state', '=', 'pending')
    .where('first_at', 'is', null)
    .returning(['id', 'story_id as storyId', 'topics', 'message'])
    .execute();
}

async function settleLane(
  tx: Tx,
  { destination, action }: Made,
  isLost: boolean,
  next: Settlement,
  now: Date,
): Promise<LaneNews | null> {
  const before = await tx
    .selectFrom('lane')
    .select(['health', 'failures', 'not_before'])
    .where('destination', '=', destination)
    .forUpdate()
    .executeTakeFirst();
  if (!before) return null;
  // A closed channel may still be read: what is found there does not open it.
  const told = before.health === 'closed' && action === 'find' ? undefined : next.health;
  const health = await healthAfter(tx, destination, before.health, told);
  const changed = health !== before.health;
  const { not_before: nextAt } = await tx
    .updateTable('lane')
    .set({
      not_before: next.laneNotBefore ?? before.not_before,
      failures: next.health === 'well' ? 0 : before.failures + (isLost ? 1 : 0),
      ...(changed && { health, health_at: now }),
    })
    .where('destination', '=', destination)
    .returning('not_before')
    .executeTakeFirstOrThrow();
  if (!changed) return null;
  const parked = await parkedAt(tx, destination);
  return { before: before.health, health, reason: next.reason, nextAt: next.notBefore ?? nextAt, parked };
}

/** An outage is over when all that waited is out and nothing is in doubt any more: told once, not at each turn. */
async function healthAfter(
  tx: Tx,
  destination: string,
  before: LaneHealth,
  told: LaneHealth | undefined,
): Promise<LaneHealth> {
  if (told === undefined || told === before) return before;
  if (told === 'slow' && before === 'closed') return before;
  if (told !== 'well' || before === 'closed') return told;
  const waiting = await tx
    .selectFrom('alert')
    .select('id')
    .where('destination', '=', destination)
    .where('state', 'in', ['pending', 'sending'])
    .limit(1)
    .executeTakeFirst();
  return waiting ? before : 'well';
}

async function parkedAt(tx: Tx, destination: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from ww.alert where destination = ${destination} and state = 'parked'`.execute(
    tx,
  );
  return rows[0]?.n ?? 0;
}
