import { PAGE_LIMITS } from './page-limits.js';
import type { PageResult } from './extract-page.js';
import type { ParseTask, ReadFailure } from './parse-task.js';
import { LIMITS, type ParseResult } from './parsed-feed.js';
import { readingThread } from './reading-thread.js';

export type { PageResult, PageText } from './extract-page.js';
export type { FeedHints, ParsedFeed, ParseResult } from './parsed-feed.js';

export interface Parser {
  parse(bytes: Uint8Array, contentType: string | undefined, url: string): Promise<ParseResult>;
  /** The article of a web page, as text. */
  extractPage(bytes: Uint8Array, contentType: string | undefined, url: string): Promise<PageResult>;
  close(): Promise<void>;
}

export interface ParserOptions {
  /** How long one feed may take before its thread is killed, in milliseconds. */
  readonly killAfterMs?: number;
  /** The same for one page. */
  readonly killPageAfterMs?: number;
  /** How long the thread for pages stays without work. */
  readonly pageIdleMs?: number;
  /** The threads' programs, relative to this file and without extension. */
  readonly thread?: string;
  readonly pageThread?: string;
}

/** Far above what the limits allow (8 MB: 0.8 s of one core), so that a busy machine does not kill honest feeds. */
const KILL_AFTER_MS = 10_000;
const KILL_PAGE_AFTER_MS = 5_000;
/** Pages come in bursts; between them the thread would keep 50 MB for nothing. */
const PAGE_IDLE_MS = 60_000;
const CLOSED = { kind: 'failed', reason: 'the parser is closed' } as const;

/**
 * Reads feeds one at a time in a thread of their own, which is killed and replaced when a feed takes too
 * long or too much memory; and pages in another, so that no feed waits for a page. A thread starts with the
 * first thing it is given and does not keep the process alive.
 */
export function createParser(options: ParserOptions = {}): Parser {
  const feeds = line<ParseResult>(
    options.thread ?? 'parse-thread',
    options.killAfterMs ?? KILL_AFTER_MS,
    LIMITS.size,
  );
  const pages = line<PageResult>(
    options.pageThread ?? 'page-thread',
    options.killPageAfterMs ?? KILL_PAGE_AFTER_MS,
    PAGE_LIMITS.size,
    options.pageIdleMs ?? PAGE_IDLE_MS,
  );
  return {
    parse: (bytes, contentType, url) => feeds.read({ bytes, contentType, url }),
    extractPage: (bytes, contentType, url) => pages.read({ bytes, contentType, url }),
    close: async () => {
      await Promise.all([feeds.close(), pages.close()]);
    },
  };
}

/** A thread and those who wait for it. */
function line<Result extends { readonly kind: string }>(
  program: string,
  limitMs: number,
  maxBytes: number,
  idleMs?: number,
) {
  const thread = readingThread<Result>(program, limitMs, idleMs);
  let last: Promise<unknown> = Promise.resolve();
  let closed = false;
  return {
    read(task: ParseTask): Promise<Result | ReadFailure> {
      if (closed) return Promise.resolve(CLOSED);
      if (task.bytes.byteLength > maxBytes) {
        return Promise.resolve({ kind: 'failed', reason: `larger than ${maxBytes >> 20} MB` });
      }
      const result = last.then(() => (closed ? CLOSED : thread.read(task)));
      last = result;
      return result;
    },
    async close(): Promise<void> {
      closed = true;
      await thread.end(CLOSED);
    },
  };
}
