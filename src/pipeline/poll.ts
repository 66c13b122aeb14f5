import type { Feed } from '../domain/feed.js';
import { planPolls } from '../ingest/hosts.js';
import { followMove } from '../ingest/moved.js';
import { recall } from '../ingest/feed-memory.js';
import { gatherSaved, pollFeed } from '../ingest/poll.js';
import { type Arrival, storeArticles } from '../store/arrivals.js';
import * as claims from '../store/feed-claims.js';
import * as feeds from '../store/feeds.js';
import { acceptHeld as releaseHeld } from '../store/flood.js';
import { isRefusedContent, twiceIfConflict } from '../store/sqlstate.js';
import { handOn } from './hand-on.js';
import { arriving, inFull } from './in-full.js';
import { type PipelineParts, reason, UNREAD } from './parts.js';
import { operatorNotice } from './tell-operator.js';
import { judgeHub, nextPollBehind } from './websub.js';

/**
 * Feed → Item: fetches one feed, stores what it brought and what was learned, and hands the new items on. One that
 * `stopping` breaks off says nothing about its feed: it is given back and polled again.
 */
export async function poll(parts: PipelineParts, stopping: AbortSignal, feedId: string): Promise<void> {
  const { db, live, tools, now, report, allowed } = parts;
  const feed = live().feeds.get(feedId);
  if (!feed || stopping.aborted) return;
  const anyTime = isOwn(allowed, feeds.hostOf(feed.location));
  const claimed = await claims.claimFeed(db, feedId, now(), anyTime);
  if (!claimed) return;
  const at = now();
  const memory = recall(claimed);
  const outcome = await pollFeed(feed, memory, tools, at);
  if (stopping.aborted) return claims.releaseFeed(db, feedId);
  const { articles, faults, memory: learned, answer, advertised, notice, ...polled } = outcome;
  const next = await nextPollBehind(parts, feed, outcome, at);
  const held = (arrivals: readonly Arrival[]) => arrivals.filter((arrival) => arrival.kind === 'held').length;
  const news = (arrivals: readonly Arrival[]) =>
    held(arrivals) > 0
      ? `holds back ${held(arrivals)} articles that are suddenly new: wirewatch feeds accept ${feedId}`
      : notice;
  const record = { at, ...learned, ...polled, ...next };
  const tell = (arrivals: readonly Arrival[]) => operatorNotice(parts, feedId, news(arrivals), record);
  const full = await inFull(parts, feed, articles, at, claimed.baseline_at === null);
  if (stopping.aborted) return claims.releaseFeed(db, feedId);
  const save = () => feeds.savePoll(db, feed, record, full, tell);
  const arrivals = await twiceIfConflict(save).catch(async (error: unknown) => {
    if (isRefusedContent(error)) await feeds.savePoll(db, feed, unstorable(claimed, record, error), []);
    throw error;
  });
  const found = { at, before: claimed.last_poll_at, advertised, usual: outcome };
  const ofHub = await judgeHub(parts, feedId, found, articles, arrivals);
  const count = (kind: Arrival['kind']) => arrivals.filter((arrival) => arrival.kind === kind).length;
  if (answer && (memory.move || answer.permanent)) {
    const { move, adopt } = followMove(
      memory.move,
      answer,
      count('new') + count('held') < arrivals.length,
      at,
    );
    await feeds.saveMove(db, feedId, move, adopt);
  }
  report({
    event: 'feed',
    feed: feedId,
    outcome: polled.outcome,
    items: arrivals.length,
    new: count('new'),
    held: count('held'),
    setAside: faults.map(({ path, reason }) => `${path}: ${reason}`),
    error: polled.error,
    notice: news(arrivals) ?? ofHub,
    nextPollAt: (ofHub === null ? next : polled).nextPollAt?.toISOString() ?? null,
  });
  await handOn(parts, feedId, articles, arrivals);
}

const HOUR_MS = 3_600_000;

/** What a store refuses would be fetched again every minute: it is named, nothing is learned, and it waits. */
function unstorable(claimed: claims.ClaimedFeed, record: feeds.PollRecord, error: unknown): feeds.PollRecord {
  const { etag, last_modified, body_hash } = claimed;
  const why = `its articles cannot be stored: ${reason(error)}`;
  return {
    ...record,
    outcome: 'failed',
    error: why,
    why,
    validators: { etag: etag ?? undefined, lastModified: last_modified ?? undefined },
    bodyHash: body_hash,
    nextPollAt: new Date(record.at.getTime() + HOUR_MS),
  };
}

export interface ImportResult {
  readonly articles: number;
  readonly new: number;
  /** Files that were set aside, and why. */
  readonly faults: readonly { readonly path: string; readonly reason: string }[];
}

/** Articles that a person hands in belong to no configured feed. */
const IMPORTED: Feed = { id: 'import', kind: 'folder', location: '', tier: 2 };

/** Stores saved articles and hands them on. */
export async function importPaths(parts: PipelineParts, paths: readonly string[]): Promise<ImportResult> {
  const { db, now } = parts;
  const gathered = await gatherSaved(paths, IMPORTED, now());
  const added = gathered.articles.map((article) => arriving(article));
  const delivery = { feedId: IMPORTED.id, at: now(), baseline: false, held: false };
  const arrivals = await twiceIfConflict(() =>
    db.transaction().execute((tx) => storeArticles(tx, added, delivery)),
  );
  await handOn(parts, IMPORTED.id, gathered.articles, arrivals);
  const fresh = arrivals.filter((arrival) => arrival.kind === 'new').length;
  return { articles: arrivals.length, new: fresh, faults: gathered.faults };
}

/** Hands on what a flood brake held of a feed: to be posted, or as a new baseline. Returns how many. */
export async function acceptHeld(
  { db, queue, now }: PipelineParts,
  feedId: string,
  post: boolean,
): Promise<number> {
  const accepted = await releaseHeld(db, feedId, post);
  if (accepted.length > 0) await queue.wake('read', [UNREAD], now());
  return accepted.length;
}

/** Due feeds that may be asked now: a host is asked one thing at a time. Addresses that the operator allowed are no strangers. */
export async function pollsToStart(
  { db, live, now, allowed }: PipelineParts,
  dueAt: Date,
): Promise<string[]> {
  const due = await claims.dueFeeds(db, [...live().feeds.keys()], dueAt, now());
  if (due.length === 0) return [];
  const plan = planPolls(
    due.map((feed) => (isOwn(allowed, feed.host) ? { ...feed, host: `feed ${feed.id}` } : feed)),
    await claims.hostStates(db, now()),
    Math.max(POLLS_A_SWEEP, Math.ceil(live().feeds.size / SWEEPS_A_ROUND)),
    now(),
  );
  return plan.start.map((feed) => feed.id);
}

/** A folder, or an address that the operator allowed. */
const isOwn = (allowed: ReadonlySet<string>, host: string) => host === '' || allowed.has(host);

/** A thousand feeds that are overdue after a night's sleep go out in a minute, not in one burst; more in five. */
const POLLS_A_SWEEP = 20;
const SWEEPS_A_ROUND = 300;
