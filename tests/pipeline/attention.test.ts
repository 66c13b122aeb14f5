import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { nextDigest } from '../../src/deliver/attention.js';
import type { Attention } from '../../src/domain/destination.js';
import type { Briefing } from '../../src/domain/briefing.js';
import type { AlertMessage } from '../../src/domain/message.js';
import type { Priority } from '../../src/domain/topic.js';
import { deliver } from '../../src/pipeline/deliver.js';
import { grow } from '../../src/pipeline/grow.js';
import { alertsOf } from '../../src/store/alerts.js';
import type { Db } from '../../src/store/db.js';
import { dueDigests, rememberDigests } from '../../src/store/digests.js';
import { dueLanes } from '../../src/store/lanes.js';
import { dropAlert, outboxPage } from '../../src/store/outbox.js';
import { sampleAlert } from '../contracts/samples.js';
import { openStoreForTest, type TestDatabase } from '../support/embedded.js';
import { buildPlatform, type Platform } from '../support/platform.js';

const NONE: Attention = { zone: 'UTC', budget: null, quiet: null, digest: null };

let database: TestDatabase;
let db: Db;
let clock: Date;
let desk: Platform;
let attention: Attention;

beforeAll(async () => {
  ({ database, db } = await openStoreForTest());
});
afterAll(() => database.drop());
beforeEach(async () => {
  clock = new Date('2026-03-02T12:00:00Z');
  desk = buildPlatform({ now: () => clock, lagMs: 0, repeatWindowMs: 0, restMs: 1_000 });
  attention = NONE;
  for (const table of ['alert', 'lane', 'attention', 'story'] as const) await db.deleteFrom(table).execute();
});

const advance = (ms: number) => {
  clock = new Date(clock.getTime() + ms);
};
const HOUR = 3_600_000;

async function wants(changes: Partial<Attention>): Promise<void> {
  attention = { ...NONE, ...changes };
  const digestAt = nextDigest(attention, clock);
  const clocks = digestAt ? [{ destination: 'desk', schedule: attention.digest?.cron ?? '', digestAt }] : [];
  await rememberDigests(db, clocks, digestAt ? [] : ['desk'], clock);
}

/** Does what is due until nothing is, as the sweep would have it. */
async function run(): Promise<void> {
  const place = { id: 'desk', account: 'chat', channel: '#desk', attention };
  const parts = {
    db,
    now: () => clock,
    live: () => ({
      messengers: new Map([['desk', desk.messenger]]),
      places: new Map([['desk', place]]),
      operator: null,
    }),
    report: () => {},
    warn: () => {},
    sure: async () => {},
    wait: async (ms: number) => advance(ms),
  };
  for (let turn = 0; turn < 20; turn++) {
    const due = new Set([...(await dueLanes(db, clock)), ...(await dueDigests(db, clock))]);
    if (due.size === 0) return;
    await deliver(parts, new AbortController().signal, 'desk');
    advance(1_100);
  }
}

/** A story, decided on at the desk as it stands now. */
async function tell(storyId: number, priority: Priority = 'normal', changes: Partial<Briefing> = {}) {
  const message: AlertMessage = {
    ...sampleAlert({ storyId, headline: `Story ${storyId}`, ...changes }),
    priority,
  };
  await sql`insert into ww.story (id, revision, briefed_revision, first_at, last_at)
    overriding system value values (${storyId}, 1, 1, ${clock}, ${clock}) on conflict do nothing`.execute(db);
  const alert = {
    id: `alert-of-story-${storyId}-${clock.getTime()}`.slice(0, 40),
    storyId,
    destination: 'desk',
    topics: ['chips'],
    priority,
    message,
  };
  return db.transaction().execute(async (tx) => {
    const known = await alertsOf(tx, storyId);
    return grow(tx, alert, known.get('desk'), clock);
  });
}

const texts = () => desk.posts.map(({ text }) => text);
const states = async () =>
  Object.fromEntries(
    (
      await db
        .selectFrom('alert')
        .select(['story_id', 'state', 'held_for'])
        .where('story_id', 'is not', null)
        .where('root_id', 'is', null)
        .orderBy('story_id')
        .execute()
    ).map((row) => [row.story_id, [row.state, row.held_for]]),
  );

describe('a digest', () => {
  const DAILY = { cron: '0 8 * * *', sayNothingNew: false };

  test('tells at its time, in its zone, what is low, and settles each with itself', async () => {
    await wants({ digest: DAILY, zone: 'Asia/Singapore' });
    await tell(1, 'low');
    await tell(2);
    await tell(3, 'low', { counts: { origins: 4, items: 6, copies: 2 } });
    await run();
    expect(texts()).toEqual(['Story 2']);
    expect(await states()).toEqual({ 1: ['held', 'low'], 2: ['sent', null], 3: ['held', 'low'] });
    expect(await outboxPage(db, 0, 10)).toMatchObject({ held: 2, waiting: 0 });
    clock = new Date('2026-03-03T00:00:00Z');
    await run();
    expect(texts().slice(1)).toEqual([
      'Digest: 2 stories\n10 articles considered, 7 merged into the stories of others, 2 stories held for this digest\nStory 3\nStory 1',
    ]);
    expect(await states()).toMatchObject({ 1: ['digested', 'low'], 3: ['digested', 'low'] });
    advance(24 * HOUR);
    await run();
    expect(desk.posts).toHaveLength(2);
  });

  test('that was due while nothing ran is posted afterwards, once', async () => {
    await wants({ digest: DAILY });
    await tell(1, 'low');
    await run();
    clock = new Date('2026-03-05T17:00:00Z');
    await Promise.all([run(), run()]);
    expect(texts()).toHaveLength(1);
  });

  test('says once that there is nothing new, where that is asked for', async () => {
    await wants({ digest: { ...DAILY, sayNothingNew: true } });
    for (let day = 0; day < 3; day++) {
      advance(24 * HOUR);
      await run();
    }
    expect(texts().map((text) => text.split('\n')[0])).toEqual(['Digest: nothing new']);
    await tell(1, 'low');
    for (let day = 0; day < 3; day++) {
      advance(24 * HOUR);
      await run();
    }
    expect(texts().map((text) => text.split('\n')[0])).toEqual([
      'Digest: nothing new',
      'Digest: 1 story',
      'Digest: nothing new',
    ]);
  });

  test('of many stories stands in the channel once and goes on in its thread; none is left out', async () => {
    await wants({ digest: DAILY });
    for (let n = 1; n <= 40; n++) await tell(n, 'low');
    await run();
    advance(24 * HOUR);
    await run();
    expect(desk.posts.map(({ under }) => under === null)).toEqual([true, false, false]);
    const told =
      texts()
        .join('\n')
        .match(/Story \d+/g) ?? [];
    expect(new Set(told).size).toBe(40);
    expect(told).toHaveLength(40);
  });

  test('whose reply was lost is not posted again, and a story that becomes urgent is posted by itself', async () => {
    await wants({ digest: DAILY });
    await tell(1, 'low');
    await tell(2, 'low');
    await run();
    await tell(2, 'breaking');
    await run();
    expect(texts()).toEqual(['Story 2']);
    advance(24 * HOUR);
    desk.plan([{ kind: 'lost', kept: true }]);
    for (let minute = 0; minute < 4; minute++) {
      await run();
      advance(60_000);
    }
    expect(texts()).toHaveLength(2);
  });

  test('that is taken out of the configuration gives back what was held for it', async () => {
    await wants({ digest: DAILY });
    await tell(1, 'low');
    await run();
    await wants({});
    await run();
    expect(texts()).toEqual(['Story 1']);
  });

  test('what is held can be dropped by a person', async () => {
    await wants({ digest: DAILY });
    await tell(1, 'low');
    await run();
    const [entry] = (await outboxPage(db, 0, 10)).entries;
    expect(entry).toMatchObject({ state: 'held', reason: 'of low priority: told in the next digest' });
    expect(await dropAlert(db, entry?.id ?? '', clock)).toBe(true);
  });
});

describe('a budget', () => {
  test('is spent on the best of what waits; the rest goes into the digest, breaking news past it', async () => {
    await wants({ budget: 2, digest: { cron: '0 8 * * *', sayNothingNew: false } });
    for (let n = 1; n <= 5; n++) await tell(n, 'normal', { counts: { origins: n, items: n, copies: 0 } });
    await tell(6, 'breaking');
    await run();
    expect(texts()).toEqual(['Story 6', 'Story 5', 'Story 4']);
    expect(await states()).toMatchObject({
      1: ['held', 'budget'],
      2: ['held', 'budget'],
      3: ['held', 'budget'],
    });
    advance(24 * HOUR);
    await tell(7);
    await run();
    expect(texts().at(-2)).toContain('Story 3\nStory 2\nStory 1');
    expect(texts().at(-1)).toBe('Story 7');
  });
});

describe('quiet hours', () => {
  test('let breaking news through, and the rest wait until they are over', async () => {
    await wants({ quiet: { from: 20 * 60, until: 7 * 60 }, zone: 'Asia/Singapore' });
    clock = new Date('2026-03-02T13:30:00Z');
    await tell(1);
    await tell(2, 'breaking');
    await run();
    expect(texts()).toEqual(['Story 2']);
    expect(await states()).toMatchObject({ 1: ['pending', 'quiet'] });
    expect(await dueLanes(db, clock)).toEqual([]);
    clock = new Date('2026-03-02T23:00:00Z');
    await run();
    expect(texts()).toEqual(['Story 2', 'Story 1']);
  });
});

test('after an outage one list catches up on what was missed, and breaking news is posted by itself', async () => {
  for (let n = 1; n <= 30; n++) await tell(n, n === 17 ? 'breaking' : 'normal');
  advance(HOUR);
  await run();
  const inChannel = desk.posts.filter(({ under }) => under === null).map(({ text }) => text.split('\n')[0]);
  expect(inChannel).toEqual(['Story 17', 'While this channel was away: 29 stories (1 of 2)']);
  const told =
    texts()
      .join('\n')
      .match(/Story \d+/g) ?? [];
  expect(new Set(told).size).toBe(30);
  expect(told).toHaveLength(30);
});

test('a backlog that only keeps the pace of its platform is posted story by story', async () => {
  for (let n = 1; n <= 30; n++) await tell(n);
  await run();
  expect(texts()).toHaveLength(30);
});

describe('a story that grows', () => {
  const second = sampleAlert().briefing.sources[1];
  const base = sampleAlert().briefing.sources.slice(0, 1);
  if (!second) throw new Error('no source');

  test('is edited in silence for another source, and once a minute at the most', async () => {
    await tell(1, 'normal', { sources: base });
    await run();
    for (let n = 0; n < 5; n++) {
      const more = Array.from({ length: n + 1 }, (_, i) => ({ ...second, itemId: 20 + i }));
      await tell(1, 'normal', { headline: `Story 1 of ${n + 2}`, sources: [...base, ...more] });
      await run();
      advance(20_000);
    }
    await run();
    const edits = await db
      .selectFrom('delivery')
      .select('started_at')
      .where('action', '=', 'update')
      .execute();
    expect(edits.length).toBeLessThanOrEqual(3);
    advance(60_000);
    await run();
    expect(texts()).toEqual(['Story 1 of 6']);
  });

  test('says what is corrected in its thread, and its post says so', async () => {
    await tell(1, 'normal', { sources: base });
    await run();
    const correction = { ...second, title: 'Correction: two customers', mark: 'correction' as const };
    await tell(1, 'normal', { sources: [correction, ...base] });
    await tell(1, 'normal', { sources: [correction, ...base] });
    await run();
    expect(desk.posts.map(({ text, under }) => [text, under])).toEqual([
      ['Story 1 · Corrected: 1 correction in the thread', null],
      ['Correction: Correction: two customers', desk.posts[0]?.key],
    ]);
  });

  test('whose root is not out yet has no thread, and one whose root is lost waits until it is found', async () => {
    await tell(1, 'normal', { sources: base });
    const correction = { ...second, mark: 'correction' as const };
    await tell(1, 'normal', { sources: [correction, ...base] });
    desk.plan([{ kind: 'lost', kept: true }]);
    await run();
    const retraction = { ...second, itemId: 99, mark: 'retraction' as const };
    await tell(1, 'normal', { sources: [retraction, correction, ...base] });
    for (let minute = 0; minute < 4; minute++) {
      await run();
      advance(60_000);
    }
    expect(desk.posts.map(({ text, under }) => [text.split(':')[0], under])).toEqual([
      ['Story 1 · Retracted', null],
      ['Retraction', desk.posts[0]?.key],
    ]);
  });

  test('is not edited for another source once it is an hour old', async () => {
    await tell(1, 'normal', { sources: base });
    await run();
    advance(2 * HOUR);
    await tell(1, 'normal', { headline: 'Story 1 again', sources: [...base, second] });
    await run();
    expect(texts()).toEqual(['Story 1']);
    await tell(1, 'normal', {
      headline: 'Story 1 again',
      sources: [...base, { ...second, mark: 'correction' }],
    });
    await run();
    expect(texts()[0]).toBe('Story 1 again · Corrected: 1 correction in the thread');
  });

  test('that a digest has told is told again by the next one when it is corrected', async () => {
    await wants({ digest: { cron: '0 8 * * *', sayNothingNew: false } });
    await tell(1, 'low', { sources: base });
    advance(24 * HOUR);
    await run();
    await tell(1, 'low', { sources: [...base, second] });
    advance(24 * HOUR);
    await run();
    expect(texts()).toHaveLength(1);
    await tell(1, 'low', { sources: [...base, { ...second, mark: 'correction' }] });
    advance(24 * HOUR);
    await run();
    expect(texts()).toHaveLength(2);
  });
});
