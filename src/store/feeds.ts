import type { Feed, Validators } from '../domain/feed.js';
import type { ExpressionBuilder, Selectable } from 'kysely';
import type { Db } from './db.js';
import { type Arrival, type NewArticle, storeArticle } from './items.js';
import type { FeedTable, Schema } from './schema.js';

export type FeedState = Selectable<FeedTable>;

/** Longer than the deadline of any fetch: after it a claim is taken to be that of a dead process. */
const CLAIM_MS = 60_000;

/** Makes a row for each configured feed; what is known of a feed survives, unless its location changed. */
export async function syncFeeds(db: Db, feeds: readonly Feed[], now: Date): Promise<void> {
  for (const { id, location } of feeds) {
    const fresh = { etag: null, last_modified: null, body_hash: null, next_poll_at: now };
    await db
      .insertInto('feed')
      .values({ id, location, ...fresh })
      .onConflict((c) => c.column('id').doUpdateSet({ location, ...fresh }).where('feed.location', '<>', location))
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

/** Takes a due feed for one poll; null when it is not due or somebody else has it. */
export async function claimFeed(db: Db, id: string, now: Date): Promise<FeedState | null> {
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

/** What one poll came to. Absent validators and hash stay as they are. */
export interface PollRecord {
  readonly at: Date;
  readonly outcome: string;
  /** One line for the operator when it went wrong. */
  readonly error: string | null;
  readonly nextPollAt: Date;
  readonly nextPollWhy: string;
  readonly validators?: Validators;
  readonly bodyHash?: string;
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
    const baseline = feed.kind === 'web' && before?.baseline_at === null;
    const arrivals: Arrival[] = [];
    for (const article of articles) arrivals.push(await storeArticle(tx, feed.id, article, record.at, baseline));
    await tx.updateTable('feed').set(changes(record)).where('id', '=', feed.id).execute();
    return arrivals;
  });
}

function changes(record: PollRecord) {
  const common = {
    claimed_until: null,
    last_poll_at: record.at,
    last_outcome: record.outcome,
    last_error: record.error,
    next_poll_at: record.nextPollAt,
    next_poll_why: record.nextPollWhy,
  };
  if (record.error !== null) {
    return {
      ...common,
      failures: (eb: Counting) => eb('failures', '+', 1),
      failing_since: (eb: Counting) => eb.fn.coalesce('failing_since', eb.val(record.at)),
    } as const;
  }
  return {
    ...common,
    last_ok_at: record.at,
    failures: 0,
    failing_since: null,
    ...(record.validators && {
      etag: record.validators.etag ?? null,
      last_modified: record.validators.lastModified ?? null,
    }),
    ...(record.bodyHash !== undefined && { body_hash: record.bodyHash, baseline_at: record.at }),
  };
}

type Counting = ExpressionBuilder<Schema, 'feed'>;

export async function feedStates(db: Db, ids: readonly string[]): Promise<FeedState[]> {
  if (ids.length === 0) return [];
  return db.selectFrom('feed').selectAll().where('id', 'in', ids).orderBy('id').execute();
}

/** Forgets the claims of a process that died; only for the sole owner of a store. */
export async function releaseFeeds(db: Db): Promise<void> {
  await db.updateTable('feed').set({ claimed_until: null }).where('claimed_until', 'is not', null).execute();
}
