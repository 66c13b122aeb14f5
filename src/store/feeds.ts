import { type Selectable, sql } from 'kysely';
import type { Feed, Validators } from '../domain/feed.js';
import { putNotice } from './alerts.js';
import { type Arrival, type NewArticle, storeArticles } from './arrivals.js';
import type { Db, Tx } from './db.js';
import { isFlood } from './flood.js';
import { toJson } from './json.js';
import type { FeedTable } from './schema.js';

export type FeedState = Selectable<FeedTable>;

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

/** As one parameter: a list of feeds may be longer than the parameters that a statement takes. */
export const isOneOf = (ids: readonly string[]) => sql<boolean>`id = any(${[...ids]}::text[])`;

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

/** Remembers where a feed is moving, and adopts the place, with the manners its host asks for, when it has settled there. */
export async function saveMove(db: Db, id: string, move: object | null, adopt: string | null): Promise<void> {
  await db
    .updateTable('feed')
    .set({ move: move && toJson(move), ...(adopt !== null && { moved_to: adopt, host: hostOf(adopt) }) })
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
