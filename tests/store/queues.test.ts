import { createPostgresBackend, Queue, Worker } from 'bullmq';
import { describe, expect, it, onTestFinished } from 'vitest';
import { homes } from '../support/embedded.js';
import { freshRedises } from '../support/redis.js';

type Work = (job: { data: { number: number } }) => Promise<void>;

interface Engine {
  queue: (name: string) => Pick<Queue, 'addBulk' | 'close' | 'getJobCounts'>;
  /** Calls `onCompleted` after each job. */
  worker: (name: string, work: Work, onCompleted: () => void) => Pick<Worker, 'close'>;
  close: () => Promise<void>;
}

const CONCURRENCY = 10;

const onSql = (await homes()).map((home) => ({
  name: `Postgres, ${home.name}`,
  open: async (): Promise<Engine> => {
    const { db, drop } = await home.open({ queueClients: 1 });
    const options = { connection: db.queue };
    return {
      queue: (name) => new Queue(name, options, createPostgresBackend),
      worker: (name, work, onCompleted) =>
        new Worker(name, work, { ...options, concurrency: CONCURRENCY }, createPostgresBackend).on(
          'completed',
          onCompleted,
        ),
      close: drop,
    };
  },
}));

const onRedis = (await freshRedises()).map(({ origin, url, prefix, drop }) => ({
  name: `Redis, ${origin}`,
  open: async (): Promise<Engine> => {
    const options = { connection: { url, maxRetriesPerRequest: null }, prefix };
    return {
      queue: (name) => new Queue(name, options),
      worker: (name, work, onCompleted) =>
        new Worker(name, work, { ...options, concurrency: CONCURRENCY }).on('completed', onCompleted),
      close: drop,
    };
  },
}));

describe.each([...onSql, ...onRedis])('BullMQ over $name', ({ open }) => {
  it('does 200 jobs, each once', async () => {
    const engine = await open();
    onTestFinished(() => engine.close());
    const numbers = Array.from({ length: 200 }, (_, number) => number);
    const done: number[] = [];
    const queue = engine.queue('numbers');
    let completed = 0;
    let finish: () => void = () => undefined;
    const finished = new Promise<void>((resolve) => (finish = resolve));
    const worker = engine.worker(
      'numbers',
      async ({ data }) => void done.push(data.number),
      () => ++completed === numbers.length && finish(),
    );
    onTestFinished(async () => {
      await worker.close();
      await queue.close();
    });
    await queue.addBulk(numbers.map((number) => ({ name: 'number', data: { number } })));
    await finished;
    expect(done.sort((a, b) => a - b)).toEqual(numbers);
    expect(await queue.getJobCounts('completed', 'wait', 'active', 'failed')).toMatchObject({
      completed: 200,
      wait: 0,
      active: 0,
      failed: 0,
    });
  });
});
