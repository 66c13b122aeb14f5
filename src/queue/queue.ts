import { createHash } from 'node:crypto';
import { type Job, Queue as BullQueue, createPostgresBackend, Worker, withBackend } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Pool } from 'pg';
import type { Board } from './board.js';
import { connectRedis, type RedisWatch, watched } from './redis.js';

/**
 * BullMQ wakes workers; it knows nothing that the store does not. A job carries one id, is safe to run
 * twice, and is never retried by the queue: what is still due in the store is woken again by the sweep.
 */
export const JOB_KINDS = ['poll', 'read', 'brief', 'reword', 'deliver'] as const;
export type JobKind = (typeof JOB_KINDS)[number];
export type Handlers = Record<JobKind, (id: string) => Promise<void>>;

export interface Queue {
  readonly kind: 'redis' | 'postgres';
  /** Asks for work on these ids; asking again within a few seconds is asking once. Never throws. */
  wake(kind: JobKind, ids: readonly (string | number)[], now: Date): Promise<void>;
  /** Starts a worker for each kind that has a number of jobs at once. */
  work(handlers: Handlers, concurrency: Partial<Record<JobKind, number>>): Promise<void>;
  /** Jobs waiting or at work, by kind. */
  counts(): Promise<Record<JobKind, number>>;
  /** Loads BullMQ's board of these queues. */
  board(): Promise<Board>;
  /** Waits for running jobs, then lets go. */
  close(): Promise<void>;
}

export interface QueueSettings {
  /** Where jobs live: a Redis URL, else the pool of the store. */
  readonly redisUrl: string | null;
  readonly pool: Pool;
  /** Keeps apart the jobs of installations that share a Redis. */
  readonly installation: string;
  /** Told of what a job threw, and of trouble with the queue's home, but for a Redis that is away. */
  readonly onError: (where: string, error: unknown) => void;
  /** Told that Redis is away, by everybody who notices, and that it is there. */
  readonly redis: RedisWatch;
}

/** LISTEN connections that the queue keeps when it lives in Postgres: one a worker. */
export const QUEUE_CLIENTS = JOB_KINDS.length;

/** Asking again for the same id within this time is the same job; after it a lost job gets a successor. */
const SLOT_MS = 15_000;

/** Of a job that the queue has lost, or counts as done already: the store knows which. */
const FORGOTTEN = /^Missing (key|lock) for job|could not renew lock/i;
/** What is under way may take this long; then it is left to be found again by the next who looks into the store. */
const CLOSE_MS = 20_000;
/** A Redis that is stopped and not gone answers nothing and says nothing. */
const WAKE_MS = 3_000;

/** Throws when the queue's home can't be reached or may drop jobs. */
export async function openQueue(settings: QueueSettings): Promise<Queue> {
  const { redisUrl } = settings;
  const home = redisUrl === null ? null : await connectRedis(redisUrl, settings.redis);
  const redis = home?.client ?? null;
  const onError = redis ? watched(redis, settings.redis, settings.onError) : settings.onError;
  const connect = redis ? redisHome(redis, settings.installation) : postgresHome(settings.pool);
  const running = new Set<Promise<void>>();
  const run = (work: Promise<void>) => {
    const forget = () => void running.delete(settled);
    const settled = work.then(forget, forget);
    running.add(settled);
    return work;
  };
  const queues = eachKind((kind) => {
    const queue = connect.queue(kind);
    queue.on('error', (error) => onError(`queue ${kind}`, error));
    return queue;
  });
  const workers: { close(): Promise<void> }[] = [];
  return {
    kind: redis ? 'redis' : 'postgres',
    async wake(kind, ids, now) {
      // The store keeps what is due, and the sweep asks again.
      if (ids.length === 0 || (redis && redis.status !== 'ready')) return;
      const jobs = jobsFor(kind, ids, now);
      const woken = queues[kind].addBulk(jobs).then(
        () => redis && settings.redis.served(),
        (error: unknown) => onError(`wake ${kind}`, error),
      );
      if (redis && !(await within(WAKE_MS, woken))) settings.redis.failed('it does not answer');
      await (redis ? null : woken);
    },
    async work(handlers, concurrency) {
      for (const kind of JOB_KINDS) {
        const atOnce = concurrency[kind];
        if (atOnce === undefined) continue;
        const process: Process = (job) => run(handlers[kind](job.data.id));
        workers.push(begin(connect.worker(kind, process, atOnce), kind, settings, onError));
      }
    },
    async counts() {
      const counts = await Promise.all(
        JOB_KINDS.map((kind) => queues[kind].getJobCounts('waiting', 'active')),
      );
      return eachKind((_, i) => Object.values(counts[i] ?? {}).reduce((sum, n) => sum + n, 0));
    },
    async board() {
      // Loaded late: few look at it, and it is large.
      const { queueBoard } = await import('./board.js');
      return queueBoard(JOB_KINDS.map((kind) => queues[kind]));
    },
    async close() {
      const closed = Promise.all(workers.map((worker) => worker.close()))
        .then(() => Promise.all(JOB_KINDS.map((kind) => queues[kind].close())))
        .catch((error: unknown) => onError('close', error));
      // A queue whose Redis is away waits for it, to tell it what is done: what counts is that the work is.
      const idle = home?.away().then(() => Promise.all(running));
      await within(CLOSE_MS, idle ? Promise.race([closed, idle]) : closed);
      home?.leave();
    },
  };
}

type OnError = QueueSettings['onError'];

/** Keeps a worker at work until it is closed. One whose home breaks off while it begins would never work: it begins again. */
function begin(worker: ReturnType<Home['worker']>, kind: JobKind, settings: QueueSettings, onError: OnError) {
  let isClosing = false;
  const failed = (error: Error) => {
    if (!FORGOTTEN.test(error.message)) onError(`worker ${kind}`, error);
    setTimeout(again, BEGIN_AGAIN_MS).unref();
  };
  const again = () => {
    if (!isClosing && !worker.isRunning()) worker.run().catch(failed);
  };
  worker.on('error', failed);
  worker.on('failed', (job, error) => settings.onError(`${kind} ${job?.data.id ?? '?'}`, error));
  return {
    close: () => {
      isClosing = true;
      return worker.close();
    },
  };
}

const BEGIN_AGAIN_MS = 1_000;

interface JobData {
  readonly id: string;
}

function jobsFor(kind: JobKind, ids: readonly (string | number)[], now: Date) {
  const slot = Math.floor(now.getTime() / SLOT_MS);
  return ids.map((id) => ({ name: kind, data: { id: String(id) }, opts: { jobId: jobId(id, slot) } }));
}

/** A colon may not be in a BullMQ id, and an all-digit one is refused: so ids are hashed unless plain. */
function jobId(id: string | number, slot: number): string {
  const text = String(id);
  const plain = /^[\w-]{1,64}$/.test(text) ? text : createHash('sha256').update(text).digest('base64url');
  return `${plain}.${slot}`;
}

function eachKind<T>(make: (kind: JobKind, index: number) => T): Record<JobKind, T> {
  return Object.fromEntries(JOB_KINDS.map((kind, index) => [kind, make(kind, index)])) as Record<JobKind, T>;
}

const jobOptions = { attempts: 1, removeOnComplete: true, removeOnFail: true } as const;

const workerOptions = {
  // Seconds before a worker that finds nothing looks again by itself; wake-ups come sooner.
  drainDelay: 10,
  // After its home has failed it; 15 s unless told.
  runRetryDelay: 1_000,
  lockDuration: 30_000,
  stalledInterval: 15_000,
  removeOnComplete: { count: 0 },
  removeOnFail: { count: 0 },
} as const;

type Process = (job: { readonly data: JobData }) => Promise<void>;

/** What is used of BullMQ's classes, which are typed by the backend that they stand on. */
interface Home {
  queue(kind: JobKind): {
    addBulk(jobs: { name: JobKind; data: JobData; opts: { jobId: string } }[]): Promise<unknown>;
    getJobCounts(...types: ('waiting' | 'active')[]): Promise<Record<string, number>>;
    on(event: 'error', listener: (error: Error) => void): unknown;
    close(): Promise<void>;
  };
  worker(
    kind: JobKind,
    process: Process,
    concurrency: number,
  ): {
    on(event: 'error', listener: (error: Error) => void): unknown;
    on(event: 'failed', listener: (job: Job<JobData> | undefined, error: Error) => void): unknown;
    isRunning(): boolean;
    run(): Promise<void>;
    close(): Promise<void>;
  };
}

function redisHome(connection: Redis, installation: string): Home {
  const home = { connection, prefix: `wirewatch-${installation}` };
  return {
    queue: (kind) => new BullQueue<JobData, void, JobKind>(kind, { ...home, defaultJobOptions: jobOptions }),
    worker: (kind, process, concurrency) =>
      new Worker<JobData, void, JobKind>(kind, process, { ...home, concurrency, ...workerOptions }),
  };
}

function postgresHome(connection: Pool): Home {
  const { Queue: PostgresQueue, Worker: PostgresWorker } = withBackend(createPostgresBackend);
  return {
    queue: (kind) =>
      new PostgresQueue<JobData, void, JobKind>(kind, { connection, defaultJobOptions: jobOptions }),
    worker: (kind, process, concurrency) =>
      new PostgresWorker<JobData, void, JobKind>(kind, process, {
        connection,
        concurrency,
        ...workerOptions,
      }),
  };
}

/** Whether it ended in time. */
export async function within(ms: number, work: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  try {
    return await Promise.race([work.then(() => true), limit]);
  } finally {
    clearTimeout(timer);
  }
}
