import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCli } from '../support/cli.js';
import { buildHouse } from '../support/house.js';

const FOLDER = 'config/examples';
const EXAMPLES = readdirSync(FOLDER, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

describe('the examples', () => {
  test('are all on their page', () => {
    const page = readFileSync(join(FOLDER, 'README.md'), 'utf8');
    expect(EXAMPLES).toHaveLength(5);
    for (const name of EXAMPLES) expect(page).toContain(`](${name}/wirewatch.yaml)`);
  });

  test.each(EXAMPLES)('%s passes check without a warning, and each of its topics is tested', async (name) => {
    const { code, stdout } = await runCli(['check', '-c', join(FOLDER, name)]);
    expect(stdout.trim().split('\n').at(-1)).toBe('all good');
    expect(stdout).not.toMatch(/^[!✗]/m);
    expect(code).toBe(0);
    const topics = (await runCli(['check', '--json', '-c', join(FOLDER, name)])).stdout.trim().split('\n');
    expect(
      topics
        .map((line) => JSON.parse(line) as { topic: string; tests: number })
        .filter(({ tests }) => tests === 0),
    ).toEqual([]);
  });
});

test('the topic of the README passes its own tests', async () => {
  const [, topic = ''] =
    /```yaml\n( {2}- id: undersea-cables\n[\s\S]*?)```/.exec(readFileSync('README.md', 'utf8')) ?? [];
  expect(topic).toContain('query:');
  const house = buildHouse({
    watchlists: { 'asia.yaml': `name: Asia\ndestinations: [screen]\ntopics:\n${topic}` },
  });
  const { code, stdout } = await runCli(['check', 'undersea-cables', '-c', house.file]);
  expect(stdout).toMatch(/: 3 tests pass\n/);
  expect(code).toBe(0);
  house.remove();
});
