import type { FeedHistory, LaneRow, OutboxPage } from '../domain/pages.js';
import type { FeedStatus } from '../domain/feed.js';
import type { Article } from '../domain/item.js';

/** What comes in and what goes out, as the page shows it. */

export interface FeedFile extends FeedHistory {
  readonly status: FeedStatus;
}

/** The feed at an address, or of a site, and what it has. */
export type FoundFeed =
  | {
      readonly ok: true;
      readonly url: string;
      readonly how: 'itself' | 'named by the page' | 'linked on the page' | 'guessed';
      readonly title: string | null;
      /** As it would be called. */
      readonly id: string;
      /** As it is configured already; null when it is not. */
      readonly knownAs: string | null;
      readonly articles: readonly Article[];
      readonly count: number;
      /** When it would be polled again. */
      readonly why: string;
      readonly others: readonly { readonly url: string; readonly title: string | null }[];
    }
  | { readonly ok: false; readonly reason: string };

export type FeedsAdded =
  | { readonly ok: true; readonly added: readonly string[]; readonly remarks: readonly string[] }
  | { readonly ok: false; readonly reason: string };

export interface Outbox extends OutboxPage {
  readonly lanes: readonly LaneRow[];
  readonly lag: readonly LagHour[];
  /** Jobs waiting or at work, by kind. */
  readonly queue: Readonly<Record<string, number>>;
}

export interface LagHour {
  readonly hour: Date;
  readonly posts: number;
  /** From the publication of the first source to the post: seconds, half of the posts were faster. */
  readonly median: number;
}
