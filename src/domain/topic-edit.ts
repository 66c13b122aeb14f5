import type { Priority } from './topic.js';

/**
 * How topics are changed from anywhere: a form in chat, the web page, the command line. Whoever has a `TopicDesk`
 * (`app.topicDesk`, `library.topicDesk`) calls `fields` to fill a form, `preview` to say what a query finds in the
 * archive, `change` to write it, and `change({ kind: 'undo', … })` to take it back. Faults name the field they
 * belong to, so that a form can show them there.
 */
export interface TopicDesk {
  /** Null where topics can be changed; else why not, in a sentence for the person who wants to. */
  readOnly(): string | null;
  /** Ids of the watchlists that a topic can be added to. */
  watchlists(): readonly string[];
  /** What a form about a topic starts with; null when no such topic is watched. */
  fields(topicId: string): TopicForm | null;
  /** Writes the watchlist's YAML, comments kept, once the whole loads and the topic passes its tests; live when it resolves. */
  change(change: TopicChange, by: Person): Promise<TopicChanged>;
  /** The lines that a change would write, without writing them: for a configuration that is managed elsewhere. */
  draft(change: TopicChange): Promise<TopicDraft>;
  /** The newest first; of one topic, or of all when null. */
  history(topicId: string | null, limit: number): Promise<readonly TopicEdit[]>;
  /** What a query finds among the articles of the last days. `topicId` or `watchlist` lend it aliases and $blocks. */
  preview(query: string, within?: PreviewWithin): Promise<TopicPreview>;
}

/** Who changes or judges something. */
export interface Person {
  /** The same person, the same id: `slack:U0123` (account, user), or `cli:ana`. */
  readonly id: string;
  /** For showing only: untrusted. */
  readonly name: string;
}

/** What a form says of a topic. What is absent stays as it is; a new topic then has it from its watchlist. */
export interface TopicFields {
  readonly name?: string;
  readonly query?: string;
  readonly destinations?: readonly string[];
  readonly priority?: Priority;
}

export interface TopicForm extends Required<TopicFields> {
  readonly id: string;
  readonly watchlist: string;
  /** As a string of the query language, also where the file has lists. */
  readonly query: string;
}

export type TopicChange =
  /** Without an id, it is made from the name; without a watchlist, it goes into the first that posts to the same places. */
  | {
      readonly kind: 'add';
      readonly fields: TopicFields & { readonly name: string; readonly query: string };
      readonly id?: string;
      readonly watchlist?: string;
    }
  | { readonly kind: 'edit'; readonly topicId: string; readonly fields: TopicFields }
  | { readonly kind: 'remove'; readonly topicId: string }
  /** Takes back the last change of that topic that still stands. */
  | { readonly kind: 'undo'; readonly topicId: string };

export interface TopicFault {
  /** Null: about the whole. */
  readonly field: keyof TopicFields | 'id' | 'watchlist' | null;
  /** 1-based place in the query. */
  readonly column: number | null;
  /** What is wrong and what to do. */
  readonly message: string;
}

export type TopicChanged =
  /** `warnings`: what is legal in the query and rarely meant. */
  | { readonly ok: true; readonly edit: TopicEdit; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly faults: readonly TopicFault[] };

/** The topic's lines in its watchlist, before and after a change; null where it is not there. */
export type TopicDraft =
  | {
      readonly ok: true;
      readonly watchlist: string;
      readonly before: string | null;
      readonly after: string | null;
    }
  | { readonly ok: false; readonly faults: readonly TopicFault[] };

/** A change that was made. */
export interface TopicEdit {
  readonly id: number;
  readonly at: Date;
  readonly by: Person;
  readonly kind: TopicChange['kind'];
  readonly topicId: string;
  readonly watchlist: string;
  /** The topic's lines before and after; null where it was not there. */
  readonly before: string | null;
  readonly after: string | null;
  /** Taken back since. */
  readonly undone: boolean;
}

export interface PreviewWithin {
  readonly topicId?: string;
  readonly watchlist?: string;
  /** 7 unless told. */
  readonly days?: number;
}

export type TopicPreview =
  | {
      readonly ok: true;
      readonly days: number;
      /** Stored articles of those days. */
      readonly articles: number;
      readonly matches: number;
      /** One story is one post. */
      readonly stories: number;
      readonly postsPerDay: number;
      /** The newest. */
      readonly samples: readonly PreviewSample[];
      readonly warnings: readonly string[];
      /** The query as a tree, a line a node. */
      readonly understood: string;
    }
  | { readonly ok: false; readonly faults: readonly TopicFault[] };

export interface PreviewSample {
  readonly itemId: number;
  readonly storyId: number | null;
  readonly title: string;
  readonly publisher: string;
  readonly link: string | null;
  readonly publishedAt: Date;
  /** What was found, and for which term. */
  readonly found: readonly { readonly text: string; readonly term: string }[];
}
