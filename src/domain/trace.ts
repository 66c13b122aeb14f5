/** How a topic's query fared on an article, in lines for a person. */
export interface Trace {
  readonly matched: boolean;
  /** Each part of the query that decided: what satisfied it and where, or what is missing of the branch that came closest. */
  readonly lines: readonly string[];
  /** What would have excluded the article, had it been only a little different. */
  readonly nearly: readonly string[];
}
