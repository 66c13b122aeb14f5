import { randomBytes } from 'node:crypto';
import type { HubDoor } from '../domain/door.js';
import type { Feed } from '../domain/feed.js';
import type { Article } from '../domain/item.js';
import { readPushed, type Polled } from '../ingest/poll.js';
import {
  type Advertised,
  askHub,
  backupPoll,
  mayHaveSecret,
  missedByHub,
  readIntent,
  renewAfterMs,
  signatureHolds,
} from '../ingest/websub.js';
import * as hubs from '../store/hubs.js';
import type { Arrival } from '../store/arrivals.js';
import { hurry, type Hurried, savePush } from '../store/pushes.js';
import * as subscriptions from '../store/subscriptions.js';
import { handOn } from './hand-on.js';
import { inFull } from './in-full.js';
import { type PipelineParts, reason } from './parts.js';

/**
 * The other way in: hubs that push what a feed brings. Nothing depends on it. A push that is lost is found by
 * the poll behind it, and a hub that is found out to lose them is polled behind as if it were not there.
 */
export interface WebSub extends HubDoor {
  /** Asks hubs for what is due, in the background; once a minute is enough, more often does no harm. */
  sweep(): Promise<void>;
  /** Resolves when all pushes that were taken are stored and handed on. */
  stored(): Promise<void>;
  /** Resolves when no hub is being asked any more. */
  asked(): Promise<void>;
}

/** Hubs are not asked all at once when WebSub is turned on for a thousand feeds. */
const ASKS_AT_ONCE = 4;
const PUSHES_AT_ONCE = 8;

export function createWebSub(parts: PipelineParts): WebSub {
  const { db, now } = parts;
  const asking = new Set<Promise<void>>();
  const storing = new Set<Promise<void>>();
  let listening = false;
  return {
    verify: (token, query) => verify(parts, token, query),
    expects: async (token) => (await subscriptions.receiving(db, token, now())) !== null,
    async pushed(token, headers, body) {
      const push = await accept(parts, token, headers, body);
      if (push === 'gone' || push === 'ignored') return push === 'gone' ? push : 'taken';
      if (storing.size >= PUSHES_AT_ONCE) return 'busy';
      keep(storing, store(parts, push, headers['content-type'], body));
      return 'taken';
    },
    async sweep() {
      const callbacks = parts.callbacks();
      if (callbacks === null || asking.size > 0) return;
      if (!listening) await subscriptions.beginListening(db, callbacks.url, now());
      listening = true;
      await subscriptions.forgetEnded(db, now());
      for (const left of await subscriptions.beginLeaving(db)) {
        keep(asking, leave(parts, left));
      }
      for (const feedId of await subscriptions.dueAsks(db, now(), ASKS_AT_ONCE)) {
        keep(asking, subscribe(parts, feedId, callbacks.url));
      }
    },
    stored: () => ended(storing),
    asked: () => ended(asking),
  };
}

function keep(running: Set<Promise<void>>, work: Promise<void>): void {
  running.add(work);
  const done = () => void running.delete(work);
  work.then(done, done);
}

async function subscribe(
  { db, live, tools, now }: PipelineParts,
  feedId: string,
  callbacks: string,
): Promise<void> {
  try {
    if (!live().feeds.has(feedId)) return await hubs.noteHub(db, feedId, null, now());
    const ask = await subscriptions.beginAsk(db, feedId, (hub) => newSubscription(hub, callbacks), now());
    if (!ask) return;
    const result = await askHub(tools.fetcher, { mode: 'subscribe', ...ask }, now());
    if (!result.ok) await hubs.noteReason(db, feedId, result.reason);
  } catch (error) {
    await hubs.noteReason(db, feedId, reason(error)).catch(() => {});
  }
}

/** The address is the password of a hub that can't have one: 192 random bits, new with every subscription. */
function newSubscription(hub: string, callbacks: string): subscriptions.NewSubscription {
  const token = randomBytes(24).toString('base64url');
  const secret = mayHaveSecret(hub) ? randomBytes(32).toString('base64url') : null;
  return { token, callback: `${callbacks}${token}`, secret };
}

async function ended(running: ReadonlySet<Promise<void>>): Promise<void> {
  while (running.size > 0) await Promise.all(running);
}

/** A hub that can't be told sees its lease run out. */
async function leave({ tools, now }: PipelineParts, left: subscriptions.Left): Promise<void> {
  await askHub(tools.fetcher, { mode: 'unsubscribe', secret: null, ...left }, now()).catch(() => {});
}

async function verify(
  { db, now }: PipelineParts,
  token: string,
  query: Readonly<Record<string, string>>,
): Promise<string | null> {
  const intent = readIntent(query);
  if (intent === null) return null;
  const { topic } = intent;
  if (intent.kind === 'denied') {
    return (await subscriptions.deny(db, token, topic, intent.reason, now())) ? '' : null;
  }
  const after = (ms: number) => new Date(now().getTime() + ms);
  const lease = { until: after(intent.leaseMs), renewAt: after(renewAfterMs(intent.leaseMs)) };
  return (await subscriptions.confirm(db, { token, mode: intent.mode, topic }, lease, now()))
    ? intent.challenge
    : null;
}

interface Push {
  readonly feed: Feed;
  readonly hub: string;
  readonly topic: string;
  readonly hurried: Hurried | null;
}

/** A bad signature is answered like a good one, so that trying teaches nothing. */
async function accept(
  { db, live, now }: PipelineParts,
  token: string,
  headers: Readonly<Record<string, string>>,
  body: Uint8Array,
): Promise<Push | 'gone' | 'ignored'> {
  const known = await subscriptions.receiving(db, token, now());
  const feed = known && live().feeds.get(known.feedId);
  if (!known || !feed) return 'gone';
  const { hub, topic, secret } = known;
  if (secret !== null && !signatureHolds(secret, headers['x-hub-signature'], body)) return 'ignored';
  return { feed, hub, topic, hurried: await hurry(db, feed.id, now()) };
}

/** Feed → Item, as a poll does it. A push that can't be read is a hint: the feed is due soon. */
async function store(
  parts: PipelineParts,
  push: Push,
  contentType: string | undefined,
  body: Uint8Array,
): Promise<void> {
  const { db, tools, now, report } = parts;
  const { feed, hub, topic, hurried } = push;
  const told = {
    event: 'feed',
    feed: feed.id,
    outcome: 'pushed',
    notice: null,
    nextPollAt: hurried?.to.toISOString() ?? null,
  } as const;
  const failed = (why: string) =>
    report({
      ...told,
      items: 0,
      new: 0,
      held: 0,
      setAside: [],
      error: `what ${new URL(hub).host} pushed can't be used: ${why}`,
    });
  try {
    const read = await readPushed(feed, { body, contentType, url: topic }, tools, now());
    if (read.error !== null) return failed(read.error);
    const { articles, faults } = read;
    const arrivals = await savePush(db, feed, await inFull(parts, feed, articles, now()), hurried, now());
    report({
      ...told,
      items: arrivals.length,
      new: arrivals.filter(({ kind }) => kind === 'new').length,
      held: 0,
      setAside: faults.map(({ path, reason: why }) => `${path}: ${why}`),
      error: null,
      nextPollAt: hurried?.from.toISOString() ?? null,
    });
    await handOn(parts, feed.id, articles, arrivals);
  } catch (error) {
    failed(reason(error));
  }
}

type Times = Pick<Polled, 'nextPollAt' | 'why'>;

/** When a feed is polled next: while its hub pushes, a look behind it is enough. The operator's own interval stands. */
export async function nextPollBehind(
  { db, tools, callbacks }: PipelineParts,
  feed: Feed,
  polled: Times & Pick<Polled, 'error' | 'memory'>,
  at: Date,
): Promise<Times> {
  const usual = { nextPollAt: polled.nextPollAt, why: polled.why };
  if (
    callbacks() === null ||
    polled.error !== null ||
    polled.nextPollAt === null ||
    feed.everyMinutes !== undefined
  )
    return usual;
  const hub = await hubs.hubState(db, feed.id, at);
  if (!hub?.pushedAt) return usual;
  const behind = backupPoll(hub.hub, polled.nextPollAt, polled.memory.hints, at, tools.random);
  return { nextPollAt: behind.at, why: behind.why };
}

/** What a poll tells of the hub: that there is one, and what it should have pushed. Returns what the operator should know. */
export async function judgeHub(
  { db, callbacks }: PipelineParts,
  feedId: string,
  poll: {
    readonly at: Date;
    readonly before: Date | null;
    /** Undefined: the feed was not read. */
    readonly advertised: Advertised | null | undefined;
    /** Without regard to the hub. */
    readonly usual: Times;
  },
  articles: readonly Article[],
  arrivals: readonly Arrival[],
): Promise<string | null> {
  const { at, before, advertised, usual } = poll;
  if (advertised !== undefined) await hubs.noteHub(db, feedId, advertised, at);
  const listeningSince = callbacks()?.since;
  const fresh = articles.filter((_, i) => arrivals[i]?.kind === 'new');
  const hub = listeningSince && before && fresh.length > 0 ? await hubs.hubState(db, feedId, at) : null;
  if (!hub || !listeningSince || !before) return null;
  const since = new Date(Math.max(hub.confirmedAt.getTime(), listeningSince.getTime()));
  const missed = fresh.filter((article) => missedByHub(article, before, since, at)).length;
  const given = await hubs.noteMisses(db, feedId, missed, { at: usual.nextPollAt, why: usual.why }, at);
  return given ? `${new URL(hub.hub).host} does not push all that appears: polled only, for a week` : null;
}
