import type { Worker } from 'node:worker_threads';
import { type ParseTask, READY, type ReadFailure } from './parse-task.js';
import { startThread } from './thread.js';

export interface ReadingThread<Result> {
  /** One at a time: the caller waits for the answer before it asks again. */
  read(task: ParseTask): Promise<Result | ReadFailure>;
  /** Answers what is being read with `failure` and ends the thread. */
  end(failure: ReadFailure): Promise<void>;
}

type Message<Result> = Result | ReadFailure | typeof READY;

const HEAP_MB = 192;

/** A thread that is started when it is needed, replaced when it broke or took longer than `limitMs`, and ended after `idleMs` without work. */
export function readingThread<Result extends { readonly kind: string }>(
  program: string,
  limitMs: number,
  idleMs?: number,
): ReadingThread<Result> {
  let worker: Worker | null = null;
  let ready = false;
  let waiting: { readonly task: ParseTask; readonly resolve: (result: Result | ReadFailure) => void } | null =
    null;
  let timer: NodeJS.Timeout | undefined;
  let idle: NodeJS.Timeout | undefined;

  const settle = (result: Result | ReadFailure): void => {
    clearTimeout(timer);
    worker?.unref();
    const answered = waiting;
    waiting = null;
    answered?.resolve(result);
    if (idleMs !== undefined && worker !== null) idle = setTimeout(rest, idleMs).unref();
  };
  const drop = async (failure: ReadFailure): Promise<void> => {
    const dropped = worker;
    worker = null;
    ready = false;
    clearTimeout(idle);
    settle(failure);
    await dropped?.terminate();
  };
  const fail = (reason: string): void => void drop({ kind: 'failed', reason });
  const rest = (): void => void drop({ kind: 'failed', reason: 'the thread was at rest' });
  const send = (): void => {
    if (waiting === null) return;
    timer = setTimeout(() => fail(`took longer than ${limitMs / 1000} s to read`), limitMs);
    worker?.postMessage(waiting.task);
  };
  const receive = (message: Message<Result>): void => {
    if (message !== READY) return settle(message);
    ready = true;
    send();
  };

  return {
    read: (task) =>
      new Promise((resolve) => {
        clearTimeout(idle);
        waiting = { task, resolve };
        worker ??= start(program, () => worker, receive, fail);
        worker.ref();
        if (ready) send();
      }),
    end: drop,
  };
}

/** A thread that reports only while it is the current one: a killed one may have a message on its way. */
function start<Result>(
  program: string,
  current: () => Worker | null,
  receive: (message: Message<Result>) => void,
  fail: (reason: string) => void,
): Worker {
  const started = startThread(program, import.meta.url, {
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  });
  const isCurrent = (): boolean => current() === started;
  started.on('message', (message: Message<Result>) => {
    if (isCurrent()) receive(message);
  });
  started.on('error', (error) => {
    if (isCurrent()) fail(reasonOf(error));
  });
  started.on('exit', () => {
    if (isCurrent()) fail('the parser thread ended');
  });
  return started;
}

function reasonOf(error: Error): string {
  const outOfMemory = 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
  return outOfMemory ? 'takes too much memory to read' : 'the parser thread broke';
}
