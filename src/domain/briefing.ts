/**
 * What is shown of a sentence of a source: `body.slice(start, end)` of the item named, or less of it in its own order.
 * In a briefing reworded by a model (`made`) the text is that sentence in other words.
 */
export interface CitedSentence {
  readonly text: string;
  /** What the source says, where `text` is a model's wording of it. */
  readonly original?: string;
  readonly itemId: number;
  readonly publisher: string;
  readonly start: number;
  readonly end: number;
}

/** What speaks against a source. Signs, not proof. */
export type Weakness = 'placeholders' | 'essay' | 'contradiction' | 'machine-assisted';

/** Whether a source reports itself, has it from somebody else, or was old when its feed was first read. */
export type Standing = 'origin' | 'relays' | 'background';

/** What a wire puts before a headline that it sends again. */
export type WireMark = 'update' | 'correction' | 'retraction';

/** Who published what a briefing draws on. Copies of one text are one citation, their origin's. */
export interface Citation {
  readonly itemId: number;
  readonly publisher: string;
  /** Who had it first, as the source itself says: Securities Times, of "Securities Times (via Reuters)". */
  readonly origin: string | null;
  /** Through whom the publisher has it: Reuters. */
  readonly via: string | null;
  readonly title: string;
  readonly link: string | null;
  readonly lang: string;
  readonly publishedAt: Date;
  readonly dated: boolean;
  readonly standing: Standing;
  readonly mark: WireMark | null;
  /** Of its publisher, 1 (best) to 3. */
  readonly tier: 1 | 2 | 3;
  readonly weaknesses: readonly Weakness[];
  /** Reprints folded into it: how many, and the first publishers of them. */
  readonly copies: { readonly count: number; readonly publishers: readonly string[] };
}

/** Figures or dates that two publishers give differently. Both are shown, none is picked. */
export interface Conflict {
  readonly kind: 'date' | 'money' | 'share' | 'count';
  readonly sides: readonly [ConflictSide, ConflictSide];
  /** The sentences are alike in all but the figure; else they tell of the same act with different dates. */
  readonly alike: boolean;
}

export interface ConflictSide {
  /** As the sentence has it. */
  readonly value: string;
  readonly sentence: CitedSentence;
  /** Of the text that it stands in. */
  readonly weaknesses: readonly Weakness[];
}

/** Another story on the same names. `disputes`: it gives a figure or a date differently, which `conflicts` shows. */
export interface RelatedStory {
  readonly storyId: number;
  readonly headline: string;
  readonly link: string | null;
  readonly publisher: string;
  readonly relation: 'earlier' | 'later' | 'parallel' | 'disputes';
}

/** What a story rests on. */
export interface Counts {
  /** Independent origins: feeds of one masthead, reprints and those who name one agency count once; weak sources never. */
  readonly origins: number;
  /** Items in all. */
  readonly items: number;
  readonly copies: number;
}

/** How the text came about. */
export type Made =
  | { readonly how: 'extracted' }
  /** `reworded`: parts that a model has put in other words, each checked against its sentences. */
  | { readonly how: 'reworded'; readonly model: string; readonly reworded: readonly BriefingPart[] };

export type BriefingPart = 'headline' | 'dek' | 'points' | 'happened' | 'context' | 'next';

/** Why a reader gets it: one topic, what of it was found, and where. */
export interface Reason {
  readonly topicId: string;
  readonly topicName: string;
  readonly topicVersion: string;
  /** The words that satisfied the topic, as the source has them, what says most first; ` … ` stands where some are left out. */
  readonly terms: readonly string[];
  /** Where they stand. */
  readonly field: 'title' | 'body' | 'both';
  /** A sentence of the text, or the title where that alone has them. */
  readonly snippet: string;
}

/** What is written on a story for a reader. No sentence stands in it twice; a part that nothing speaks for is empty. */
export interface Briefing {
  readonly storyId: number;
  readonly lang: string;
  readonly headline: string;
  readonly dek: CitedSentence | null;
  /** Two to four; fewer when the article has no more to give. */
  readonly points: readonly CitedSentence[];
  /** What happened, beyond dek and points; two sentences at the most, as of the two parts that follow. */
  readonly happened: readonly CitedSentence[];
  /** Why it matters. */
  readonly context: readonly CitedSentence[];
  /** What to watch next. */
  readonly next: readonly CitedSentence[];
  readonly conflicts: readonly Conflict[];
  /** Origins first; copies are folded into them. */
  readonly sources: readonly Citation[];
  readonly counts: Counts;
  /** Languages of the sources, the briefing's own first: BCP 47. */
  readonly languages: readonly string[];
  readonly related: readonly RelatedStory[];
  readonly reasons: readonly Reason[];
  /** Whole minutes, at least 1. */
  readonly readingMinutes: number;
  readonly made: Made;
}
