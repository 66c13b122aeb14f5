import { LIMITS, type ParseResult } from './parsed-feed.js';
import { readingThread } from './reading-thread.js';

export type { FeedHints, ParsedFeed, ParseResult } from './parsed-feed.js';

export interface Parser {
  parse(bytes: Uint8Array, contentType: string | undefined, url: string): Promise<ParseResult>;
  close(): Promise<void>;
}

export interface ParserOptions {
  /** How long one feed may take before its thread is killed, in milliseconds. */
  readonly killAfterMs?: number;
  /** The thread's program, relative to this file and without extension. */
  readonly thread?: string;
}

/** Far above what the limits allow (8 MB: 0.8 s of one core), so that a busy machine does not kill honest feeds. */
const KILL_AFTER_MS = 10_000;
const CLOSED: ParseResult = { kind: 'failed', reason: 'the parser is closed' };

/**
 * Parses feeds one at a time in a thread of their own, which is killed and replaced when a feed takes too
 * long or too much memory. The thread starts with the first feed and does not keep the process alive.
 */
export function createParser(options: ParserOptions = {}): Parser {
  const thread = readingThread(options.thread ?? 'parse-thread', options.killAfterMs ?? KILL_AFTER_MS);
  let last: Promise<unknown> = Promise.resolve();
  let closed = false;
  return {
    parse: (bytes, contentType, url) => {
      if (closed) return Promise.resolve(CLOSED);
      if (bytes.byteLength > LIMITS.size) {
        return Promise.resolve({ kind: 'failed', reason: `larger than ${LIMITS.size >> 20} MB` });
      }
      const result = last.then(() => (closed ? CLOSED : thread.read({ bytes, contentType, url })));
      last = result;
      return result;
    },
    close: async () => {
      closed = true;
      await thread.end(CLOSED);
    },
  };
}
