import type { Entry } from '../domain/feed.js';

export type Reader = 'rss-parser' | 'tolerant' | 'json';

/** What a feed asks of those who poll it. */
export interface FeedHints {
  readonly ttlMinutes?: number;
  /** From sy:updatePeriod and sy:updateFrequency. */
  readonly updateMinutes?: number;
  /** Hours of the day in GMT, 0-23, in which not to poll. */
  readonly skipHours?: readonly number[];
  /** Days of the week in GMT, 0 = Sunday, on which not to poll. */
  readonly skipDays?: readonly number[];
}

export interface ParsedFeed extends FeedHints {
  readonly kind: 'feed';
  readonly reader: Reader;
  readonly title?: string;
  /** The site's own page. */
  readonly link?: string;
  readonly publisher?: string;
  readonly language?: string;
  /** WebSub hub and the address the feed gives itself. */
  readonly hub?: string;
  readonly self?: string;
  /** Titles are plain text, links absolute where they can be; the rest as the feed has it. */
  readonly entries: readonly Entry[];
  /** What was irregular, for the operator. */
  readonly notes: readonly string[];
}

export type ParseResult =
  | ParsedFeed
  | { readonly kind: 'not-a-feed'; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string };

export const LIMITS = {
  /** Bytes as received, and UTF-16 units after decoding. */
  size: 8 << 20,
  items: 20_000,
  depth: 256,
  fieldLength: 4_000_000,
} as const;
