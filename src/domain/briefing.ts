/** A sentence of a source: `body.slice(start, end) === text` for the item named. */
export interface CitedSentence {
  readonly text: string;
  readonly itemId: number;
  readonly publisher: string;
  readonly start: number;
  readonly end: number;
}

/** Who published what a briefing draws on, the origin first. */
export interface Citation {
  readonly itemId: number;
  readonly publisher: string;
  readonly via: string | null;
  readonly title: string;
  readonly link: string | null;
  readonly lang: string;
  readonly publishedAt: Date;
  readonly dated: boolean;
}

/** Why a reader gets it: one topic, what of it was found, and where. */
export interface Reason {
  readonly topicId: string;
  readonly topicName: string;
  readonly topicVersion: string;
  /** The words that satisfied the topic, as the source has them, without repeats; four at the most. */
  readonly terms: readonly string[];
  readonly field: 'title' | 'body';
  readonly snippet: string;
}

/** What is written on a story for a reader. */
export interface Briefing {
  readonly storyId: number;
  readonly lang: string;
  readonly headline: string;
  readonly dek: CitedSentence | null;
  /** Two or three; fewer when the article has no more to give. */
  readonly points: readonly CitedSentence[];
  readonly sources: readonly Citation[];
  readonly reasons: readonly Reason[];
  /** Whole minutes, at least 1. */
  readonly readingMinutes: number;
}
