import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Queue as BullQueue, Worker } from 'bullmq';
import { openQueue } from '../../src/queue/queue.js';
import { openDatabase } from '../../src/store/open.js';
import { rate, type Row, timed } from './table.js';

const JOBS = 2_000;
const AT_ONCE = 8;

/** Jobs that do nothing, through our queue and through BullMQ alone, on the same Redis; and through ours in the embedded store. */
export async function measureQueue(redisUrl: string | undefined): Promise<Row[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'ww-bench-'));
  const database = await openDatabase({ dataDir, queueClients: 4 });
  try {
    const through = async (url: string | null) => rate(JOBS, await ours(url, database.queue));
    const rows: Row[] = [
      {
        what: 'jobs, queue in the embedded store',
        figure: await through(null),
        beside: '',
        how: `${JOBS} jobs that do nothing, ${AT_ONCE} at once`,
      },
    ];
    if (redisUrl === undefined) return rows;
    const alone = rate(JOBS, await plain(redisUrl));
    return [
      ...rows,
      {
        what: 'jobs, queue in Redis',
        figure: await through(redisUrl),
        beside: `BullMQ alone ${alone}`,
        how: 'the same; Valkey in WebAssembly unless REDIS_URL_TEST names another',
      },
    ];
  } finally {
    await database.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function ours(redisUrl: string | null, pool: Parameters<typeof openQueue>[0]['pool']): Promise<number> {
  const fail = (_where: string, error: unknown) => {
    throw error;
  };
  const quiet = { failed: () => undefined, served: () => undefined };
  const queue = await openQueue({
    redisUrl,
    pool,
    installation: `bench${Date.now()}`,
    onError: fail,
    redis: quiet,
  });
  const done = counted();
  const nothing = async () => undefined;
  await queue.work(
    { poll: async () => done.one(), read: nothing, brief: nothing, reword: nothing, deliver: nothing },
    { poll: AT_ONCE },
  );
  const took = await timed(async () => {
    await queue.wake(
      'poll',
      Array.from({ length: JOBS }, (_, i) => `job${i}`),
      new Date(),
    );
    await done.all;
  });
  await queue.close();
  return took;
}

async function plain(url: string): Promise<number> {
  const connection = { url, maxRetriesPerRequest: null };
  const name = `bench${Date.now()}`;
  const queue = new BullQueue(name, { connection });
  const done = counted();
  const worker = new Worker(name, async () => done.one(), {
    connection,
    concurrency: AT_ONCE,
    removeOnComplete: { count: 0 },
  });
  const took = await timed(async () => {
    await queue.addBulk(Array.from({ length: JOBS }, (_, i) => ({ name: 'job', data: { id: i } })));
    await done.all;
  });
  await worker.close();
  await queue.close();
  return took;
}

function counted() {
  let count = 0;
  let finish: () => void = () => undefined;
  const all = new Promise<void>((resolve) => (finish = resolve));
  return { all, one: () => void (++count === JOBS && finish()) };
}
