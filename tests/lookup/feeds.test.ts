import { describe, expect, test } from 'vitest';
import type { FeedStatus } from '../../src/domain/feed.js';
import { feedsReport } from '../../src/lookup/feeds.js';

const NOW = new Date('2026-03-10T12:00:00Z');

const status = (id: string, more: Partial<FeedStatus> = {}): FeedStatus => ({
  id,
  location: `https://example.org/${id}?key=s3cret`,
  tags: [],
  state: 'ok',
  outcome: 'fresh',
  error: null,
  failingSince: null,
  needsPerson: false,
  silentSince: null,
  lastPollAt: '2026-03-10T11:40:00.000Z',
  nextPollAt: '2026-03-10T12:20:00.000Z',
  why: 'adaptive: an item every 3 h, the last 20 min ago',
  hub: null,
  ...more,
});

const KNOWN = [
  status('down', {
    state: 'failing',
    error: 'no such host',
    failingSince: '2026-03-07T10:00:00.000Z',
    nextPollAt: '2026-03-11T16:00:00.000Z',
    why: 'no such host (12 times)',
  }),
  status('quiet', { state: 'silent', silentSince: '2026-02-20T00:00:00.000Z', tags: ['Asia'] }),
  status('fresh', { state: 'new', lastPollAt: null, nextPollAt: '2026-03-10T11:00:00.000Z', why: null }),
  ...Array.from({ length: 20 }, (_, i) => status(`wire-${i}`)),
];

const answer = (word: string, page = 1, known = KNOWN) =>
  feedsReport({ feeds: async () => known, now: () => NOW }, word, page);

describe('feeds', () => {
  test('tells which are in trouble first, since when, why, and what happens next', async () => {
    const { title, entries, pages } = await answer('');
    expect(title).toBe('23 feeds: 1 failing, 1 silent for longer than usual');
    expect(pages).toBe(3);
    expect(entries.slice(0, 4)).toEqual([
      {
        title: 'down',
        link: null,
        detail: 'failing since 2026-03-07 · asked 20 min ago · next in 28 h',
        text: 'no such host (12 times)',
      },
      {
        title: 'quiet',
        link: null,
        detail: 'Asia · silent since 2026-02-20 · asked 20 min ago · next in 20 min',
        text: 'adaptive: an item every 3 h, the last 20 min ago',
      },
      { title: 'fresh', link: null, detail: 'new · not asked yet · next now', text: null },
      { title: 'wire-0', link: null, detail: 'ok · asked 20 min ago · next in 20 min', text: null },
    ]);
  });

  test('has pages', async () => {
    expect((await answer('', 3)).entries.map((entry) => entry.title)).toEqual([
      'wire-17',
      'wire-18',
      'wire-19',
    ]);
    expect((await answer('', 9)).entries).toEqual([]);
  });

  test('finds by a part of the name or of a tag', async () => {
    expect((await answer('ASIA')).entries.map((entry) => entry.title)).toEqual(['quiet']);
    expect((await answer('wire-1')).entries).toHaveLength(10);
    expect(await answer('tin')).toMatchObject({ ok: false, text: 'There is no feed "tin". Ask: feeds' });
  });

  test('shows no address: there may be a key in it', async () => {
    expect(JSON.stringify(await answer(''))).not.toContain('s3cret');
  });

  test('says when nothing is wrong', async () => {
    expect((await answer('', 1, [status('a')])).title).toBe('1 feed: none in trouble');
    expect((await answer('', 1, [])).title).toBe('0 feeds: none in trouble');
  });
});
