import type { AlertState, LaneHealth } from './alert.js';
import type { Message } from './message.js';
import type { Priority } from './topic.js';

/** What a person goes through page by page: as the store gives it and as it is shown. */

export interface WireFilter {
  readonly topic?: string;
  readonly destination?: string;
  readonly priority?: Priority;
  /** `2025-03-14`, in UTC. */
  readonly day?: string;
}

export interface WireAlert {
  readonly id: string;
  /** Null for a notice of Wirewatch's own. */
  readonly storyId: number | null;
  readonly destination: string;
  readonly topics: readonly string[];
  readonly priority: Priority;
  readonly state: AlertState;
  readonly message: Message;
  readonly reason: string | null;
  readonly createdAt: Date;
  readonly sentAt: Date | null;
  /** Grows with each change of what is said or shown. */
  readonly stamp: string;
}

export interface StoryRow {
  readonly id: number;
  readonly firstAt: Date;
  readonly lastAt: Date;
  /** Of what was posted of it, else of its first article. */
  readonly headline: string;
  readonly items: number;
  readonly publishers: readonly string[];
  readonly topics: readonly string[];
}

/** One feed as a person looks at it. */
export interface FeedHistory {
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

/** An alert that is not out yet, as a person asks for it. */
export interface OutboxEntry {
  readonly id: string;
  readonly destination: string;
  readonly state: AlertState;
  readonly headline: string;
  readonly reason: string | null;
  readonly createdAt: Date;
  readonly notBefore: Date;
}

export interface OutboxPage {
  readonly parked: number;
  /** Nobody knows yet whether they have been posted. */
  readonly undecided: number;
  readonly waiting: number;
  /** They wait for the next digest. */
  readonly held: number;
  readonly entries: readonly OutboxEntry[];
}

/** How posting does, by destination. */
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
