/** How the letters of a word must be written. */
export type Casing = 'any' | 'exact' | 'allcaps' | 'nocaps';

/** Part of an article that a query may be held to. */
export type Scope = 'title' | 'body' | 'lead';

/** What is known of an article beside its text. */
export type Attribute = 'site' | 'publisher' | 'author' | 'lang' | 'feed' | 'tier';

/** One word of a phrase. */
export interface QueryWord {
  /** Folded, without plural; of a pattern folded, with its `?` and a last `*`. */
  readonly text: string;
  /** Has a `?` or a `*`. */
  readonly pattern: boolean;
  /** As the operator wrote it. */
  readonly written: string;
}

/** A word or a phrase. */
export interface Phrase {
  readonly kind: 'phrase';
  readonly words: readonly QueryWord[];
  readonly casing: Casing;
  /** What a reader is told was found, as the operator wrote it; for an alias, the name that it stands for. */
  readonly term: string;
}

/** Words that a NEAR may reach. */
export const FARTHEST_NEAR = 100;

export interface Near {
  readonly kind: 'near';
  readonly left: Query;
  readonly right: Query;
  /** Words from the end of one to the start of the other, at most; neighbours are 1 apart. */
  readonly distance: number;
  readonly ordered: boolean;
  /** `NOT NEAR`: an occurrence of `left` with no `right` in reach. */
  readonly negated: boolean;
}

/** A query as a tree, aliases and shared blocks put in. */
export type Query =
  | Phrase
  | Near
  | { readonly kind: 'raw'; readonly text: string }
  | { readonly kind: 'regex'; readonly pattern: string; readonly ignoreCase: boolean }
  | { readonly kind: 'and' | 'or'; readonly of: readonly Query[] }
  | { readonly kind: 'not'; readonly of: Query }
  /** All of them in one sentence. */
  | { readonly kind: 'sentence'; readonly of: readonly Query[] }
  | { readonly kind: 'scope'; readonly scope: Scope; readonly of: Query }
  | { readonly kind: 'attribute'; readonly attribute: Attribute; readonly value: string }
  | { readonly kind: 'atleast'; readonly count: number; readonly of: Query }
  | { readonly kind: 'score'; readonly floor: number; readonly items: readonly ScoreItem[] };

export interface ScoreItem {
  readonly weight: number;
  readonly of: Query;
}

/** What is wrong with a query, where, and what to write. */
export interface QueryFault {
  /** Keys and indexes that lead from the query source to the string at fault. */
  readonly path: readonly (string | number)[];
  /** 1-based, in UTF-16 units of that string. */
  readonly column: number;
  readonly message: string;
}

/** The direct parts of a query. */
export function parts(query: Query): readonly Query[] {
  switch (query.kind) {
    case 'and':
    case 'or':
    case 'sentence':
      return query.of;
    case 'near':
      return [query.left, query.right];
    case 'not':
    case 'scope':
    case 'atleast':
      return [query.of];
    case 'score':
      return query.items.map((item) => item.of);
    default:
      return [];
  }
}

/** Whether occurrences of it have places: a word, a phrase, `raw:`, or a choice of these. */
export function hasPlaces(query: Query): boolean {
  if (query.kind === 'or') return query.of.every(hasPlaces);
  return query.kind === 'phrase' || query.kind === 'raw';
}

/** Whether it may stand in a sentence: what has places, and NEAR of these. */
export function hasExtent(query: Query): boolean {
  return query.kind === 'or' ? query.of.every(hasExtent) : query.kind === 'near' || hasPlaces(query);
}
