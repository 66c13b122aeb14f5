import type { Rewriter } from '../brief/rewriter.js';
import type { Messenger } from '../deliver/messenger.js';
import type { Destination } from '../domain/destination.js';
import type { Report } from '../domain/event.js';
import type { Feed } from '../domain/feed.js';
import type { Item } from '../domain/item.js';
import type { Topic } from '../domain/topic.js';
import type { Completer } from '../ingest/complete-articles.js';
import type { PollTools } from '../ingest/poll.js';
import type { TopicIndex } from '../match/compile.js';
import type { Queue } from '../queue/queue.js';
import type { Db } from '../store/db.js';

/** By destination. It has those of somebody's direct messages too, which no list can name. */
export type Messengers = Pick<ReadonlyMap<string, Messenger>, 'get' | 'has' | 'keys' | 'size'>;

/** What a reload swaps whole. */
export interface Live {
  readonly feeds: ReadonlyMap<string, Feed>;
  readonly topics: ReadonlyMap<string, Topic>;
  readonly index: TopicIndex;
  /** What briefings are written for: where we post, and where another process on this store does. */
  readonly destinations: ReadonlySet<string>;
  /** Of the destinations that we post to ourselves. */
  readonly messengers: Messengers;
  /** Of the same, what the configuration says of them. */
  readonly places: ReadonlyMap<string, Destination>;
  /** Other processes may post what we do not. */
  readonly isShared?: boolean;
  /** Standing of an article's publisher. */
  readonly tierOf: (of: Pick<Item, 'feedId' | 'publisher'>) => Feed['tier'];
  /** The destination that is told about feeds and destinations in trouble. */
  readonly operator: string | null;
}

/** A rewriter, and what it may cost. */
export interface Rewording {
  readonly rewriter: Rewriter;
  readonly dailyTokens: number;
  /** Told when it answers nothing, and when it does again. */
  readonly outage: { failed(reason: string): void; served(): void };
}

export interface PipelineParts {
  readonly db: Db;
  readonly queue: Pick<Queue, 'wake'>;
  readonly live: () => Live;
  readonly tools: PollTools;
  readonly completer: Completer;
  /** Null: briefings are in their sources' own words. */
  readonly rewording: Rewording | null;
  /** `host:port` that the operator has allowed to be private. */
  readonly allowed: ReadonlySet<string>;
  /** The beginning of the addresses that hubs push to, and since when we listen there; null when we don't. */
  readonly callbacks: () => { readonly url: string; readonly since: Date } | null;
  readonly now: () => Date;
  /** Resolves when `now` can be relied on: awaited before something is taken for a time. */
  readonly sure: () => Promise<void>;
  readonly report: Report;
  /** Tells the operator one line. */
  readonly warn: (line: string) => void;
  /** Resolves after so many milliseconds, or at once when it is no use to wait any more. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<unknown>;
}

/** The one id of the job that reads: it reads whatever waits. */
export const UNREAD = 'unread';

/** What was thrown, in one line. */
export const reason = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).slice(0, 500);
