import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadConfig } from '../../src/config/load.js';

const URL_OF_HOOK = 'https://hooks.example/s3cret';

async function load(desk: string, env: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'ww-attention-'));
  mkdirSync(join(folder, 'watchlists'));
  const accounts = 'accounts:\n  - { id: hook, type: webhook, secret: $HOOK_SECRET }\n';
  const destinations = `destinations:\n  - { id: desk, account: hook, channel: $HOOK_URL${desk} }\n`;
  const topics = 'topics: [{ id: a, name: A, query: tin, priority: breaking, mention: { hook: [U0123] } }]\n';
  writeFileSync(
    join(folder, 'wirewatch.yaml'),
    `feeds:\n  - { id: mine, folder: . }\n${accounts}${destinations}`,
  );
  writeFileSync(join(folder, 'watchlists', 'a.yaml'), `name: A\ndestinations: [desk]\n${topics}`);
  const all = { HOOK_SECRET: 'sixteen-or-longer', HOOK_URL: URL_OF_HOOK, ...env };
  return loadConfig({ file: join(folder, 'wirewatch.yaml'), env: all, checkQuery: () => [] });
}

async function destinationOf(desk: string) {
  const loaded = await load(desk);
  return loaded.ok
    ? loaded.config.destinations[0]?.attention
    : loaded.faults.map(({ message }) => message).join();
}

test('a destination says how much it wants to be told, and when', async () => {
  expect(await destinationOf('')).toBeUndefined();
  expect(
    await destinationOf(
      ', timezone: Asia/Singapore, budget: 20, quiet: "22:00-7:30", digest: { cron: "0 8 * * 1-5", sayNothingNew: true }',
    ),
  ).toEqual({
    zone: 'Asia/Singapore',
    budget: 20,
    quiet: { from: 1320, until: 450 },
    digest: { cron: '0 8 * * 1-5', sayNothingNew: true },
  });
  expect(await destinationOf(', digest: "0 8 * * *"')).toMatchObject({
    zone: 'UTC',
    digest: { sayNothingNew: false },
  });
});

test('what is over a budget has a digest to go to', async () => {
  expect(await destinationOf(', budget: 5')).toMatchObject({ digest: { cron: '0 8 * * *' } });
});

test.each([
  [', budget: 0', 'at least 1 story'],
  [', quiet: "22-7"', 'write 22:00-07:00'],
  [', quiet: "08:00-08:00"', 'write 22:00-07:00'],
  [', timezone: Singapore/Asia', 'write Asia/Singapore'],
  [', digest: "at eight"', 'a cron expression such as "0 8'],
  [', digest: "0 8 31 2 *"', 'a cron expression such as "0 8'],
  [', digest: "0 0 8 * * *"', 'a cron expression such as "0 8'],
])('“%s” is refused with what to write', async (desk, advice) => {
  expect(await destinationOf(desk)).toContain(advice);
});

test('the URL and the secret of a webhook are secrets; what is no URL is told', async () => {
  const loaded = await load('');
  expect(loaded.ok && loaded.config.secrets).toEqual(
    expect.arrayContaining([URL_OF_HOOK, 'sixteen-or-longer']),
  );
  expect(loaded.ok && loaded.config.topics[0]?.mention).toEqual({ hook: ['U0123'] });
  const wrong = await load('', { HOOK_URL: '#desk' });
  expect(wrong.ok && wrong.setAside.map(({ message }) => message)).toEqual([
    'destination desk is off: its channel is not a URL: write https://…',
  ]);
  const off = await load('', { HOOK_SECRET: '' });
  expect(off.ok && off.setAside[0]?.message).toBe('account hook is off: HOOK_SECRET is not set');
});
