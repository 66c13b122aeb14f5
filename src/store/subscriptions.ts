import { sql } from 'kysely';
import type { Db } from './db.js';
import { giveUp, leave, pollNow } from './hubs.js';

/**
 * Subscriptions with hubs. Each has an address of its own, so it is asked for, confirmed, left and forgotten
 * without regard to any other.
 */

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Asks that are not confirmed are repeated after an hour, then ever less often. */
const LONGEST_RETRY_MS = 4 * DAY_MS;

/** Feeds whose hub is to be asked for a subscription, or for a new one before the old one ends. */
export async function dueAsks(db: Db, now: Date, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('hub')
    .select('feed_id')
    .where('ask_at', '<=', now)
    .orderBy('ask_at')
    .limit(limit)
    .execute();
  return rows.map((row) => row.feed_id);
}

/** A subscription under a new address; nothing may be believed of it until it is confirmed. */
export interface NewSubscription {
  readonly token: string;
  readonly callback: string;
  readonly secret: string | null;
}

/** Takes a due ask; null when it is not due any more. What is asked for is on record before the hub hears of it. */
export async function beginAsk(
  db: Db,
  feedId: string,
  make: (hub: string) => NewSubscription,
  now: Date,
): Promise<(NewSubscription & { readonly hub: string; readonly topic: string }) | null> {
  return db.transaction().execute(async (tx) => {
    const row = await tx
      .updateTable('hub')
      .set((eb) => ({
        ask_at: sql<Date>`${now}::timestamptz + least(${LONGEST_RETRY_MS}, ${HOUR_MS} * power(2, least(failures, 12))) * interval '1 millisecond'`,
        failures: eb('failures', '+', 1),
      }))
      .where('feed_id', '=', feedId)
      .where('ask_at', '<=', now)
      .returning(['hub', 'topic'])
      .executeTakeFirst();
    if (!row) return null;
    const made = make(row.hub);
    await tx
      .insertInto('subscription')
      .values({ ...made, ...row, feed_id: feedId, state: 'asked', until: new Date(now.getTime() + DAY_MS) })
      .execute();
    return { ...made, ...row };
  });
}

export interface Left {
  readonly hub: string;
  readonly topic: string;
  readonly callback: string;
}

/** Subscriptions that are to be left; each is handed out once. */
export async function beginLeaving(db: Db): Promise<Left[]> {
  return db
    .updateTable('subscription')
    .set({ state: 'left' })
    .where('state', '=', 'leaving')
    .returning(['hub', 'topic', 'callback'])
    .execute();
}

/** A hub asks whether we meant it: true only for what was asked for and not confirmed yet. */
export async function confirm(
  db: Db,
  said: { readonly token: string; readonly mode: 'subscribe' | 'unsubscribe'; readonly topic: string },
  lease: { readonly until: Date; readonly renewAt: Date },
  now: Date,
): Promise<boolean> {
  const { token, mode, topic } = said;
  return db.transaction().execute(async (tx) => {
    const pending = tx.deleteFrom('subscription').where('token', '=', token).where('topic', '=', topic);
    if (mode === 'unsubscribe') {
      const gone = await pending.where('state', '=', 'left').returning('token').executeTakeFirst();
      return gone !== undefined;
    }
    const row = await tx
      .updateTable('subscription')
      .set({ state: 'active', confirmed_at: now, until: lease.until })
      .where('token', '=', token)
      .where('topic', '=', topic)
      .where('state', '=', 'asked')
      .where('until', '>', now)
      .returning('feed_id')
      .executeTakeFirst();
    if (!row) return false;
    await leave(tx, row.feed_id, now, token);
    await tx
      .updateTable('hub')
      .set({ ask_at: lease.renewAt, failures: 0, reason: null })
      .where('feed_id', '=', row.feed_id)
      .execute();
    return true;
  });
}

/** A hub says no, at once or later; false when it speaks of nothing that we asked for. */
export async function deny(
  db: Db,
  token: string,
  topic: string,
  reason: string,
  now: Date,
): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    const row = await tx
      .deleteFrom('subscription')
      .where('token', '=', token)
      .where('topic', '=', topic)
      .where('state', 'in', ['asked', 'active'])
      .returning('feed_id')
      .executeTakeFirst();
    if (!row) return false;
    await giveUp(tx, row.feed_id, `the hub refuses: ${reason}`, now);
    return true;
  });
}

/** What a token stands for; null when nothing is expected under it. */
export interface Receiving {
  readonly feedId: string;
  readonly hub: string;
  readonly topic: string;
  readonly secret: string | null;
}

export async function receiving(db: Db, token: string, now: Date): Promise<Receiving | null> {
  const row = await db
    .selectFrom('subscription')
    .select(['feed_id', 'hub', 'topic', 'secret'])
    .where('token', '=', token)
    .where('state', 'in', ['active', 'leaving', 'left'])
    .where('until', '>', now)
    .executeTakeFirst();
  return row ? { feedId: row.feed_id, hub: row.hub, topic: row.topic, secret: row.secret } : null;
}

/** Forgets what is over; a feed whose last lease ran out is polled as before. */
export async function forgetEnded(db: Db, now: Date): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const ended = await tx
      .deleteFrom('subscription')
      .where('until', '<=', now)
      .returning('feed_id')
      .execute();
    const feeds = [...new Set(ended.map((row) => row.feed_id))];
    if (feeds.length === 0) return;
    const lapsed = await tx
      .updateTable('hub')
      .set({ pushed_at: null, misses: 0 })
      .where('feed_id', 'in', feeds)
      .where('pushed_at', 'is not', null)
      .where((w) =>
        w.not(
          w.exists(
            w
              .selectFrom('subscription')
              .select('token')
              .whereRef('subscription.feed_id', '=', 'hub.feed_id')
              .where('state', '=', 'active'),
          ),
        ),
      )
      .returning('feed_id')
      .execute();
    for (const { feed_id } of lapsed) await pollNow(tx, feed_id, now);
  });
}

/**
 * To be called when we begin to listen: pushes may have been missed while we did not, so the feeds that rely
 * on them are looked at; and what was subscribed to under another public address is subscribed to anew.
 */
export async function beginListening(db: Db, callbacks: string, now: Date): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const moved = await tx
      .deleteFrom('subscription')
      .where(sql<boolean>`not starts_with(callback, ${callbacks})`)
      .returning('feed_id')
      .execute();
    const feeds = [...new Set(moved.map((row) => row.feed_id))];
    const fresh = { ask_at: now, failures: 0, misses: 0, pushed_at: null };
    if (feeds.length > 0) await tx.updateTable('hub').set(fresh).where('feed_id', 'in', feeds).execute();
    await tx
      .updateTable('feed')
      // Spread over some minutes: they may be many.
      .set({ next_poll_at: sql<Date>`${now}::timestamptz + random() * interval '10 minutes'` })
      .where('failing_since', 'is', null)
      .where('next_poll_at', '>', new Date(now.getTime() + 10 * 60_000))
      .where('id', 'in', (s) => s.selectFrom('subscription').select('feed_id').where('state', '=', 'active'))
      .execute();
  });
}
