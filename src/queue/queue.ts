import { createHash } from 'node:crypto';
import { type Job, Queue as BullQueue, createPostgresBackend, Worker, withBackend } from 'bullmq';
import { Redis } from 'ioredis';
import type { Pool } from 'pg';

/**
 * BullMQ wakes workers; it knows nothing that the store does not. A job carries one id, is safe to run
 * twice, and is never retried by the queue: what is still due in the store is woken again by the sweep.
 */
export const JOB_KINDS = ['poll', 'read', 'brief', 'deliver'] as const;
export type JobKind = (typeof JOB_KINDS)[number];
export type Handlers = Record<JobKind, (id: string) => Promise<void>>;

export interface Queue {
  readonly kind: 'redis' | 'postgres';
  /** Asks for work on these ids; asking again within a few seconds is asking once. Never throws. */
  wake(kind: JobKind, ids: readonly (string | number)[], now: Date): Promise<void>;
  /** Starts a worker a kind. */
  work(handlers: Handlers, concurrency: Record<JobKind, number>): Promise<void>;
  /** Jobs waiting or at work, by kind. */
  counts(): Promise<Record<JobKind, number>>;
  /** Waits for running jobs, then lets go. */
  close(): Promise<void>;
}

export interface QueueSettings {
  /** Where jobs live: a Redis URL, else the pool of the store. */
  readonly redisUrl: string | null;
  readonly pool: Pool;
  /** Keeps apart the jobs of installations that share a Redis. */
  readonly installation: string;
  /** Told of what a job threw, and of trouble with the connection. */
  readonly onError: (where: string, error: unknown) => void;
}

/** LISTEN connections that the queue keeps when it lives in Postgres: one a worker. */
export const QUEUE_CLIENTS = JOB_KINDS.length;

/** Asking again for the same id within this time is the same job; after it a lost job gets a successor. */
const SLOT_MS = 15_000;

/** Throws when the queue's home can't be reached or may drop jobs. */
export async function openQueue(settings: QueueSettings): Promise<Queue> {
  const { redisUrl, onError } = settings;
  const redis = redisUrl === null ? null : await connectRedis(redisUrl, onError);
  const connect = redis ? redisHome(redis, settings.installation) : postgresHome(settings.pool);
  const queues = eachKind((kind) => {
    const queue = connect.queue(kind);
    queue.on('error', (error) => onError(`queue ${kind}`, error));
    return queue;
  });
  const workers: { close(): Promise<void> }[] = [];
  return {
    kind: redis ? 'redis' : 'postgres',
    async wake(kind, ids, now) {
      if (ids.length === 0) return;
      const slot = Math.floor(now.getTime() / SLOT_MS);
      const jobs = ids.map((id) => ({
        name: kind,
        data: { id: String(id) },
        opts: { jobId: jobId(id, slot) },
      }));
      await queues[kind].addBulk(jobs).catch((error: unknown) => onError(`wake ${kind}`, error));
    },
    async work(handlers, concurrency) {
      for (const kind of JOB_KINDS) {
        const worker = connect.worker(kind, (job) => handlers[kind](job.data.id), concurrency[kind]);
        worker.on('error', (error) => onError(`worker ${kind}`, error));
        worker.on('failed', (job, error) => onError(`${kind} ${job?.data.id ?? '?'}`, error));
        workers.push(worker);
      }
    },
    async counts() {
      const counts = await Promise.all(
        JOB_KINDS.map((kind) => queues[kind].getJobCounts('waiting', 'active')),
      );
      return eachKind((_, i) => Object.values(counts[i] ?? {}).reduce((sum, n) => sum + n, 0));
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.close()));
      await Promise.all(JOB_KINDS.map((kind) => queues[kind].close()));
      redis?.disconnect();
    },
  };
}

interface JobData {
  readonly id: string;
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

/** A worker that finds nothing waits this long (seconds) before it looks by itself; wake-ups come sooner. */
const workerOptions = {
  drainDelay: 30,
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

async function connectRedis(url: string, onError: QueueSettings['onError']): Promise<Redis> {
  const redis = new Redis(url, { maxRetriesPerRequest: null, lazyConnect: true, retryStrategy: () => null });
  let reason = 'connection refused';
  redis.on('error', (error: Error) => {
    reason = error.message || reason;
  });
  try {
    await redis.connect();
  } catch {
    redis.disconnect();
    throw new Error(`REDIS_URL: no Redis answers at ${host(url)} (${reason}): start it, or unset REDIS_URL`);
  }
  redis.removeAllListeners('error');
  redis.on('error', (error: Error) => onError('redis', error));
  redis.options.retryStrategy = (times) => Math.min(times * 200, 5_000);
  await refuseEviction(redis);
  return redis;
}

/** A Redis that evicts keys drops jobs without a word. */
async function refuseEviction(redis: Redis): Promise<void> {
  const policy = /maxmemory_policy:(\S+)/.exec(await redis.info('memory'))?.[1];
  if (policy === undefined || policy === 'noeviction') return;
  redis.disconnect();
  throw new Error(`REDIS_URL: this Redis may drop jobs (maxmemory-policy ${policy}): set it to noeviction`);
}

/** Never the user or the password of the URL. */
function host(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'an address that is not a URL';
}
