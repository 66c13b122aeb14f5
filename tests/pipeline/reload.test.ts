import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { buildHouse, type House } from '../support/house.js';
import { freshDatabase, hasPostgres } from '../support/postgres.js';
import { type SlackServer, startSlackServer } from '../support/slack-server.js';
import { until } from '../support/until.js';

const MINUTE = 60_000;
const SCREEN = {
  accounts: '  - id: screen\n    type: console\n',
  destinations: '  - id: screen\n    account: screen\n',
};

const ARTICLE = `---
title: OpenAI opens an office in Penang
publisher: Metal Daily
---
OpenAI said on Monday that it opens an office in Penang with forty people.
`;

let slack: SlackServer;
let house: House;
const closing: (() => unknown)[] = [];

beforeEach(async () => {
  slack = await startSlackServer();
  closing.push(() => slack.close());
});

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

function build(accounts: string, destinations: string, env: Record<string, string> = {}): House {
  const feeds = '  - id: none\n    folder: nothing\n';
  const topic = '  - id: openai\n    name: OpenAI\n    query: OpenAI\n';
  house = buildHouse({
    feeds,
    accounts,
    destinations,
    env: { SLACK_BOT_TOKEN: slack.botToken, SLACK_APP_TOKEN: slack.appToken, ...env },
    watchlists: { 'a.yaml': `name: A\ndestinations: [screen, slack-desk]\ntopics:\n${topic}` },
  });
  mkdirSync(join(house.folder, 'nothing'));
  writeFileSync(join(house.folder, 'dropped.md'), ARTICLE);
  closing.push(() => house.remove());
  return house;
}

const account = (api: string) =>
  `  - id: slack\n    type: slack\n    botToken: $SLACK_BOT_TOKEN\n    appToken: $SLACK_APP_TOKEN\n    api: ${api}\n`;
const DESK = '  - id: slack-desk\n    account: slack\n    channel: "#desk"\n';

function rewrite(from: string, to: string): void {
  writeFileSync(house.file, readFileSync(house.file, 'utf8').replace(from, to));
}

describe('a reload', () => {
  test('opens an account that is new: it is posted to, and answers', async () => {
    const built = build(SCREEN.accounts, SCREEN.destinations);
    const { app } = await built.open();
    closing.push(() => app.stop());
    await app.start();
    rewrite(SCREEN.accounts, SCREEN.accounts + account(slack.api));
    rewrite(SCREEN.destinations, SCREEN.destinations + DESK);
    await app.reload(await built.load());
    await app.importPaths([join(built.folder, 'dropped.md')]);
    await until(() => slack.posts('desk').length === 1, 'the post');
    await until(() => slack.calls.includes('apps.connections.open'), 'the connection');
    const asking = await slack.sendSlashCommand('topics').answer;
    expect(JSON.stringify(asking)).toContain('openai');
    expect(slack.violations()).toEqual([]);
  });

  test('closes an account that is gone, and goes on without it', async () => {
    const built = build(SCREEN.accounts + account(slack.api), SCREEN.destinations + DESK);
    const { app, screen } = await built.open();
    closing.push(() => app.stop());
    await app.start();
    rewrite(account(slack.api), '');
    rewrite(DESK, '');
    await app.reload(await built.load());
    await app.importPaths([join(built.folder, 'dropped.md')]);
    await until(() => screen().split('wirewatch why s').length === 2, 'the card');
    expect(slack.posts('desk')).toEqual([]);
    expect([...app.live().messengers.keys()]).toEqual(['screen']);
  });

  test('whose edit of a topic fails the topic’s own tests keeps it, and `topics` says so', async () => {
    const built = build(SCREEN.accounts, SCREEN.destinations);
    const { app } = await built.open();
    closing.push(() => app.stop());
    const list = join(built.folder, 'watchlists', 'a.yaml');
    const failing =
      '    tests: { match: ["Nothing of the kind"] }\n  - id: tin\n    name: Tin\n    query: tin\n';
    const left = '    tests: { match: ["Zinc"] }\n';
    writeFileSync(list, readFileSync(list, 'utf8') + failing + left);
    await app.reload(await built.load());
    const { title, entries } = await app.ask({ text: 'topics', page: 1 });
    expect(title).toBe('1 topic is watched');
    expect(entries).toMatchObject([
      { title: 'openai goes on as it was before its edit', text: expect.stringContaining('should match') },
      { title: 'tin is not watched', text: expect.stringContaining('should match') },
      { title: 'OpenAI' },
    ]);
  });

  test('forgets a feed that is not configured any more', async () => {
    const built = build(SCREEN.accounts, SCREEN.destinations);
    const { app } = await built.open();
    closing.push(() => app.stop());
    expect(await app.pollNow('none')).toBe(true);
    rewrite('- id: none', '- id: other');
    await app.reload(await built.load());
    expect(await app.pollNow('none')).toBe(false);
    expect(await app.pollNow('other')).toBe(true);
  });

  test('says what it cannot take over', async () => {
    const built = build(SCREEN.accounts + account(slack.api), SCREEN.destinations + DESK);
    const { app, log } = await built.open();
    closing.push(() => app.stop());
    rewrite('data: data', 'data: elsewhere');
    rewrite(account(slack.api), account('http://127.0.0.1:1/api/'));
    await app.reload(await built.load());
    expect(log()).toContain('needs a restart: the data directory, the settings of account slack changed');
  });
});

describe.runIf(await hasPostgres())('two processes on one store', () => {
  test('one without the tokens writes the alerts that the other posts', async () => {
    const { url, drop } = await freshDatabase();
    closing.push(drop);
    const built = build(SCREEN.accounts + account(slack.api), SCREEN.destinations + DESK, {
      DATABASE_URL: url,
    });
    const daemon = await built.open();
    closing.push(() => daemon.app.stop());
    const shell = await built.open({ SLACK_BOT_TOKEN: '', SLACK_APP_TOKEN: '' });
    expect([...shell.app.live().messengers.keys()]).toEqual(['screen']);
    await shell.app.importPaths([join(built.folder, 'dropped.md')]);
    await shell.app.drain(MINUTE, false);
    await shell.app.stop();
    expect(slack.posts('desk')).toEqual([]);
    await daemon.app.drain(MINUTE, false);
    expect(slack.posts('desk')).toHaveLength(1);
  });

  test('a destination that nobody has ever posted to gets no alerts to be posted one day', async () => {
    const { url, drop } = await freshDatabase();
    closing.push(drop);
    const built = build(SCREEN.accounts + account(slack.api), SCREEN.destinations + DESK, {
      DATABASE_URL: url,
    });
    const without = await built.open({ SLACK_BOT_TOKEN: '', SLACK_APP_TOKEN: '' });
    await without.app.importPaths([join(built.folder, 'dropped.md')]);
    await without.app.drain(MINUTE, false);
    await without.app.stop();
    const daemon = await built.open();
    closing.push(() => daemon.app.stop());
    await daemon.app.drain(MINUTE, false);
    expect(slack.posts('desk')).toEqual([]);
  });
});
