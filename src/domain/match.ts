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
  /** Which of the parts that the query asks for together it satisfied, from 0; absent when it asks for no such parts. */
  readonly part?: number;
  /** The words and phrases that `NEAR` or `SENTENCE` holds together, in order: UTF-16 offsets in that field. */
  readonly pieces?: readonly Piece[];
}

export interface Piece {
  readonly start: number;
  readonly end: number;
}

/** An item satisfied a topic. */
export interface Match {
  readonly topicId: string;
  readonly topicVersion: string;
  /** In order of field, then offset; never empty. */
  readonly evidence: readonly Evidence[];
}
