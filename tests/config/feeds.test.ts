import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../src/config/load.js';
import { pollKey } from '../../src/ingest/hosts.js';

async function load(feeds: string, env: Readonly<Record<string, string>> = {}, more = '') {
  const folder = mkdtempSync(join(tmpdir(), 'ww-feeds-'));
  mkdirSync(join(folder, 'watchlists'));
  const file = join(folder, 'wirewatch.yaml');
  writeFileSync(
    file,
    `feeds:\n${feeds}accounts:\n  - id: screen\n    type: console\n  - id: chat\n    type: discord\n    token: $CHAT_TOKEN\ndestinations:\n  - id: screen\n    account: screen\n  - id: desk\n    account: chat\n    channel: "1"\n${more}`,
  );
  return loadConfig({ file, env, checkQuery: () => [], sameFeed: pollKey });
}

async function loaded(...args: Parameters<typeof load>) {
  const result = await load(...args);
  if (!result.ok) throw new Error(JSON.stringify(result.faults));
  return {
    ...result,
    aside: result.setAside
      .map(({ line, message }) => `${line} ${message}`)
      .filter((line) => !line.includes('CHAT_TOKEN')),
  };
}

async function faults(...args: Parameters<typeof load>) {
  const result = await load(...args);
  return result.ok ? [] : result.faults.map(({ line, column, message }) => `${line}:${column} ${message}`);
}

const SIGNED = `  - id: paid
    url: https://example.org/feed
    tags: [Business, Asia]
    auth: { user: $PAPER_USER, password: $PAPER_PASSWORD }
    headers:
      X-Key: $PAPER_KEY
      Accept-Language: zh
  - id: other
    url: https://example.com/feed
    headers: { Authorization: Bearer $PAPER_TOKEN }
`;

const ENV = {
  PAPER_USER: 'desk',
  PAPER_PASSWORD: 'pässword',
  PAPER_KEY: 'k-123456',
  PAPER_TOKEN: 't-123456',
};

describe('secrets of feeds', () => {
  test('become headers, and never stand in the log', async () => {
    const { config, aside } = await loaded(SIGNED, ENV);
    const token = Buffer.from('desk:pässword').toString('base64');
    expect(config.feeds[0]).toMatchObject({
      tags: ['Business', 'Asia'],
      headers: { 'x-key': 'k-123456', 'accept-language': 'zh', authorization: `Basic ${token}` },
    });
    expect(config.feeds[1]?.headers).toEqual({ authorization: 'Bearer t-123456' });
    expect(config.secrets).toEqual(['k-123456', 'pässword', token, 't-123456']);
    expect(aside).toEqual([]);
  });

  test.each(['PAPER_USER', 'PAPER_PASSWORD', 'PAPER_KEY'])(
    'a feed whose %s is not set is left out by name, the rest goes on',
    async (name) => {
      const { config, aside } = await loaded(SIGNED, { ...ENV, [name]: '' });
      expect(config.feeds.map((feed) => feed.id)).toEqual(['other']);
      expect(aside).toEqual([
        expect.stringMatching(new RegExp(`^[567] feed paid is off: ${name} is not set$`)),
      ]);
    },
  );

  test('a value that no header may have leaves the feed out without showing it', async () => {
    const { config, aside } = await loaded(SIGNED, { ...ENV, PAPER_KEY: 'line\nbreak' });
    expect(config.feeds.map((feed) => feed.id)).toEqual(['other']);
    expect(aside).toEqual(['7 feed paid is off: X-Key has a character that no header may have']);
  });
});

describe('faults', () => {
  test.each([
    [
      'url: https://desk:secret@example.org/feed',
      /^3:10 feeds\[0\]\.url has a user name or password in it: write them as auth:/,
    ],
    ['url: https://example.org/\n    headers: { "X Key": a }', /"X Key" is not the name of a header/],
    ['url: https://example.org/\n    headers: { Host: a }', /"Host" is set by Wirewatch itself/],
    [
      'url: https://example.org/\n    headers: { X-Key: 5 }',
      /^4:23 feeds\[0\]\.headers\.X-Key must be what the header says/,
    ],
    [
      'url: https://example.org/\n    auth: { user: a }',
      /feeds\[0\]\.auth\.password is missing: write a password/,
    ],
    [
      'url: https://example.org/\n    auth: { user: a, password: b }\n    headers: { authorization: c }',
      /has both auth: and an Authorization header/,
    ],
    ['folder: .\n    headers: { X-Key: a }', /is a folder: auth: and headers: are for a url/],
    ['url: https://example.org/\n    tags: news', /^4:11 feeds\[0\]\.tags must be a list of tags/],
  ])('%s', async (setting, message) => {
    const found = await faults(`  - id: a\n    ${setting}\n`);
    expect(found).toEqual([expect.stringMatching(message)]);
    expect(found.join()).not.toContain('secret');
  });
});

describe('several addresses of one feed', () => {
  test('the first is polled, the others are left out with its name', async () => {
    const { config, aside } = await loaded(
      '  - id: a\n    url: https://example.org/feed\n  - id: b\n    url: http://www.example.org/feed/#top\n  - id: c\n    url: https://example.org/feed?page=2\n',
    );
    expect(config.feeds.map((feed) => feed.id)).toEqual(['a', 'c']);
    expect(aside).toEqual(['5 feed b is off: it is the feed of a under another address, which is polled']);
  });

  test('who asks may see another feed', async () => {
    const { config } = await loaded(
      '  - id: a\n    url: https://example.org/feed\n  - id: b\n    url: https://example.org/feed\n    headers: { X-Key: $KEY }\n',
      { KEY: 'abcdef' },
    );
    expect(config.feeds.map((feed) => feed.id)).toEqual(['a', 'b']);
  });

  test('one that is off leaves the other to be polled', async () => {
    const { config } = await loaded(
      '  - id: a\n    url: https://example.org/feed\n    headers: { X-Key: $KEY }\n  - id: b\n    url: https://example.org/feed\n',
    );
    expect(config.feeds.map((feed) => feed.id)).toEqual(['b']);
  });
});

describe('the operator', () => {
  const FEED = '  - id: a\n    url: https://example.org/feed\n';

  test('is told at a destination that is on', async () => {
    expect((await loaded(FEED)).config.operator).toBeNull();
    expect((await loaded(FEED, {}, 'operator: screen\n')).config.operator).toBe('screen');
  });

  test.each([
    ['desk', /^16 the operator is told nothing: destination desk is off$/],
    ['dsek', /^16 the operator is told nothing: there is no destination dsek \(did you mean desk\?\)$/],
  ])('is told nothing at %s, which is said', async (id, message) => {
    const { config, aside } = await loaded(FEED, {}, `operator: ${id}\n`);
    expect(config.operator).toBeNull();
    expect(aside).toEqual([expect.stringMatching(message)]);
  });
});
