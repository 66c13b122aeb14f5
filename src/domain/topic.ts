import type { Article } from './item.js';

export type Priority = 'breaking' | 'normal' | 'low';

/** A text that a topic must or must not match; checked before the topic goes live. */
export interface TopicTest {
  readonly title?: string;
  readonly text: string;
  /** Where the text is from: a file as the watchlist names it, or a stored article such as `i12`. */
  readonly source?: string;
  /** What a query may ask of an article beside its text. */
  readonly about?: Partial<Pick<Article, 'lang' | 'publisher' | 'author' | 'url'>> & {
    readonly feedId?: string;
    readonly tier?: number;
  };
}

/** Each kind of test, those that must match and those that must not. */
export interface Expected<T> {
  readonly match: readonly T[];
  readonly ignore: readonly T[];
}

export interface TopicTests extends Expected<TopicTest> {
  /** Stored articles by id whose text is not at hand: they are not tried. */
  readonly stored?: Expected<number>;
}

/** A query as written by the operator: a string in the query language, or the same as YAML lists. */
export type QuerySource = string | QueryLists;

export interface QueryLists {
  readonly all?: readonly QuerySource[];
  readonly any?: readonly QuerySource[];
  readonly none?: readonly QuerySource[];
}

/** One named thing watched. */
export interface Topic {
  readonly id: string;
  readonly name: string;
  /** Id of the watchlist (its file name without extension). */
  readonly watchlist: string;
  readonly query: QuerySource;
  /** Name -> the other ways to say it, in any language; `OpenAI: [奥特曼的公司]`. */
  readonly aliases: Readonly<Record<string, readonly string[]>>;
  /** Blocks of the watchlist that a query may name as `$name`. */
  readonly shared?: Readonly<Record<string, QuerySource>>;
  /** Destination ids. */
  readonly destinations: readonly string[];
  /** Configured destinations that are off in this process; another one on this store may post there. */
  readonly off?: readonly string[];
  readonly priority: Priority;
  /** Account id -> whom its platform calls when there is breaking news of it, by the platform's own ids. */
  readonly mention?: Readonly<Record<string, readonly string[]>>;
  /** Hours: of a new feed's old articles, those this young are posted too. */
  readonly backfillHours?: number;
  readonly tests: TopicTests;
  /** Changes when, and only when, the meaning of the topic changes: 8 hex digits of a hash. */
  readonly version: string;
}

/** One whose own tests fail. */
export interface RefusedTopic {
  readonly topicId: string;
  readonly messages: readonly string[];
  /** The version before the edit goes on working. */
  readonly kept: boolean;
}
