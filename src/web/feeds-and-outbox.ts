import type { AlertState, LaneHealth } from '../domain/alert.js';
import type { FeedStatus } from '../domain/feed.js';
import type { Article } from '../domain/item.js';

/** What comes in and what goes out, as the page shows it. */

export interface FeedFile {
  readonly status: FeedStatus;
  /** Articles that came in a day, the oldest first; the last one is today. */
  readonly perDay: readonly number[];
  readonly newest: readonly {
    readonly id: number;
    readonly title: string;
    readonly link: string | null;
    readonly publishedAt: Date;
    readonly dated: boolean;
    readonly matched: boolean;
  }[];
  /** Articles that wait for a person, as most of the feed was suddenly new. */
  readonly held: number;
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

export interface Outbox {
  readonly parked: number;
  /** Nobody knows yet whether they have been posted. */
  readonly undecided: number;
  readonly waiting: number;
  /** They wait for the next digest. */
  readonly held: number;
  /** What waits for a person first. */
  readonly entries: readonly OutboxEntry[];
  readonly lanes: readonly LaneRow[];
  readonly lag: readonly LagHour[];
  /** Jobs waiting or at work, by kind. */
  readonly queue: Readonly<Record<string, number>>;
}

export interface OutboxEntry {
  readonly id: string;
  readonly destination: string;
  readonly state: AlertState;
  readonly headline: string;
  readonly reason: string | null;
  readonly createdAt: Date;
  readonly notBefore: Date;
}

export interface LaneRow {
  readonly destination: string;
  readonly health: LaneHealth;
  /** Nothing is sent before: its platform's pace, or an outage. */
  readonly restsUntil: Date;
  readonly failures: number;
  readonly waiting: number;
  readonly parked: number;
  readonly lastSentAt: Date | null;
}

export interface LagHour {
  readonly hour: Date;
  readonly posts: number;
  /** From the publication of the first source to the post: seconds, half of the posts were faster. */
  readonly median: number;
}
