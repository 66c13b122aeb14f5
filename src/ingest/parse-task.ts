/** What goes to a reading thread, one at a time: the bytes of a feed or of a page. */
export interface ParseTask {
  readonly bytes: Uint8Array;
  readonly contentType: string | undefined;
  readonly url: string;
}

/** What any thread answers when it could not read. */
export interface ReadFailure {
  readonly kind: 'failed';
  readonly reason: string;
}

/** The first message of a thread: its program is loaded. The time for a task counts from there. */
export const READY = 'ready';
