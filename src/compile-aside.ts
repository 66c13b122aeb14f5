import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';
import { type CompiledTables, READY } from './compile-task.js';
import { startThread } from './ingest/thread.js';
import { compileTopics, indexOf, type TopicIndex, type TopicSource } from './match/compile.js';

/** Compiles topics; a large number of them in a thread, while the index before goes on answering. */
export interface Compiler {
  readonly compile: (topics: readonly TopicSource[], before?: TopicIndex) => Promise<TopicIndex>;
  readonly close: () => Promise<void>;
}

/** Fewer are compiled faster than a thread starts. */
const MANY = 500;
/** The thread keeps what it has parsed for so long, for the next edit. */
const IDLE_MS = 10 * 60_000;

export function createCompiler(): Compiler {
  let worker: Worker | null = null;
  let ready = false;
  let idle: NodeJS.Timeout | undefined;
  let last: Promise<unknown> = Promise.resolve();
  const end = async () => {
    clearTimeout(idle);
    const ended = worker;
    worker = null;
    ready = false;
    await ended?.terminate();
  };
  const aside = async (topics: readonly TopicSource[], before?: TopicIndex): Promise<TopicIndex> => {
    clearTimeout(idle);
    worker ??= startThread('compile-thread', import.meta.url);
    worker.ref();
    try {
      if (!ready) await said(worker, null);
      ready = true;
      const compiled = (await said(worker, topics)) as CompiledTables;
      worker.unref();
      idle = setTimeout(() => void end(), IDLE_MS).unref();
      return indexOf(topics, compiled, before);
    } catch {
      // A thread that broke or ran out of memory: rather a pause than no topics.
      await end();
      return compileTopics(topics, before).index;
    }
  };
  return {
    async compile(topics, before) {
      if (topics.length < MANY) return compileTopics(topics, before).index;
      const done = last.then(() => aside(topics, before));
      last = done.catch(() => {});
      return done;
    },
    close: end,
  };
}

/** The next thing that the thread says, once it has been told of topics or, when null, by itself. */
async function said(worker: Worker, topics: readonly TopicSource[] | null): Promise<unknown> {
  const heard = new AbortController();
  const { signal } = heard;
  // An error of the thread rejects both.
  const ended = once(worker, 'exit', { signal }).then(() => {
    throw new Error('the thread that compiles topics ended');
  });
  const answer = once(worker, 'message', { signal });
  if (topics !== null) worker.postMessage(topics.map(source));
  try {
    const [message] = (await Promise.race([answer, ended])) as [CompiledTables | typeof READY];
    return message;
  } finally {
    heard.abort();
    await Promise.allSettled([answer, ended]);
  }
}

function source({ id, version, query, aliases, shared }: TopicSource): TopicSource {
  return { id, version, query, aliases, ...(shared && { shared }) };
}
