import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { acquireLock } from '../../src/store/lock.js';
import { runCli, startCli } from '../support/cli.js';
import { buildHouse, type House } from '../support/house.js';
import { until } from '../support/until.js';

let house: House;

beforeEach(() => {
  house = buildHouse();
});
afterEach(() => house.remove());

const ARTICLE =
  '---\ntitle: OpenAI seeks Mandarin speakers\n---\n\nOpenAI is hiring Mandarin-speaking engineers for its office in Singapore, the company said on Monday.\n';

test('commands that are started at once all have their answers, and one is an import', async () => {
  writeFileSync(join(house.folder, 'a.md'), ARTICLE);
  const all = await Promise.all([
    runCli(['topics', '-c', house.file]),
    runCli(['import', join(house.folder, 'a.md'), '-c', house.file]),
    runCli(['feeds', '-c', house.file]),
  ]);
  expect(all.map(({ code, stderr }) => `${code} ${stderr}`)).toEqual([
    '0 ',
    expect.stringMatching(/^0 /),
    '0 ',
  ]);
  expect(all[0]?.stdout).toContain('8 topics are watched');
  expect(all[1]?.stdout).toContain('1 new, 0 known, 0 set aside');
  expect(readFileSync(join(house.folder, 'data', 'screen.log'), 'utf8')).toContain('seeks Mandarin speakers');
});

test('a command waits for a program that is starting', async () => {
  const dataDir = join(house.folder, 'data');
  const result = await acquireLock(dataDir);
  if (result.kind !== 'owned') throw new Error(result.kind);
  const asking = startCli(['feeds', 'poll', 'seeds', '-c', house.file]);
  let refused = 0;
  // Until this it answers 503 itself; then as one that has started.
  await result.lock.serve((_request, response) => {
    refused++;
    if (refused < 3) response.writeHead(503).end('{"error":"starting"}');
    else response.end('true');
  });
  expect(await asking.ended).toEqual({ code: 0, stdout: 'seeds is due now\n', stderr: '' });
  expect(refused).toBe(3);
  await result.lock.release();
});

describe('what answers on the socket', () => {
  test.each([
    [404, '{"error":"no"}', /of another version: restart it/],
    [200, 'nonsense', /could not be asked/],
    [500, '{"error":"the store\\u001b[2J is gone"}', /the running Wirewatch answers: the store \[2J is gone/],
  ])('with %i %s ends with what to do', async (status, body, message) => {
    const dataDir = join(house.folder, 'data');
    const result = await acquireLock(dataDir);
    if (result.kind !== 'owned') throw new Error(result.kind);
    await result.lock.serve((_request, response) => response.writeHead(status).end(body));
    const { code, stderr } = await runCli(['topics', '-c', house.file]);
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain('    at ');
    await result.lock.release();
  });
});

test('a running Wirewatch is asked although the configuration is faulty by now', async () => {
  const daemon = startCli(['run', '-c', house.file]);
  await until(() => daemon.stdout().includes('wirewatch why s5'), 'the five cards');
  writeFileSync(house.file, `${readFileSync(house.file, 'utf8')}accounts: [\n`);
  const topics = await runCli(['topics', '-c', house.file]);
  expect(topics.code).toBe(0);
  expect(topics.stdout).toContain('8 topics are watched');
  expect(topics.stderr).toMatch(/the configuration has 2 faults \(wirewatch check\): the running Wirewatch/);
  writeFileSync(join(house.folder, 'a.md'), ARTICLE);
  const imported = await runCli(['import', '--json', join(house.folder, 'a.md'), '-c', house.file]);
  expect(JSON.parse(imported.stdout)).toEqual({ event: 'imported', articles: 1, new: 1, setAside: [] });
  daemon.child.kill('SIGTERM');
  await daemon.ended;
  expect((await runCli(['topics', '-c', house.file])).code).toBe(2);
});

describe('a data directory that cannot be used', () => {
  test.each(['topics', 'run', 'doctor'])('is told with what to do, by %s', async (command) => {
    const file = join(house.folder, 'afile');
    writeFileSync(file, 'x');
    for (const [path, reason] of [
      [file, 'is a file'],
      [join(file, 'below'), 'leads through a file'],
    ] as const) {
      const { code, stdout, stderr } = await runCli([command, '-c', house.file], { WIREWATCH_DATA: path });
      expect(code).toBe(1);
      expect(stdout + stderr).toContain(`data directory ${path} ${reason}: a folder is needed`);
      expect(stdout + stderr).toContain('WIREWATCH_DATA');
      expect(stdout + stderr).not.toContain('    at ');
    }
  });
});
