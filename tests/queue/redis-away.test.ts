import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLog } from '../../src/observe/log.js';
import { createOutage } from '../../src/observe/outage.js';
import { JOB_KINDS, openQueue, type Handlers, type Queue } from '../../src/queue/queue.js';
import { startProxy, type Proxy } from '../support/proxy.js';
import { freshRedises } from '../support/redis.js';
import { until } from '../support/until.js';

const NOW = new Date('2026-03-01T12:00:00Z');
const CONCURRENCY = { poll: 1, read: 1, brief: 1, deliver: 1 };

const [redis] = await freshRedises();

let proxy: Proxy;
let queue: Queue;
let said: string;
let errors: string[];
let pool: pg.Pool;

const handlers = (read: () => Promise<void>, others = async () => {}): Handlers => {
  return { poll: others, read, brief: others, reword: others, deliver: others };
};

describe.runIf(redis !== undefined)('a queue whose Redis is away', () => {
  beforeEach(async () => {
    said = '';
    errors = [];
    pool = new pg.Pool();
    proxy = await startProxy(redis?.url ?? '');
    const log = createLog({ format: 'text', quiet: false, secrets: [], write: (line) => (said += line) });
    const [name, meanwhile] = ['Redis', 'what is due waits'];
    queue = await openQueue({
      redisUrl: proxy.url,
      pool,
      installation: `test-${Math.random()}`,
      onError: (where, error) => errors.push(`${where}: ${String(error)}`),
      redis: createOutage({ log, now: () => NOW, name, meanwhile, steadyMs: 0 }),
    });
  });

  afterEach(async () => {
    await proxy.close();
    await pool.end();
  });

  test('is told once when it goes and once when it is back, and works again', async () => {
    let reads = 0;
    let others = 0;
    const count = handlers(
      async () => void reads++,
      async () => void others++,
    );
    await queue.work(count, CONCURRENCY);
    const kinds = JOB_KINDS.filter((kind) => kind in CONCURRENCY);
    for (const kind of kinds) await queue.wake(kind, ['w'], NOW);
    // All of them are at work: what is cut is not their beginning.
    await until(() => reads === 1 && others === kinds.length - 1, 'the first jobs');
    await proxy.cut();
    await until(() => said.includes('is away'), 'the outage');
    for (const kind of JOB_KINDS) await queue.wake(kind, ['x'], NOW);
    await proxy.mend();
    await until(() => said.includes('is back'), 'the end of it');
    await queue.wake('read', ['y'], NOW);
    await until(() => reads > 1, 'the job');
    await queue.close();
    expect(said.trim().split('\n')).toEqual([
      expect.stringMatching(/✗ Redis is away \(.+\): what is due waits$/),
      expect.stringMatching(/Redis is back$/),
    ]);
    expect(errors).toEqual([]);
  });

  test('that goes while workers begin has all of them at work when it is back', async () => {
    let [reads, others] = [0, 0];
    const count = handlers(
      async () => void reads++,
      async () => void others++,
    );
    await queue.work(count, CONCURRENCY);
    await proxy.cut();
    await until(() => said.includes('is away'), 'the outage');
    await proxy.mend();
    await until(() => said.includes('is back'), 'the end of it');
    for (const kind of JOB_KINDS) await queue.wake(kind, ['x'], NOW);
    const kinds = Object.keys(CONCURRENCY);
    await until(() => reads === 1 && others === kinds.length - 1, 'a job of each worker');
    await queue.close();
    expect(errors).toEqual([]);
  });

  test('is closed when what is under way is done, without waiting for Redis', async () => {
    let finish = () => {};
    const work = new Promise<void>((resolve) => (finish = resolve));
    let begun = false;
    await queue.work(
      handlers(() => {
        begun = true;
        return work;
      }),
      CONCURRENCY,
    );
    await queue.wake('read', ['x'], NOW);
    await until(() => begun, 'the job');
    await proxy.cut();
    await until(() => said.includes('is away'), 'the outage');
    let closed = false;
    const closing = queue.close().then(() => (closed = true));
    await queue.wake('read', ['later'], NOW);
    expect(closed).toBe(false);
    finish();
    await closing;
    expect(errors).toEqual([]);
  });

  test('that is stopped and answers nothing holds nobody up for ever', async () => {
    proxy.stall();
    await queue.wake('read', ['x'], NOW);
    expect(said).toContain('Redis is away (it does not answer)');
    await proxy.cut();
    await queue.close();
  });
});
