import type { Feed, Validators } from '../domain/feed.js';
import type { Selectable } from 'kysely';
import type { Db } from './db.js';
import { type Arrival, type NewArticle, storeArticle } from './items.js';
import { toJson } from './json.js';
import type { FeedTable } from './schema.js';

export type FeedState = Selectable<FeedTable>;

/** Longer than the deadline of any fetch: after it a claim is taken to be that of a dead process. */
const CLAIM_MS = 60_000;

/** Makes a row for each configured feed; what is known of a feed survives, unless its location changed. */
export async function syncFeeds(db: Db, feeds: readonly Feed[], now: Date): Promise<void> {
  for (const { id, location } of feeds) {
    const fresh = { etag: null, last_modified: null, body_hash: null, health: null, hints: null, next_poll_at: now };
    await db
      .insertInto('feed')
      .values({ id, location, ...fresh })
      .onConflict((c) =>
        c
          .column('id')
          .doUpdateSet({ location, ...fresh })
          .where('feed.location', '<>', location),
      )
      .execute();
  }
}

export async function dueFeeds(db: Db, ids: readonly string[], now: Date): Promise<string[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom('feed')
    .select('id')
    .where('id', 'in', ids)
    .where('next_poll_at', '<=', now)
    .where((w) => w.or([w('claimed_until', 'is', null), w('claimed_until', '<=', now)]))
    .orderBy('next_poll_at')
    .execute();
  return rows.map((row) => row.id);
}

/** A feed taken for one poll. */
export interface ClaimedFeed extends FeedState {
  /** When its newest items were published. */
  readonly itemTimes: Date[];
}

/** Takes a due feed for one poll; null when it is not due or somebody else has it. */
export async function claimFeed(db: Db, id: string, now: Date): Promise<ClaimedFeed | null> {
  const row = await db
    .updateTable('feed')
    .set({ claimed_until: new Date(now.getTime() + CLAIM_MS) })
    .where('id', '=', id)
    .where('next_poll_at', '<=', now)
    .where((w) => w.or([w('claimed_until', 'is', null), w('claimed_until', '<=', now)]))
    .returningAll()
    .executeTakeFirst();
  if (!row) return null;
  const newest = await db
    .selectFrom('item')
    .select('published_at')
    .where('feed_id', '=', id)
    .orderBy('id', 'desc')
    .limit(13)
    .execute();
  return { ...row, itemTimes: newest.map((item) => item.published_at) };
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
): Promise<Arrival[]> {
  return db.transaction().execute(async (tx) => {
    const before = await tx.selectFrom('feed').select('baseline_at').where('id', '=', feed.id).executeTakeFirst();
    const baseline = feed.kind === 'web' && !before?.baseline_at;
    const arrivals: Arrival[] = [];
    for (const article of articles) arrivals.push(await storeArticle(tx, feed.id, article, record.at, baseline));
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

export async function feedStates(db: Db, ids: readonly string[]): Promise<FeedState[]> {
  if (ids.length === 0) return [];
  return db.selectFrom('feed').selectAll().where('id', 'in', ids).orderBy('id').execute();
}

/** Makes a feed due at once; false when it is not known. */
export async function makeDue(db: Db, id: string, now: Date): Promise<boolean> {
  const row = await db.updateTable('feed').set({ next_poll_at: now }).where('id', '=', id).returning('id').executeTakeFirst();
  return row !== undefined;
}

/** Forgets the claims of a process that died; only for the sole owner of a store. */
export async function releaseFeeds(db: Db): Promise<void> {
  await db.updateTable('feed').set({ claimed_until: null }).where('claimed_until', 'is not', null).execute();
}
