import type { Worker } from 'node:worker_threads';
import { LIMITS, type ParseResult } from './parsed-feed.js';
import type { ParseTask } from './parse-thread.js';
import { startThread } from './thread.js';

export type { FeedHints, ParsedFeed, ParseResult, Reader } from './parsed-feed.js';

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

/** Far above what the limits allow (8 MB: 0.5 s), so that a busy machine does not kill honest feeds. */
const KILL_AFTER_MS = 5_000;
const HEAP_MB = 192;
const CLOSED: ParseResult = { kind: 'failed', reason: 'the parser is closed' };

interface Job {
  readonly task: ParseTask;
  readonly resolve: (result: ParseResult) => void;
}

/**
 * Parses feeds one at a time in a thread of their own, which is killed and replaced when a feed takes too
 * long or too much memory. The thread starts with the first feed and does not keep the process alive.
 */
export function createParser(options: ParserOptions = {}): Parser {
  const limit = options.killAfterMs ?? KILL_AFTER_MS;
  const queue: Job[] = [];
  let worker: Worker | null = null;
  let current: Job | null = null;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const settle = (result: ParseResult): void => {
    clearTimeout(timer);
    const job = current;
    current = null;
    worker?.unref();
    job?.resolve(result);
    next();
  };
  const replace = (reason: string): void => {
    const broken = worker;
    worker = null;
    void broken?.terminate();
    settle({ kind: 'failed', reason });
  };
  const next = (): void => {
    if (current !== null || closed) return;
    current = queue.shift() ?? null;
    if (current === null) return;
    worker ??= startWorker(options.thread, () => worker, settle, replace);
    worker.ref();
    timer = setTimeout(() => replace(`took longer than ${limit / 1000} s to read`), limit);
    worker.postMessage(current.task);
  };

  return {
    parse: (bytes, contentType, url) => {
      if (closed) return Promise.resolve(CLOSED);
      if (bytes.byteLength > LIMITS.size)
        return Promise.resolve({ kind: 'failed', reason: `larger than ${LIMITS.size >> 20} MB` });
      return new Promise((resolve) => {
        queue.push({ task: { bytes, contentType, url }, resolve });
        next();
      });
    },
    close: async () => {
      closed = true;
      const ending = worker;
      worker = null;
      settle(CLOSED);
      for (const job of queue.splice(0)) job.resolve(CLOSED);
      await ending?.terminate();
    },
  };
}

/** A thread that reports only while it is the current one: a killed thread may have a message on its way. */
function startWorker(
  program: string | undefined,
  current: () => Worker | null,
  settle: (result: ParseResult) => void,
  replace: (reason: string) => void,
): Worker {
  const started = startThread(program ?? 'parse-thread', import.meta.url, {
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  });
  const isCurrent = (): boolean => current() === started;
  started.on('message', (result: ParseResult) => {
    if (isCurrent()) settle(result);
  });
  started.on('error', (error) => {
    if (isCurrent()) replace(reasonOf(error));
  });
  started.on('exit', () => {
    if (isCurrent()) replace('the parser thread ended');
  });
  return started;
}

function reasonOf(error: Error): string {
  return 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? 'takes too much memory to read'
    : 'the parser thread broke';
}
