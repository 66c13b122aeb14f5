import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { earlierTopics } from '../../src/config/earlier-topics.js';

const folder = mkdtempSync(join(tmpdir(), 'ww-earlier-'));
const file = join(folder, 'desk.yaml');
const list = (query: string) =>
  `name: Desk\ndestinations: [screen]\ntopics:\n  - id: a\n    name: A\n    query: ${query}\n`;
const git = (...args: string[]) =>
  execFileSync('git', ['-C', folder, '-c', 'user.name=x', '-c', 'user.email=x@example.org', ...args]);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const queries = async (named: string) => {
  const earlier = await earlierTopics(named, file, () => []);
  return earlier.ok
    ? earlier.topics.map(({ query, watchlist }) => `${watchlist} ${query as string}`)
    : earlier.reason;
};

test('an earlier watchlist is a revision of its file, or another file', async () => {
  git('init', '-q');
  writeFileSync(file, list('old'));
  git('add', '.');
  git('commit', '-qm', 'one');
  writeFileSync(file, list('new'));
  writeFileSync(join(folder, 'other.yaml'), list('other'));
  expect(await queries('HEAD')).toEqual(['desk old']);
  expect(await queries(join(folder, 'other.yaml'))).toEqual(['desk other']);
  writeFileSync(join(folder, 'other.yaml'), 'topics: 3\n');
  expect(await queries(join(folder, 'other.yaml'))).toContain('other.yaml');
  expect(await queries('no-such')).toContain('neither a file');
  expect(await queries('--output=/tmp/x')).toContain('neither a file');
});
