import { type Selectable, sql } from 'kysely';
import type { Feed, Validators } from '../domain/feed.js';
import { putNotice } from './alerts.js';
import type { Db, Tx } from './db.js';
import { type Arrival, type NewArticle, storeArticles } from './arrivals.js';
import { newestTimes } from './feed-times.js';
import { isFlood } from './flood.js';
import { toJson } from './json.js';
import type { FeedTable } from './schema.js';

export type FeedState = Selectable<FeedTable>;

/** Longer than the deadline of any fetch: after it a claim is taken to be that of a dead process. */
const CLAIM_MS = 60_000;

/** Makes a row for each configured feed; what is known of a feed survives, unless its location changed. */
export async function syncFeeds(db: Db, feeds: readonly Feed[], now: Date): Promise<void> {
  const unknown = {
    etag: null,
    last_modified: null,
    body_hash: null,
    health: null,
    hints: null,
    move: null,
    moved_to: null,
  };
  for (let i = 0; i < feeds.length; i += ROWS_AT_ONCE) {
    const rows = feeds.slice(i, i + ROWS_AT_ONCE).map(({ id, location }) => {
      return { id, location, host: hostOf(location), next_poll_at: now };
    });
    await db
      .insertInto('feed')
      .values(rows)
      .onConflict((c) =>
        c
          .column('id')
          .doUpdateSet((eb) => ({
            ...unknown,
            location: eb.ref('excluded.location'),
            host: eb.ref('excluded.host'),
            next_poll_at: now,
          }))
          .whereRef('feed.location', '<>', 'excluded.location'),
      )
      .execute();
  }
}

/** A statement takes 65,535 parameters. */
const ROWS_AT_ONCE = 1_000;

/** Host and port; empty for a folder. */
export const hostOf = (location: string) => (URL.canParse(location) ? new URL(location).host : '');

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

/** As one parameter: a list of feeds may be longer than the parameters that a statement takes. */
const isOneOf = (ids: readonly string[]) => sql<boolean>`id = any(${[...ids]}::text[])`;

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

/** When the first of these feeds is polled next; null when none is. */
export async function nextPollAt(db: Db, ids: readonly string[]): Promise<Date | null> {
  const row = await db
    .selectFrom('feed')
    .select((eb) => eb.fn.min('next_poll_at').as('at'))
    .where(isOneOf(ids))
    .executeTakeFirst();
  return row?.at ?? null;
}

/** What one poll came to. */
export interface PollRecord {
  readonly at: Date;
  readonly outcome: string;
  /** One line for the operator when it went wrong. */
  readonly error: string | null;
  /** Null: never. */
  readonly nextPollAt: Date | null;
  readonly why: string;
  readonly validators: Validators;
  readonly bodyHash: string | null;
  readonly health: object;
  readonly hints: object;
  /** Until when its whole host wants to be left alone. */
  readonly hostPausedUntil: Date | null;
}

/** Told to a destination once: with the poll that found it out, or not at all. */
export interface Notice {
  readonly id: string;
  readonly destination: string;
  readonly title: string;
  readonly text: string;
}

/**
 * Stores what a poll brought and what it learned in one transaction, so that validators are never
 * ahead of the items. Returns what became of each article, in order.
 */
export async function savePoll(
  db: Db,
  feed: Feed,
  record: PollRecord,
  articles: readonly NewArticle[],
  tell: (arrivals: readonly Arrival[]) => Notice | null = () => null,
): Promise<Arrival[]> {
  return db.transaction().execute(async (tx) => {
    const before = await tx
      .selectFrom('feed')
      .selectAll()
      .where('id', '=', feed.id)
      .executeTakeFirstOrThrow();
    const delivery = {
      feedId: feed.id,
      at: record.at,
      baseline: feed.kind === 'web' && before.baseline_at === null,
      held: feed.kind === 'web' && (await isFlood(tx, before, articles)),
    };
    const arrivals = await storeArticles(tx, articles, delivery);
    const notice = tell(arrivals);
    if (notice) await putNotice(tx, notice.id, notice.destination, notice.title, notice.text, record.at);
    if (record.hostPausedUntil) await pauseHost(tx, before.host, record.hostPausedUntil);
    const { at, error, validators } = record;
    await tx
      .updateTable('feed')
      .set((eb) => ({
        claimed_until: null,
        last_poll_at: at,
        last_outcome: record.outcome,
        last_error: error,
        next_poll_at: record.nextPollAt,
        next_poll_why: record.why,
        etag: validators.etag ?? null,
        last_modified: validators.lastModified ?? null,
        body_hash: record.bodyHash,
        health: toJson(record.health),
        hints: toJson(record.hints),
        ...(error === null
          ? { last_ok_at: at, failing_since: null, baseline_at: eb.fn.coalesce('baseline_at', eb.val(at)) }
          : { failing_since: eb.fn.coalesce('failing_since', eb.val(at)) }),
      }))
      .where('id', '=', feed.id)
      .execute();
    return arrivals;
  });
}

/** Remembers where a feed is moving, and adopts the place when it has settled there. */
export async function saveMove(db: Db, id: string, move: object | null, adopt: string | null): Promise<void> {
  await db
    .updateTable('feed')
    .set({ move: move && toJson(move), ...(adopt !== null && { moved_to: adopt }) })
    .where('id', '=', id)
    .execute();
}

async function pauseHost(tx: Tx, name: string, until: Date): Promise<void> {
  await tx
    .insertInto('host')
    .values({ name, paused_until: until })
    .onConflict((c) => c.column('name').doUpdateSet({ paused_until: until }))
    .execute();
}

export async function feedStates(db: Db, ids: readonly string[]): Promise<FeedState[]> {
  if (ids.length === 0) return [];
  return db.selectFrom('feed').selectAll().where(isOneOf(ids)).orderBy('id').execute();
}

/** Makes a feed due at once; false when it is not known. */
export async function makeDue(db: Db, id: string, now: Date): Promise<boolean> {
  const row = await db
    .updateTable('feed')
    .set({ next_poll_at: now })
    .where('id', '=', id)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/** Forgets the claims of a process that died; only for the sole owner of a store. */
export async function releaseFeeds(db: Db): Promise<void> {
  await db.updateTable('feed').set({ claimed_until: null }).where('claimed_until', 'is not', null).execute();
}
