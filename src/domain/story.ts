import type { Citation, CitedSentence, Conflict } from './briefing.js';

/** How an item came into its story, which is all items that tell one event. */
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

/**
 * open: the day is to come. told: its day has come and the channel has heard. carried: the day is over and nothing was
 * heard of it. closed: a later article of the story came, or a person closed it.
 */
export type PromiseState = 'open' | 'told' | 'carried' | 'closed';

/** A sentence that says what is to come. */
export interface Promised {
  readonly sentence: CitedSentence;
  /** The day as the sentence has it: "July 9". */
  readonly day: string;
  /** YYYY-MM-DD; null when the text does not say of which year and has no date itself. */
  readonly dueOn: string | null;
}

/** An article of a story as a line of its timeline. */
export interface Development {
  readonly itemId: number;
  readonly storyId: number;
  readonly at: Date;
  readonly dated: boolean;
  readonly publisher: string;
  readonly title: string;
  readonly link: string | null;
  readonly role: Role;
  /** A sentence with a name, a date or a figure that no earlier article had. */
  readonly fact: CitedSentence | null;
}
