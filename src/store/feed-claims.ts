import { sql } from 'kysely';
import type { Db, Tx } from './db.js';
import { newestTimes } from './feed-times.js';
import { type FeedState, isOneOf } from './feeds.js';

/** Who polls which feed: one process at a time, and a host is asked one thing at a time. */

/** Longer than the deadline of any fetch: after it a claim is taken to be that of a dead process. */
const CLAIM_MS = 60_000;

/** A feed whose time has come. */
export interface Due {
  readonly id: string;
  readonly host: string;
  readonly at: Date;
}

/** The feeds that were due at `dueAt` and that nobody is at `now`. */
export async function dueFeeds(db: Db, ids: readonly string[], dueAt: Date, now: Date): Promise<Due[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom('feed')
    .select(['id', 'host', 'next_poll_at'])
    .where(isOneOf(ids))
    .where('next_poll_at', '<=', dueAt)
    .where((w) => w.or([w('claimed_until', 'is', null), w('claimed_until', '<=', now)]))
    .orderBy('next_poll_at')
    .execute();
  return rows.map(({ id, host, next_poll_at }) => ({ id, host, at: next_poll_at ?? dueAt }));
}

export interface HostStanding {
  readonly busy: boolean;
  readonly lastEndedAt?: Date;
  readonly pausedUntil?: Date;
}

/** How the hosts of the feeds stand: which are being asked, when each was last, and which want to be left alone. */
export async function hostStates(db: Db, now: Date): Promise<Map<string, HostStanding>> {
  const recent = new Date(now.getTime() - CLAIM_MS);
  const rows = await db
    .selectFrom('feed')
    .select([
      'host',
      (eb) => eb.fn.max('last_poll_at').as('last'),
      (eb) => eb.fn.max('claimed_until').as('claimed'),
    ])
    .where((w) => w.or([w('claimed_until', '>', now), w('last_poll_at', '>', recent)]))
    .groupBy('host')
    .execute();
  const paused = await db.selectFrom('host').selectAll().where('paused_until', '>', now).execute();
  const states = new Map<string, HostStanding>(
    rows.map(({ host, last, claimed }) => [
      host,
      { busy: claimed !== null && claimed > now, ...(last && { lastEndedAt: last }) },
    ]),
  );
  for (const { name, paused_until } of paused) {
    states.set(name, { busy: false, ...states.get(name), pausedUntil: paused_until });
  }
  return states;
}

/** A feed taken for one poll. */
export interface ClaimedFeed extends FeedState {
  /** When its newest items were published. */
  readonly itemTimes: Date[];
}

/** From the end of one request to the start of the next one to the same host. */
const SPACING_MS = 2_000;

/**
 * Takes a due feed for one poll; null when it is not due or somebody else has it. Unless `anyTime`, also when its
 * host is being asked or was a moment ago, by whatever process: two that see a host free take turns at its lock.
 */
export async function claimFeed(db: Db, id: string, now: Date, anyTime = true): Promise<ClaimedFeed | null> {
  const row = anyTime
    ? await takeFeed(db, id, now)
    : await db
        .transaction()
        .execute(async (tx) => ((await hostIsFree(tx, id, now)) ? takeFeed(tx, id, now) : null));
  return row && { ...row, itemTimes: (await newestTimes(db, [id])).get(id) ?? [] };
}

async function hostIsFree(tx: Tx, id: string, now: Date): Promise<boolean> {
  await sql`select pg_advisory_xact_lock(hashtext('host ' || host)) from ww.feed where id = ${id}`.execute(
    tx,
  );
  const { rows } = await sql`
    select 1 from ww.feed mine join ww.feed other on other.host = mine.host and other.id <> mine.id
     where mine.id = ${id} and (other.claimed_until > ${now}
        or other.last_poll_at between ${new Date(now.getTime() - SPACING_MS)} and ${now}) limit 1`.execute(
    tx,
  );
  return rows.length === 0;
}

async function takeFeed(db: Db | Tx, id: string, now: Date): Promise<FeedState | null> {
  const row = await db
    .updateTable('feed')
    .set({ claimed_until: new Date(now.getTime() + CLAIM_MS) })
    .where('id', '=', id)
    .where('next_poll_at', '<=', now)
    .where((w) => w.or([w('claimed_until', 'is', null), w('claimed_until', '<=', now)]))
    .returningAll()
    .executeTakeFirst();
  return row ?? null;
}

/** Gives a feed back as it was taken, to be polled again. */
export async function releaseFeed(db: Db, id: string): Promise<void> {
  await db.updateTable('feed').set({ claimed_until: null }).where('id', '=', id).execute();
}

/** Forgets the claims of a process that died; only for the sole owner of a store. */
export async function releaseFeeds(db: Db): Promise<void> {
  await db.updateTable('feed').set({ claimed_until: null }).where('claimed_until', 'is not', null).execute();
}
