import { randomBytes } from 'node:crypto';
import { fingerprint, nearest } from './cluster/fingerprint.js';
import { writeBriefing } from './brief/brief.js';
import { afterFind, afterSend, afterUpdate } from './deliver/outbox.js';
import type { Messenger } from './deliver/messenger.js';
import type { Feed } from './domain/feed.js';
import type { Article } from './domain/item.js';
import type { Report } from './domain/event.js';
import type { Topic } from './domain/topic.js';
import { gatherSaved, type PollTools, pollFeed, recall } from './ingest/poll.js';
import type { TopicIndex } from './match/compile.js';
import { matchArticle } from './match/match.js';
import type { Handlers, Queue } from './queue/queue.js';
import * as alerts from './store/alerts.js';
import type { Db } from './store/db.js';
import * as feeds from './store/feeds.js';
import * as items from './store/items.js';
import * as stories from './store/stories.js';
import { searchVector } from './text/search-terms.js';

/**
 * The straight line: Feed → Item → Story → Match → Briefing → Alert → Delivery. Four jobs, each carrying
 * one id, each safe to run twice; each commits what it decided before it wakes the next. What a lost
 * wake-up leaves behind, `sweep` finds.
 */
export interface Pipeline extends Handlers {
  /** Wakes workers for all that is due, and for the feeds that were due at `pollsDueAt`. */
  sweep(pollsDueAt: Date | null): Promise<void>;
  /** Stores saved articles, files or folders of them, and hands them on. */
  importPaths(paths: readonly string[]): Promise<ImportResult>;
  /** Starts no new delivery; what is being sent is finished. */
  stop(): void;
}

export interface ImportResult {
  readonly articles: number;
  readonly new: number;
  /** Files that were set aside, and why. */
  readonly faults: readonly { readonly path: string; readonly reason: string }[];
}

/** What a reload swaps whole. */
export interface Live {
  readonly feeds: ReadonlyMap<string, Feed>;
  readonly topics: ReadonlyMap<string, Topic>;
  readonly index: TopicIndex;
  readonly messengers: ReadonlyMap<string, Messenger>;
}

export interface PipelineParts {
  readonly db: Db;
  readonly queue: Pick<Queue, 'wake'>;
  readonly live: () => Live;
  readonly tools: PollTools;
  readonly now: () => Date;
  readonly report: Report;
}

export function createPipeline(parts: PipelineParts): Pipeline {
  const lane: Lane = { owner: randomBytes(12).toString('base64url'), stopped: false };
  return {
    poll: (feedId) => poll(parts, feedId),
    read: (itemId) => read(parts, Number(itemId)),
    brief: (storyId) => brief(parts, Number(storyId)),
    deliver: (destination) => deliver(parts, lane, destination),
    sweep: (pollsDueAt) => sweep(parts, pollsDueAt),
    importPaths: (paths) => importPaths(parts, paths),
    stop: () => {
      lane.stopped = true;
    },
  };
}

async function poll(parts: PipelineParts, feedId: string): Promise<void> {
  const { db, live, tools, now, report } = parts;
  const feed = live().feeds.get(feedId);
  const claimed = feed && (await feeds.claimFeed(db, feedId, now()));
  if (!feed || !claimed) return;
  const at = now();
  const { articles, faults, memory, notice, ...polled } = await pollFeed(feed, recall(claimed), tools, at);
  const arrivals = await feeds.savePoll(db, feed, { at, ...memory, ...polled }, articles.map(indexed));
  report({
    event: 'feed',
    feed: feedId,
    outcome: polled.outcome,
    items: arrivals.length,
    new: arrivals.filter((arrival) => arrival.kind === 'new').length,
    setAside: faults.map(({ path, reason }) => `${path}: ${reason}`),
    error: polled.error,
    notice,
    nextPollAt: polled.nextPollAt?.toISOString() ?? null,
  });
  await handOn(parts, feedId, articles, arrivals);
}

/** Reports what is new or changed and wakes its readers. */
async function handOn(
  { queue, now, report }: PipelineParts,
  feed: string,
  articles: readonly Article[],
  arrivals: readonly items.Arrival[],
): Promise<void> {
  const unread: number[] = [];
  arrivals.forEach(({ kind, itemId }, i) => {
    const article = articles[i];
    if (kind === 'known' || !article) return;
    const { title, publisher, lang, link, publishedAt } = article;
    const published = publishedAt.toISOString();
    report({ event: 'item', item: itemId, feed, change: kind, title, publisher, lang, link, published });
    unread.push(itemId);
  });
  await queue.wake('read', unread, now());
}

/** Articles that a person hands in belong to no configured feed. */
const IMPORTED: Feed = { id: 'import', kind: 'folder', location: '', tier: 2 };

async function importPaths(parts: PipelineParts, paths: readonly string[]): Promise<ImportResult> {
  const { db, now } = parts;
  const gathered = await gatherSaved(paths, IMPORTED, now());
  const arrivals = await items.storeArticles(db, IMPORTED.id, gathered.articles.map(indexed), now());
  await handOn(parts, IMPORTED.id, gathered.articles, arrivals);
  const fresh = arrivals.filter((arrival) => arrival.kind === 'new').length;
  return { articles: arrivals.length, new: fresh, faults: gathered.faults };
}

function indexed(article: Article): items.NewArticle {
  return { article, search: searchVector(article.title, article.body), fingerprint: fingerprint(article) };
}

async function read(parts: PipelineParts, itemId: number): Promise<void> {
  const { db, live, now, queue, report } = parts;
  try {
    const { feeds: known, index } = live();
    const done = await db.transaction().execute(async (tx) => {
      const reading = await stories.claimReading(tx, itemId);
      if (!reading) return null;
      const { item } = reading;
      const candidates = await stories.similarItems(tx, item, reading.fingerprint.bands);
      const copy = nearest(reading.fingerprint, candidates);
      const storyId = candidates.find((candidate) => candidate.itemId === copy?.itemId)?.storyId;
      const tier = known.get(item.feedId)?.tier ?? 2;
      const matches = matchArticle(index, { ...item, tier });
      const place: stories.Assignment =
        copy && storyId !== undefined
          ? { kind: 'join', storyId, role: 'copy', similarity: copy.similarity }
          : { kind: 'new' };
      return { item, matches, ...(await stories.saveReading(tx, item, place, matches, now())) };
    });
    if (!done) return;
    const { item, matches, storyId } = done;
    for (const { topicId, evidence } of matches) {
      report({ event: 'match', item: itemId, story: storyId, topic: topicId, title: item.title, evidence });
    }
    await queue.wake('brief', [storyId], now());
  } catch (error) {
    await items.postponeItem(db, itemId, reason(error), now());
    throw error;
  }
}

async function brief(parts: PipelineParts, storyId: number): Promise<void> {
  const { db, live, now, queue } = parts;
  try {
    const { topics, messengers } = live();
    const woken = await db.transaction().execute(async (tx) => {
      const dossier = await stories.claimBriefing(tx, storyId);
      if (!dossier) return [];
      const changed: string[] = [];
      for (const destination of messengers.keys()) {
        const alert = decide(dossier, destination, topics);
        if (alert && (await alerts.putAlert(tx, alert, now()))) changed.push(destination);
      }
      await stories.markBriefed(tx, storyId, dossier.revision);
      return changed;
    });
    await queue.wake('deliver', woken, now());
  } catch (error) {
    await stories.postponeStory(db, storyId, reason(error), now());
    throw error;
  }
}

/** A story makes one alert a destination, for all its topics that the destination watches. */
function decide(
  { storyId, items: members, matches }: stories.StoryDossier,
  destination: string,
  topics: ReadonlyMap<string, Topic>,
): alerts.NewAlert | null {
  const watched = matches.flatMap((found) => {
    const topic = topics.get(found.match.topicId);
    return topic?.destinations.includes(destination) ? [{ ...found, topic }] : [];
  });
  // What only a new feed's old items say is for look-ups.
  if (watched.every((found) => found.baseline)) return null;
  const briefing = writeBriefing({
    storyId,
    items: members,
    matches: watched.map(({ itemId, topic, match }) => ({ itemId, topicName: topic.name, match })),
  });
  const priorities = new Set(watched.map(({ topic }) => topic.priority));
  const priority = (['breaking', 'normal'] as const).find((level) => priorities.has(level)) ?? 'low';
  return {
    id: randomBytes(16).toString('base64url'),
    storyId,
    destination,
    topics: [...new Set(watched.map(({ topic }) => topic.id))],
    priority,
    message: { kind: 'alert', briefing, priority },
  };
}

interface Lane {
  readonly owner: string;
  stopped: boolean;
}

async function deliver(parts: PipelineParts, lane: Lane, destination: string): Promise<void> {
  const { db, live, now } = parts;
  const messenger = live().messengers.get(destination);
  if (!messenger) return;
  while (!lane.stopped && (await alerts.leaseLane(db, destination, lane.owner, now()))) {
    const alert = await alerts.nextAlert(db, destination, now());
    if (!alert) break;
    await attempt(parts, messenger, destination, alert);
  }
  await alerts.releaseLane(db, destination, lane.owner);
}

/** One attempt: committed, called, settled. */
async function attempt(
  { db, now, report }: PipelineParts,
  messenger: Messenger,
  destination: string,
  alert: alerts.DueAlert,
): Promise<void> {
  const action = alert.state === 'sending' ? 'find' : alert.state === 'sent' ? 'update' : 'send';
  const id = await alerts.beginAttempt(db, alert.id, action, now());
  const { outcome, next } = await call(messenger, alert, action, now);
  await alerts.settleAttempt(db, { ...alert, destination }, id, outcome, next, now());
  const state = next.state === 'parked' ? 'parked' : next.ref === undefined ? null : action === 'update' ? 'updated' : 'sent';
  if (state === null) return;
  const { id: key, storyId: story, topics, message } = alert;
  const headline = message.kind === 'alert' ? message.briefing.headline : message.title;
  report({ event: 'alert', alert: key, story, topics, destination, state, headline, reason: next.reason });
}

async function call(messenger: Messenger, alert: alerts.DueAlert, action: alerts.Action, now: () => Date) {
  const { id, message, ref } = alert;
  if (action === 'find') {
    const at = now();
    const attempts = { firstAt: alert.firstAt ?? at, lastAt: alert.lastAt ?? at, now: at };
    const outcome = await messenger.find(id, attempts).catch((error: unknown) => {
      return { kind: 'unknown', until: new Date(at.getTime() + 60_000), reason: reason(error) } as const;
    });
    return { outcome, next: afterFind(outcome, now()) };
  }
  const sending = action === 'update' && ref !== null ? messenger.update(ref, message, id) : messenger.send(message, id);
  const outcome = await sending.catch((error: unknown) => ({ kind: 'uncertain', reason: reason(error) }) as const);
  const settle = action === 'update' && ref !== null ? afterUpdate(outcome, ref, now()) : afterSend(outcome, now());
  return { outcome, next: settle };
}

async function sweep({ db, live, queue, now }: PipelineParts, pollsDueAt: Date | null): Promise<void> {
  const { feeds: known, messengers } = live();
  const at = now();
  const lanes = await alerts.dueLanes(db, at);
  await queue.wake('deliver', lanes.filter((destination) => messengers.has(destination)), at);
  await queue.wake('brief', await stories.unbriefedStories(db, at, SWEEP_LIMIT), at);
  await queue.wake('read', await items.unreadItems(db, at, SWEEP_LIMIT), at);
  if (pollsDueAt !== null) await queue.wake('poll', await feeds.dueFeeds(db, [...known.keys()], pollsDueAt), at);
}

/** Enough for every worker until the next sweep. */
const SWEEP_LIMIT = 500;

const reason = (error: unknown) => (error instanceof Error ? error.message : String(error)).slice(0, 500);
