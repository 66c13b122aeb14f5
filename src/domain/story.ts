import type { Citation, CitedSentence, Conflict } from './briefing.js';

/** How an item came into its story: the items that tell one event. */
export type Role = 'original' | 'copy' | 'report' | 'follow-up';

/** What a story's later briefing says that its earlier one did not. */
export interface StoryChange {
  /** The weightiest of what follows; `none`: a reader of the earlier one misses nothing. */
  readonly kind: 'retraction' | 'correction' | 'dispute' | 'fact' | 'source' | 'none';
  /** Sources that are new, or now bear a mark: those that withdraw or correct come first. */
  readonly sources: readonly Citation[];
  /** Sentences of new sources, or new in old ones, with a name, a date or a figure that was not there before. */
  readonly facts: readonly CitedSentence[];
  readonly disputes: readonly Conflict[];
}
