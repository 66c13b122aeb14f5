import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { loadConfig } from '../src/config/load.js';
import { readSavedTest } from '../src/ingest/saved-test.js';
import { testTopic } from '../src/match/test-topic.js';
import { runCli } from './support/cli.js';

const MAIN = `feeds:
  - id: saved
    folder: articles
accounts:
  - id: screen
    type: console
destinations:
  - id: screen
    account: screen
`;

const folder = mkdtempSync(join(tmpdir(), 'ww-tests-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
for (const name of ['watchlists', 'articles']) mkdirSync(join(folder, name));
writeFileSync(join(folder, 'wirewatch.yaml'), MAIN);
const article = (name: string, text: string) => writeFileSync(join(folder, 'articles', name), text);
article(
  'cut.md',
  '---\ntitle: Link lost\npublisher: Wire\n---\n\nA **submarine** cable was cut on Friday.\n',
);
article('tv.txt', 'The cable TV firm cut its prices.');
article(
  'page.html',
  '<html><head><title>海缆</title></head><body><p>海底电缆中断，维修船已出发。</p></body></html>',
);

async function load(tests: string) {
  const list = `name: Desk\ndestinations: [screen]\ntopics:\n  - id: cables\n    name: Cables\n    query: (cable NOT "cable TV" AND publisher:Wire) OR 电缆\n    tests:\n${tests}`;
  writeFileSync(join(folder, 'watchlists', 'desk.yaml'), list);
  return loadConfig({
    file: join(folder, 'wirewatch.yaml'),
    env: {},
    checkQuery: () => [],
    readArticle: (path) => readSavedTest(path, new Date()),
  });
}

async function topicWith(tests: string) {
  const loaded = await load(tests);
  const topic = loaded.ok ? loaded.config.topics[0] : undefined;
  if (!topic) throw new Error(JSON.stringify(loaded));
  return topic;
}

async function faultsOf(tests: string) {
  const loaded = await load(tests);
  return loaded.ok ? [] : loaded.faults.map(({ line, column, message }) => `${line}:${column} ${message}`);
}

test('a test of a saved article is run on what a folder feed would read of it', async () => {
  const topic = await topicWith(
    '      match: [{ file: ../articles/cut.md }, { file: ../articles/page.html }]\n      ignore: [{ file: ../articles/tv.txt }]\n',
  );
  expect(topic.tests.match[0]).toMatchObject({
    title: 'Link lost',
    text: 'A submarine cable was cut on Friday.',
    about: { publisher: 'Wire', lang: 'en' },
  });
  expect(testTopic(topic)).toEqual([]);
});

test('one that fails is named by its file', async () => {
  const topic = await topicWith('      ignore: [{ file: ../articles/cut.md }]\n');
  expect(testTopic(topic)).toEqual([
    expect.stringMatching(/^should not match but does: \.\.\/articles\/cut\.md "Link lost" \(found /),
  ]);
});

test('a file that is missing or no article is a fault with its place and what to do', async () => {
  const faults = await faultsOf(
    '      match:\n        - cable\n        - file: gone.md\n      ignore: [{ file: desk.yaml }, { file: ../articles }]\n',
  );
  expect(faults).toEqual([
    '10:17 gone.md: no such file or folder: name a saved article (.md, .txt or .html), relative to this file',
    expect.stringMatching(/^11:24 desk\.yaml: not a saved article/),
    expect.stringMatching(/^11:45 \.\.\/articles: not a saved article/),
  ]);
});

test('a stored article is named by its id, with or without its letter', async () => {
  const topic = await topicWith('      match: [{ item: i12 }]\n      ignore: [{ item: 13 }]\n');
  expect(topic.tests).toEqual({ match: [], ignore: [], stored: { match: [12], ignore: [13] } });
  expect(testTopic(topic)).toEqual([]);
  for (const item of ['s12', '0', '1.5', 'true'])
    expect(await faultsOf(`      match: [{ item: ${item} }]\n`)).toEqual([
      expect.stringMatching(/^8:\d+ topics\[0\]\.tests\.match\[0\].* must be .*such as i12/),
    ]);
});

test('check reads files and says of a stored article that its test was not run', async () => {
  await load('      match: [{ file: ../articles/cut.md }, { item: i12 }]\n');
  const { code, stdout } = await runCli(['check', '-c', join(folder, 'wirewatch.yaml')]);
  expect(code).toBe(0);
  expect(stdout).toContain('· topic cables: 1 test not run (i12)');
  expect(stdout).toContain('1 topic with 1 test (and 1 not run)');
  expect(stdout).toContain('all good in what was run');
});
