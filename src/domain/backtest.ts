import type { PreviewSample } from './topic-edit.js';

/** What a topic would have posted over a part of the archive. */
export interface BacktestSide {
  readonly matches: number;
  /** One story is one post. */
  readonly posts: number;
  readonly postsPerDay: number;
}

export interface Backtest {
  readonly topicId: string;
  /** Days of the archive that there were, of those asked for. */
  readonly days: number;
  /** Stored articles of those days. */
  readonly articles: number;
  /** Null: there is no such topic on that side. */
  readonly now: BacktestSide | null;
  /** What it is held against; undefined when it is held against nothing. */
  readonly before?: BacktestSide | null;
  /** Posts, the newest first: all there would be, or what a change gains and loses. */
  readonly samples: readonly PreviewSample[];
  readonly gained: number;
  readonly gains: readonly PreviewSample[];
  readonly lost: number;
  readonly losses: readonly PreviewSample[];
}
