import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import type { Entry, Feed } from '../domain/feed.js';
import type { Article } from '../domain/item.js';
import { withRemedy } from './address.js';
import type { FeedMemory } from './feed-memory.js';
import type { Fetcher, FetchResult, Origin } from './fetch.js';
import { readFolder } from './folder.js';
import { HEALTHY, type PollOutcome, recordSilence } from './health.js';
import { normalise } from './normalise.js';
import type { FeedHints, ParsedFeed, Parser, ParseResult } from './parse.js';
import { hostPauseUntil } from './hosts.js';
import { unusualSilence } from './pace.js';
import { nextPoll } from './schedule.js';
import { validatorsAfter } from './validators.js';
import { type Advertised, advertisedBy } from './websub.js';

/** What a poll needs of the outside world. */
export interface PollTools {
  readonly fetcher: Fetcher;
  readonly parser: Parser;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

/** What could be read. */
interface Gathered {
  readonly articles: readonly Article[];
  /** Entries and files that were set aside, and why; the rest goes on. */
  readonly faults: readonly { readonly path: string; readonly reason: string }[];
}

/** What a poll came to. */
export interface Polled extends Gathered {
  readonly outcome: 'fresh' | 'unchanged' | 'gone' | 'throttled' | 'failed';
  /** One line when the feed could not be read. */
  readonly error: string | null;
  readonly memory: Pick<FeedMemory, 'validators' | 'bodyHash' | 'health' | 'hints'>;
  /** Where the answer came from, for `followMove`; null when there was none. */
  readonly answer: Origin | null;
  /** The hub that the feed names; null when it names none, undefined when it was not read. */
  readonly advertised: Advertised | null | undefined;
  /** Until when the whole host wants to be left alone. */
  readonly hostPausedUntil: Date | null;
  /** Null: never, until the operator does something. */
  readonly nextPollAt: Date | null;
  readonly why: string;
  /** What the operator should be told, once. */
  readonly notice: string | null;
}

export async function pollFeed(feed: Feed, memory: FeedMemory, tools: PollTools, now: Date): Promise<Polled> {
  return feed.kind === 'folder' ? pollFolder(feed, memory, now) : pollWeb(feed, memory, tools, now);
}

/** What a feed that has just been read holds, and when it would be asked again. */
export function tryOut(feed: Feed, read: ParsedFeed, now: Date): Gathered & Pick<Polled, 'why'> {
  const { articles, faults } = gatherFeed(feed, read, now);
  const itemTimes = distinctTimes(articles.map((article) => article.publishedAt));
  const state = { health: HEALTHY, hints: hintsOf(read), itemTimes, everyMinutes: feed.everyMinutes };
  const { why } = nextPoll(state, { kind: 'fresh', headers: {}, sameBody: false }, now, () => 0.5);
  return { articles, faults, why };
}

/** Saved articles, normalised: of a folder or of single files, under the name that they have on disk. */
export async function gatherSaved(paths: readonly string[], feed: Feed, now: Date): Promise<Gathered> {
  const read = await Promise.all(paths.map((path) => readFolder(resolve(path))));
  const entries = read.flatMap((folder) =>
    folder.entries.map(({ path, entry }) => ({ path, entry: { ...entry, guid: path } })),
  );
  return gather(
    entries,
    read.flatMap((folder) => folder.faults),
    feed,
    now,
  );
}

export interface Pushed extends Gathered {
  /** One line when it could not be read. */
  readonly error: string | null;
}

/** What a hub pushed, read as the same bytes would be if they had been polled from `url`. */
export async function readPushed(
  feed: Feed,
  push: { readonly body: Uint8Array; readonly contentType: string | undefined; readonly url: string },
  { parser }: PollTools,
  now: Date,
): Promise<Pushed> {
  const read = await parser.parse(push.body, push.contentType, push.url);
  if (read.kind !== 'feed') return { articles: [], faults: [], error: read.reason };
  return { ...gatherFeed(feed, read, now), error: null };
}

/** Folders cost nothing to look at. */
const FOLDER_MINUTES = 1;

async function pollFolder(feed: Feed, memory: FeedMemory, now: Date): Promise<Polled> {
  const folder = await readFolder(feed.location);
  // A file that can't be read is news too.
  const bodyHash = hash(JSON.stringify([folder.entries, folder.faults]));
  const same = bodyHash === memory.bodyHash;
  const { articles, faults } = gather(same ? [] : folder.entries, folder.faults, feed, now);
  const unreadable = folder.entries.length === 0 ? (folder.faults[0] ?? null) : null;
  const minutes = feed.everyMinutes ?? FOLDER_MINUTES;
  return {
    outcome: unreadable !== null ? 'failed' : same ? 'unchanged' : 'fresh',
    articles,
    faults: same ? [] : faults.filter((fault) => fault !== unreadable),
    error: unreadable === null ? null : `${unreadable.path}: ${unreadable.reason}`,
    memory: {
      validators: {},
      bodyHash: unreadable === null ? bodyHash : memory.bodyHash,
      health: { ...HEALTHY, lastPolledAt: now },
      hints: {},
    },
    answer: null,
    advertised: undefined,
    hostPausedUntil: null,
    nextPollAt: new Date(now.getTime() + minutes * 60_000),
    why: `a folder: every ${minutes} min`,
    notice: null,
  };
}

async function pollWeb(
  feed: Feed,
  memory: FeedMemory,
  { fetcher, parser, random }: PollTools,
  now: Date,
): Promise<Polled> {
  const address = memory.movedTo ?? feed.location;
  const fetched = await fetcher.get(address, {
    validators: memory.validators,
    headers: headersFor(feed, address),
    now,
  });
  const bodyHash = fetched.kind === 'ok' ? hash(fetched.body) : memory.bodyHash;
  const sameBody = fetched.kind === 'ok' && bodyHash === memory.bodyHash;
  const parsed =
    fetched.kind === 'ok' && !sameBody
      ? await parser.parse(fetched.body, fetched.contentType, fetched.url)
      : null;
  const outcome = outcomeOf(fetched, parsed, sameBody, memory.itemTimes.length > 0);
  const read = parsed?.kind === 'feed' ? parsed : null;
  const { articles, faults } = read ? gatherFeed(feed, read, now) : { articles: [], faults: [] };
  const hints = read ? hintsOf(read) : memory.hints;
  const itemTimes = distinctTimes([...articles.map((article) => article.publishedAt), ...memory.itemTimes]);
  const next = nextPoll(
    { health: memory.health, hints, itemTimes, everyMinutes: feed.everyMinutes },
    outcome,
    now,
    random,
  );
  const good = outcome.kind === 'fresh' || outcome.kind === 'unchanged';
  const { health, notice } = good ? recordSilence(next, unusualSilence(itemTimes, now)) : next;
  return {
    outcome: sameBody ? 'unchanged' : nameOf(outcome),
    articles,
    faults,
    error: good ? null : errorOf(outcome),
    memory: {
      // What a page that is no feed says of itself must not make us believe that we have the feed.
      validators: good ? validatorsAfter(memory.validators, fetched) : memory.validators,
      bodyHash: good ? bodyHash : memory.bodyHash,
      health,
      hints,
    },
    answer: fetched.kind === 'ok' || fetched.kind === 'unchanged' ? fetched : null,
    advertised: fetched.kind === 'ok' && read ? advertisedBy(fetched, read) : undefined,
    hostPausedUntil: hostPauseUntil(feed.location, outcome, next.at),
    nextPollAt: next.at,
    why: next.why,
    notice,
  };
}

/** Credentials are for the place that the operator wrote down, not for one that it says it has moved to. */
function headersFor({ headers, location }: Feed, address: string): Feed['headers'] {
  return new URL(address).origin === new URL(location).origin ? headers : undefined;
}

/** An article that is stored already is in the feed too: counted twice, it would be a gap of nothing. */
function distinctTimes(times: readonly Date[]): Date[] {
  return [...new Set(times.map((time) => time.getTime()))].map((time) => new Date(time));
}

/** A feed that had articles and has none is broken, not empty. */
function outcomeOf(
  fetched: FetchResult,
  parsed: ParseResult | null,
  sameBody: boolean,
  hadItems: boolean,
): PollOutcome {
  if (fetched.kind === 'blocked') return { kind: 'blocked', reason: withRemedy(fetched) };
  if (fetched.kind !== 'ok') return fetched;
  if (parsed?.kind === 'feed' && parsed.entries.length === 0 && hadItems) {
    return { kind: 'not-a-feed', reason: 'the feed has no articles any more' };
  }
  if (parsed === null || parsed.kind === 'feed') return { kind: 'fresh', headers: fetched.headers, sameBody };
  return parsed;
}

function nameOf(outcome: PollOutcome): Polled['outcome'] {
  if (outcome.kind === 'fresh' || outcome.kind === 'unchanged') return outcome.kind;
  if (outcome.kind !== 'refused') return 'failed';
  if (outcome.status === 410) return 'gone';
  return outcome.status === 429 || outcome.status === 503 ? 'throttled' : 'failed';
}

function errorOf(outcome: PollOutcome): string {
  if (outcome.kind === 'refused') return `the server answers ${outcome.status}`;
  return 'reason' in outcome ? outcome.reason : outcome.kind;
}

/** The articles of a feed; what it says of itself counts where the operator has not said otherwise. */
function gatherFeed(feed: Feed, read: ParsedFeed, now: Date): Gathered {
  const entries = read.entries.map((entry) => ({
    path: entry.link ?? entry.guid ?? entry.title ?? 'an entry',
    entry,
  }));
  const publisher = feed.publisher ?? read.publisher ?? read.title;
  return gather(entries, [], { ...feed, publisher, language: feed.language ?? read.language }, now);
}

function hintsOf({ ttlMinutes, updateMinutes, skipHours, skipDays }: FeedHints): FeedHints {
  return { ttlMinutes, updateMinutes, skipHours, skipDays };
}

/** Of entries with one guid the first counts. */
function gather(
  entries: readonly { readonly path: string; readonly entry: Entry }[],
  unread: Gathered['faults'],
  feed: Feed,
  now: Date,
): Gathered {
  const faults = [...unread];
  const articles = new Map<string, Article>();
  for (const { path, entry } of entries) {
    const result = normalise(entry, feed, now);
    if (result.kind === 'unusable') faults.push({ path, reason: result.reason });
    else if (!articles.has(result.article.guid)) articles.set(result.article.guid, result.article);
  }
  return { articles: [...articles.values()], faults };
}

const hash = (bytes: string | Uint8Array) => createHash('sha256').update(bytes).digest('base64url');
