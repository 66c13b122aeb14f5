import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runCli } from '../support/cli.js';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ww-init-'));
  file = join(folder, 'config', 'wirewatch.yaml');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const init = (...args: readonly string[]) => runCli(['init', '-c', file, ...args]);

describe('init', () => {
  test.each([
    ['screen', []],
    ['slack', ['account slack is off: SLACK_BOT_TOKEN is not set']],
    ['discord', ['account discord is off: DISCORD_TOKEN is not set']],
  ])('writes a configuration for %s that passes check', async (post, off) => {
    const query = '"submarine cable" OR 海缆 NOT "cable \\ TV"';
    const feeds = ['--feed', 'https://www.example.org/a', '--feed', 'https://example.org/b?x=1&y="2"'];
    const written = await init('--topic', 'Sea: cables "海缆"', '--query', query, ...feeds, '--post', post);
    expect(written.code).toBe(0);
    for (const message of off) expect(written.stdout).toContain(message);
    const { code, stdout } = await runCli(['check', '-c', file]);
    expect(stdout).toMatch(/3 feeds, 1 topic with 0 tests/);
    expect(code).toBe(0);
    const topic = JSON.parse((await runCli(['check', '--json', '-c', file])).stdout) as object;
    expect(topic).toMatchObject({ topic: 'sea-cables', name: 'Sea: cables "海缆"' });
  });

  test('overwrites nothing', async () => {
    expect((await init('--topic', 'Sea cables')).code).toBe(0);
    const before = readFileSync(file, 'utf8');
    const again = await init('--topic', 'Other');
    expect(again).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('is there already and stays as it is'),
    });
    expect(readFileSync(file, 'utf8')).toBe(before);
    expect(existsSync(join(folder, 'config', 'watchlists', 'other.yaml'))).toBe(false);
  });

  test('names a topic that has no Latin letters', async () => {
    expect((await init('--topic', '海底电缆')).stdout).toContain('watchlists/topic.yaml');
  });

  test.each([
    [[], /init asks its questions on a terminal: here, say --topic/],
    [['--topic', ''], /a topic needs a name/],
    [['--topic', 'a', '--query', 'cable AND ('], /the query ends too soon/],
    [['--topic', 'a', '--feed', 'ftp://x'], /"ftp:\/\/x" is not a URL/],
    [['--topic', 'a', '--feed', 'https://me:pw@example.org'], /has a user name or password in it/],
    [['--topic', 'a', '--post', 'teams'], /"teams" is none of screen, slack, discord/],
    [['now'], /init takes no "now"/],
  ])('with %j is wrong usage, and nothing is written', async (args, message) => {
    const { code, stderr } = await init(...args);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
    expect(existsSync(file)).toBe(false);
  });
});
