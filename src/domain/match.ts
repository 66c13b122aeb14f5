/** One place in an item that satisfied part of a topic's query. */
export interface Evidence {
  readonly field: 'title' | 'body';
  /** UTF-16 offsets in that field. */
  readonly start: number;
  readonly end: number;
  /** The text between the offsets, as the source has it. */
  readonly text: string;
  /** The word, phrase or operator of the query that it satisfied, as the operator wrote it. */
  readonly term: string;
  /** A short Chinese hit that cuts a word of its sentence in two, and may mean something else there. */
  readonly across?: boolean;
}

/** An item satisfied a topic. */
export interface Match {
  readonly topicId: string;
  readonly topicVersion: string;
  /** In order of field, then offset; never empty. */
  readonly evidence: readonly Evidence[];
}
