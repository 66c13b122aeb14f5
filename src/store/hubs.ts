import type { Db, Tx } from './db.js';

/** What feeds say of their hubs, and how the hubs do: whether they push, and what they left out. */

const DAY_MS = 86_400_000;
/** A hub that refused us, or that missed too much, gets another chance after this time. */
const SECOND_CHANCE_MS = 7 * DAY_MS;

/** Keeps what a feed says of its hub. Another hub, another topic or none: the old subscriptions are left. */
export async function noteHub(
  db: Db,
  feedId: string,
  said: { readonly hub: string; readonly topic: string } | null,
  now: Date,
): Promise<void> {
  const known = await db
    .selectFrom('hub')
    .select(['hub', 'topic'])
    .where('feed_id', '=', feedId)
    .executeTakeFirst();
  if (known?.hub === said?.hub && known?.topic === said?.topic) return;
  await db.transaction().execute(async (tx) => {
    await leave(tx, feedId, now);
    if (said === null) {
      await tx.deleteFrom('hub').where('feed_id', '=', feedId).execute();
      return;
    }
    const fresh = {
      hub: said.hub,
      topic: said.topic,
      ask_at: now,
      failures: 0,
      misses: 0,
      pushed_at: null,
      reason: null,
    };
    await tx
      .insertInto('hub')
      .values({ feed_id: feedId, ...fresh })
      .onConflict((c) => c.column('feed_id').doUpdateSet(fresh))
      .execute();
  });
}

/** How the hub of a feed does at present; null when there is no confirmed subscription. */
export interface HubState {
  readonly hub: string;
  readonly confirmedAt: Date;
  /** When it last pushed; null when it has yet to show that it does. */
  readonly pushedAt: Date | null;
}

export async function hubState(db: Db, feedId: string, now: Date): Promise<HubState | null> {
  const row = await db
    .selectFrom('subscription')
    .innerJoin('hub', 'hub.feed_id', 'subscription.feed_id')
    .select(['hub.hub', 'hub.pushed_at', (eb) => eb.fn.min('subscription.confirmed_at').as('confirmed_at')])
    .where('subscription.feed_id', '=', feedId)
    .where('subscription.state', '=', 'active')
    .where('subscription.until', '>', now)
    .groupBy(['hub.hub', 'hub.pushed_at'])
    .executeTakeFirst();
  if (!row?.confirmed_at) return null;
  return { hub: row.hub, confirmedAt: row.confirmed_at, pushedAt: row.pushed_at };
}

/** Why the hubs of these feeds do not serve us, by feed; those in good order are left out. */
export async function hubReasons(db: Db, feedIds: readonly string[]): Promise<Map<string, string>> {
  if (feedIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('hub')
    .select(['feed_id', 'reason'])
    .where('feed_id', 'in', feedIds)
    .where('reason', 'is not', null)
    .execute();
  return new Map(rows.map(({ feed_id, reason }) => [feed_id, reason ?? '']));
}

/** Why the hub of a feed does not serve us, for the operator. */
export async function noteReason(db: Db, feedId: string, reason: string): Promise<void> {
  await db.updateTable('hub').set({ reason }).where('feed_id', '=', feedId).execute();
}

/** After so many items that a poll found first, a hub is polled behind as if it were not there. */
const MOST_MISSES = 3;

/** Counts what a hub should have pushed; true when that was too much, and the feed then waits for `usual` only. */
export async function noteMisses(
  db: Db,
  feedId: string,
  count: number,
  usual: { readonly at: Date | null; readonly why: string },
  now: Date,
): Promise<boolean> {
  if (count === 0) return false;
  return db.transaction().execute(async (tx) => {
    const row = await tx
      .updateTable('hub')
      .set((eb) => ({ misses: eb('misses', '+', count) }))
      .where('feed_id', '=', feedId)
      .returning('misses')
      .executeTakeFirst();
    if ((row?.misses ?? 0) < MOST_MISSES) return false;
    await leave(tx, feedId, now);
    await giveUp(tx, feedId, `the hub left out ${row?.misses} items that polls found`, now);
    const { at, why } = usual;
    await tx
      .updateTable('feed')
      .set({ next_poll_at: at, next_poll_why: why })
      .where('id', '=', feedId)
      .execute();
    return true;
  });
}

/** Marks the subscriptions of a feed, all but one, to be left; what was never confirmed is forgotten. */
export async function leave(tx: Tx, feedId: string, now: Date, except = ''): Promise<void> {
  const others = tx.deleteFrom('subscription').where('feed_id', '=', feedId).where('token', '<>', except);
  await others.where('state', '=', 'asked').execute();
  await tx
    .updateTable('subscription')
    .set({ state: 'leaving', until: new Date(now.getTime() + DAY_MS) })
    .where('feed_id', '=', feedId)
    .where('token', '<>', except)
    .where('state', '=', 'active')
    .execute();
}

/** Asks the hub no more for a week, and polls at once what it was relied on for. */
export async function giveUp(tx: Tx, feedId: string, reason: string, now: Date): Promise<void> {
  const before = await tx
    .selectFrom('hub')
    .select('pushed_at')
    .where('feed_id', '=', feedId)
    .executeTakeFirst();
  await tx
    .updateTable('hub')
    .set({
      ask_at: new Date(now.getTime() + SECOND_CHANCE_MS),
      failures: 0,
      misses: 0,
      pushed_at: null,
      reason,
    })
    .where('feed_id', '=', feedId)
    .execute();
  if (before?.pushed_at) await pollNow(tx, feedId, now);
}

/** Unless the server is to be left alone. */
export async function pollNow(tx: Tx, feedId: string, now: Date): Promise<void> {
  await tx
    .updateTable('feed')
    .set({ next_poll_at: now })
    .where('id', '=', feedId)
    .where('failing_since', 'is', null)
    .where('next_poll_at', '>', now)
    .execute();
}
