import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { oneByOne } from '../../src/cli/keep-running.js';
import { runCli, type Running, startCli } from '../support/cli.js';
import { buildHouse, type House } from '../support/house.js';
import { freshDatabase, hasPostgres } from '../support/postgres.js';
import { startProxy } from '../support/proxy.js';
import { freshRedises } from '../support/redis.js';
import { until } from '../support/until.js';

const SEED = 'signaldesk-mandarin-speakers.md';
const closing: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

function house(): House {
  const built = buildHouse({ feeds: '  - id: mine\n    folder: articles\n' });
  mkdirSync(join(built.folder, 'articles'));
  closing.push(() => built.remove());
  return built;
}

function start(built: House, args: readonly string[] = [], env: Record<string, string> = {}): Running {
  const running = startCli(['run', '--json', '-c', built.file, ...args], env);
  closing.push(async () => {
    running.child.kill('SIGKILL');
    await running.ended;
  });
  return running;
}

/** Of the cards on the screen; a card that is shown again, changed, has the key that it had. */
const keys = ({ folder }: House): string[] => {
  const transcript = join(folder, 'data', 'screen.log');
  return existsSync(transcript) ? (readFileSync(transcript, 'utf8').match(/^\[[\w-]{22}\]$/gm) ?? []) : [];
};

describe('run', () => {
  test('says what it watches and when it polls next, and ends well when told to', async () => {
    const built = house();
    const first = start(built);
    await until(() => first.stdout().includes('"event":"feed"'), 'the first poll');
    first.child.kill('SIGTERM');
    expect((await first.ended).code).toBe(0);
    const second = start(built);
    const line =
      /watching 1 feed for 8 topics, posting to screen; (next poll at \d\d:\d\d UTC, in 1 min|polling now)/;
    await until(() => line.test(second.stderr()), 'the line');
    second.child.kill('SIGTERM');
    expect(await second.ended).toMatchObject({ code: 0, stderr: expect.stringMatching(/stopped\n$/) });
  });

  test('once reads what has just been dropped into a folder', async () => {
    const built = house();
    const once = () => runCli(['run', '--once', '-c', built.file]);
    expect((await once()).stdout).toContain('0 new articles');
    copyFileSync(join('seeds', SEED), join(built.folder, 'articles', SEED));
    expect((await once()).stdout).toContain('1 new article ');
  });

  test('is stopped before it has started', async () => {
    const built = house();
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    closing.push(() => silent.close());
    const { port } = silent.address() as AddressInfo;
    let asked = false;
    silent.on('connection', () => (asked = true));
    const running = start(built, [], { DATABASE_URL: `postgres://someone@127.0.0.1:${port}/none` });
    await until(() => asked, 'the server to be asked');
    running.child.kill('SIGTERM');
    expect(await running.ended).toMatchObject({ code: 0, stderr: expect.stringContaining('stopped') });
  });

  test('takes roles only where a store is shared, and only those that there are', async () => {
    const built = house();
    const alone = await runCli(['run', '-c', built.file, '--role', 'poll']);
    expect([alone.code, alone.stderr]).toEqual([2, expect.stringContaining('set DATABASE_URL')]);
    const wrong = await runCli(['run', '-c', built.file, '--role', 'poll,cook']);
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('there is no role "cook"')]);
  });
});

const [redis] = await freshRedises();

test.runIf((await hasPostgres()) && redis !== undefined)(
  'processes with different roles post a story once, and another scheduler takes over',
  async () => {
    const { url, drop } = await freshDatabase();
    closing.push(drop);
    const env = { DATABASE_URL: url, REDIS_URL: redis?.url ?? '' };
    const built = house();
    copyFileSync(join('seeds', SEED), join(built.folder, 'articles', SEED));
    const first = start(built, ['--role', 'scheduler', '--role', 'read'], env);
    await until(() => first.stderr().includes('does its share: scheduler, read'), 'the first');
    const second = start(built, ['--role', 'scheduler,poll,brief,deliver'], env);
    await until(() => keys(built).length === 1, 'the card');
    expect(second.stderr()).toContain('another process schedules');
    expect(first.stdout()).toContain('"event":"match"');
    await until(() => second.stdout().includes('"event":"alert"'), 'the alert');
    expect(second.stdout()).not.toContain('"event":"match"');
    first.child.kill('SIGKILL');
    const third = start(built, ['--role', 'read'], env);
    await until(() => second.stderr().includes('this process schedules now'), 'the take-over');
    const text = readFileSync(join('seeds', SEED), 'utf8');
    writeFileSync(join(built.folder, 'articles', SEED), text.replace(/^title: /m, 'title: Again '));
    await runCli(['feeds', 'poll', 'mine', '-c', built.file], env);
    await until(() => third.stdout().includes('"event":"match"'), 'the next reading');
    await until(() => second.stdout().includes('"state":"updated"'), 'the change of the post');
    expect(new Set(keys(built)).size).toBe(1);
  },
  180_000,
);

test.runIf((await hasPostgres()) && redis !== undefined)(
  'a run whose Redis, or whose Postgres, is away ends when it is told to',
  async () => {
    const { url, drop } = await freshDatabase();
    closing.push(drop);
    for (const gone of ['Redis', 'the store']) {
      const [postgres, queue] = await Promise.all([startProxy(url), startProxy(redis?.url ?? '')]);
      closing.push(() => Promise.all([postgres.close(), queue.close()]));
      const running = start(house(), [], { DATABASE_URL: postgres.url, REDIS_URL: queue.url });
      await until(() => running.stdout().includes('"event":"feed"'), 'a poll');
      await (gone === 'Redis' ? queue : postgres).cut();
      await until(() => running.stderr().includes(`${gone} is away`), 'the outage');
      running.child.kill('SIGTERM');
      const { code, stderr } = await running.ended;
      expect([code, stderr]).toEqual([0, expect.stringMatching(/stopped\n$/)]);
      expect(stderr).not.toContain('\n    at ');
    }
  },
  120_000,
);

test('edits that follow each other closely are read one after the other, the last one last', async () => {
  let edit = 0;
  const read: number[] = [];
  let running = 0;
  const done: (() => void)[] = [];
  const follow = oneByOne(async () => {
    expect(++running).toBe(1);
    read.push(edit);
    await new Promise<void>((resolve) => done.push(resolve));
    running--;
  });
  edit = 1;
  const first = follow();
  edit = 2;
  const second = follow();
  edit = 3;
  const third = follow();
  done.shift()?.();
  await first;
  await until(() => done.length > 0, 'the second reading');
  done.shift()?.();
  await Promise.all([second, third]);
  expect(read).toEqual([1, 3]);
});
