/** What the parser sends its thread, one at a time; answered by a `ParseResult`. */
export interface ParseTask {
  readonly bytes: Uint8Array;
  readonly contentType: string | undefined;
  readonly url: string;
}

/** The first message of a thread: its program is loaded. The time for a feed counts from there. */
export const READY = 'ready';
