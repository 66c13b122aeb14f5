import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Feed } from '../../src/domain/feed.js';
import type { Article } from '../../src/domain/item.js';
import type { Db } from '../../src/store/db.js';
import { claimFeed, dueFeeds, releaseFeed, releaseFeeds } from '../../src/store/feed-claims.js';
import { nextPollAt, type PollRecord, saveMove, savePoll, syncFeeds } from '../../src/store/feeds.js';
import type { Topic } from '../../src/domain/topic.js';
import type { NewArticle } from '../../src/store/arrivals.js';
import { saveTopics } from '../../src/store/topics.js';
import { openStoreForTest, type TestDatabase } from '../support/embedded.js';

let database: TestDatabase;
let db: Db;

beforeAll(async () => {
  ({ database, db } = await openStoreForTest());
});
afterAll(() => database.drop());

const NOW = new Date('2026-03-01T12:00:00Z');
const later = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000);
const feed = (id: string): Feed => ({ id, kind: 'web', location: `https://${id}.example/feed`, tier: 2 });

const record: PollRecord = {
  at: NOW,
  outcome: 'fresh',
  error: null,
  nextPollAt: later(60),
  why: 'hourly',
  validators: { etag: '"new"' },
  bodyHash: 'hash',
  health: {},
  hints: {},
  hostPausedUntil: null,
};

function article(guid: string, search = "'tin':1"): NewArticle {
  const written: Article = {
    guid,
    url: `https://example.org/${guid}`,
    link: null,
    title: `Report ${guid}`,
    body: 'Tin.',
    headings: [],
    lang: 'en',
    publisher: 'Wire',
    author: null,
    via: null,
    publishedAt: NOW,
    dated: true,
  };
  return { article: written, feedHash: guid, index: () => ({ search, words: 1, signature: [1, 1] }) };
}

const stored = (id: string) => db.selectFrom('item').select('guid').where('feed_id', '=', id).execute();
const stateOf = (id: string) =>
  db.selectFrom('feed').selectAll().where('id', '=', id).executeTakeFirstOrThrow();

describe('a poll', () => {
  test('whose articles cannot all be stored stores none of them, and no validator: it is asked again', async () => {
    await syncFeeds(db, [feed('half')], NOW);
    await claimFeed(db, 'half', NOW);
    const poisoned = article('bad', 'not a ts:vector');
    await expect(savePoll(db, feed('half'), record, [article('good'), poisoned])).rejects.toThrow();
    expect(await stored('half')).toEqual([]);
    expect(await stateOf('half')).toMatchObject({ etag: null, body_hash: null, baseline_at: null });
  });

  test('that is stored brings its validators with it', async () => {
    await syncFeeds(db, [feed('whole')], NOW);
    await savePoll(db, feed('whole'), record, [article('one')]);
    expect(await stored('whole')).toHaveLength(1);
    expect(await stateOf('whole')).toMatchObject({ etag: '"new"', body_hash: 'hash', baseline_at: NOW });
  });
});

describe('a claim', () => {
  test('is one process’s, until it is over or its process must be dead', async () => {
    await syncFeeds(db, [feed('taken')], NOW);
    expect(await claimFeed(db, 'taken', NOW)).not.toBeNull();
    expect(await claimFeed(db, 'taken', NOW)).toBeNull();
    expect(await dueFeeds(db, ['taken'], NOW, NOW)).toEqual([]);
    expect(await dueFeeds(db, ['taken'], later(2), later(2))).toHaveLength(1);
    expect(await claimFeed(db, 'taken', later(2))).not.toBeNull();
  });

  test('of one of two feeds of a host excludes the other, until two seconds after', async () => {
    const twins = ['left-twin', 'right-twin'].map((id) => ({
      ...feed(id),
      location: `https://twins.example/${id}`,
    }));
    await syncFeeds(db, twins, NOW);
    const claims = await Promise.all(twins.map(({ id }) => claimFeed(db, id, NOW, false)));
    expect(claims.filter((claim) => claim !== null)).toHaveLength(1);
    const first = twins.find((_, i) => claims[i] !== null)?.id ?? '';
    const second = twins.find((_, i) => claims[i] === null)?.id ?? '';
    await savePoll(db, feed(first), record, []);
    expect(await claimFeed(db, second, later(1 / 60), false)).toBeNull();
    expect(await claimFeed(db, second, later(3 / 60), false)).not.toBeNull();
  });

  test('of a feed that has moved for good excludes those of the host it has moved to', async () => {
    await syncFeeds(db, [feed('moving'), feed('resident'), feed('left')], NOW);
    await saveMove(db, 'moving', null, 'https://resident.example/moving');
    expect((await dueFeeds(db, ['moving'], NOW, NOW))[0]?.host).toBe('resident.example');
    expect(await claimFeed(db, 'moving', NOW, false)).not.toBeNull();
    expect(await claimFeed(db, 'resident', NOW, false)).toBeNull();
    expect(await claimFeed(db, 'left', NOW, false)).not.toBeNull();
    // What is configured has not changed, so it stays where it went.
    await syncFeeds(db, [feed('moving')], NOW);
    expect((await stateOf('moving')).host).toBe('resident.example');
  });

  test('of a dead process is over by the clock, however long ago the feed was due', async () => {
    await syncFeeds(db, [feed('killed')], NOW);
    await claimFeed(db, 'killed', NOW);
    expect(await dueFeeds(db, ['killed'], NOW, later(0.5))).toEqual([]);
    expect(await dueFeeds(db, ['killed'], NOW, later(2))).toHaveLength(1);
  });

  test('that is given back leaves the feed as it was, due', async () => {
    await syncFeeds(db, [feed('back')], NOW);
    const before = await stateOf('back');
    await claimFeed(db, 'back', NOW);
    await releaseFeed(db, 'back');
    expect(await stateOf('back')).toEqual(before);
  });

  test('of a dead process is let go by the only owner of the store', async () => {
    await syncFeeds(db, [feed('left')], NOW);
    await claimFeed(db, 'left', NOW);
    await releaseFeeds(db);
    expect(await dueFeeds(db, ['left'], NOW, NOW)).toHaveLength(1);
  });
});

test('what is known of a feed survives a restart, and goes when its address changes', async () => {
  await syncFeeds(db, [feed('moving')], NOW);
  await savePoll(db, feed('moving'), record, []);
  await syncFeeds(db, [feed('moving')], later(1));
  expect(await stateOf('moving')).toMatchObject({ etag: '"new"', next_poll_at: later(60) });
  await syncFeeds(db, [{ ...feed('moving'), location: 'https://other.example/feed' }], later(1));
  expect(await stateOf('moving')).toMatchObject({
    etag: null,
    host: 'other.example',
    next_poll_at: later(1),
  });
});

test('the next poll is that of the feed that is due first, whatever is not configured any more', async () => {
  await syncFeeds(db, [feed('soon'), feed('sooner'), feed('gone')], NOW);
  await savePoll(db, feed('soon'), { ...record, nextPollAt: later(30) }, []);
  await savePoll(db, feed('sooner'), { ...record, nextPollAt: later(20) }, []);
  expect(await nextPollAt(db, ['soon', 'sooner'])).toEqual(later(20));
  expect(await nextPollAt(db, [])).toBeNull();
});

test('more topics than a statement takes are kept', async () => {
  const topics = Array.from({ length: 14_000 }, (_, i): Topic => {
    const watched = { query: 'tin', aliases: {}, destinations: [], priority: 'normal' } as const;
    const tests = { match: [], ignore: [] };
    return { ...watched, id: `t${i}`, name: `Topic ${i}`, watchlist: 'list', tests, version: '1' };
  });
  await saveTopics(db, topics, NOW);
  const { count } = await db
    .selectFrom('topic')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  expect(count).toBe(14_000);
});
