import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { FeedEvent, RunEvent } from '../../src/domain/event.js';
import type { Feed } from '../../src/domain/feed.js';
import { createCompleter } from '../../src/ingest/complete-articles.js';
import { createFetcher, type Fetcher } from '../../src/ingest/fetch.js';
import { createParser, type Parser } from '../../src/ingest/parse.js';
import { compileTopics } from '../../src/match/compile.js';
import { createPipeline, type Pipeline } from '../../src/pipeline.js';
import { connect, type Db, migrate } from '../../src/store/db.js';
import { feedStates, makeDue, syncFeeds } from '../../src/store/feeds.js';
import { hubReasons } from '../../src/store/hubs.js';
import { startWeb, type WebServer } from '../../src/web/server.js';
import { type LocalServer, startServer } from '../ingest/local-server.js';
import { openEmbeddedForTest, type TestDatabase } from '../support/embedded.js';
import { call, type Form, type LocalHub, startHub } from '../support/hub.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = new Date('2025-07-01T12:00:00Z');
const PUBLIC = 'https://wire.example.org';

let store: TestDatabase;
let db: Db;
let publisher: LocalServer;
let hub: LocalHub;
let secureHub: LocalHub;
let fetcher: Fetcher;
let parser: Parser;
let web: WebServer;

let clock = START;
let listening: { url: string; since: Date } | null;
let events: RunEvent[];
let feed: Feed;
let pipeline: Pipeline;
/** What the publisher serves. */
let page: { links: string; header: string | null; items: string };

beforeAll(async () => {
  // Hubs that may have a secret speak https, and nobody vouches for the one on this machine.
  process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
  store = await openEmbeddedForTest();
  db = connect(store.db.app);
  await migrate(db);
  const reach = (callback: string) => callback.replace(PUBLIC, `http://127.0.0.1:${web.port}`);
  hub = await startHub(reach);
  secureHub = await startHub(reach, true);
  publisher = await startServer((_request, response) => {
    if (page.header !== null) response.setHeader('link', page.header);
    response.writeHead(200, { 'content-type': 'application/rss+xml' }).end(rss(page.items, page.links));
  });
  fetcher = createFetcher({
    userAgent: 'Wirewatch/0.1.0',
    allow: [publisher.hostPort, hub.hostPort, secureHub.hostPort],
  });
  parser = createParser();
  web = await startWeb({
    host: '127.0.0.1',
    port: 0,
    page: null,
    publicUrl: PUBLIC,
    healthy: async () => true,
    hubs: {
      verify: (token, query) => pipeline.websub.verify(token, query),
      expects: (token) => pipeline.websub.expects(token),
      pushed: (token, headers, body) => pipeline.websub.pushed(token, headers, body),
    },
    onError: (where, error) => {
      throw new Error(`${where}: ${String(error)}`);
    },
  });
});

afterAll(async () => {
  await web.close();
  await fetcher.close();
  await parser.close();
  await Promise.all([publisher.close(), hub.close(), secureHub.close()]);
  await store.drop();
  delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
});

beforeEach(async () => {
  clock = START;
  for (const table of ['hub', 'subscription', 'alias', 'item', 'feed'] as const)
    await db.deleteFrom(table).execute();
  for (const one of [hub, secureHub]) {
    one.asked.length = 0;
    one.answer(202);
  }
  page = { links: links(hub), header: null, items: item(0, -2 * HOUR) };
  feed = { id: 'wire', kind: 'web', location: `${publisher.origin}/feed`, tier: 2, fulltext: 'never' };
  begin();
  await syncFeeds(db, [feed], clock);
});

afterEach(async () => {
  await pipeline.websub.stored();
  await pipeline.websub.asked();
});

/** Starts the program's line as it stands after a start: what it knows is in the store. */
function begin(reader = parser): void {
  events = [];
  listening = { url: `${PUBLIC}/websub/`, since: clock };
  const tools = { fetcher, parser: reader, random: () => 0.5 };
  pipeline = createPipeline({
    db,
    queue: { wake: async () => {} },
    live: () => ({
      feeds: new Map([[feed.id, feed]]),
      topics: new Map(),
      index: compileTopics([]).index,
      destinations: new Set(),
      messengers: new Map(),
      places: new Map(),
      operator: null,
      tierOf: () => 2 as const,
    }),
    tools,
    completer: createCompleter({ ...tools, now: () => clock, wait: async () => {} }),
    rewording: null,
    allowed: new Set(),
    callbacks: () => listening,
    warn: () => {},
    sure: async () => {},
    wait: async () => {},
    now: () => clock,
    report: (event) => events.push(event),
  });
}

const links = (at: LocalHub) =>
  `<atom:link rel="hub" href="${at.url}"/><atom:link rel="self" href="http://wire.example/self"/>`;

function item(id: number, afterStart: number): string {
  const date = new Date(START.getTime() + afterStart).toUTCString();
  return `<item><guid isPermaLink="false">g${id}</guid><title>Tin report number ${id}</title><link>https://wire.example/${id}</link><pubDate>${date}</pubDate><description>Text ${id}</description></item>`;
}

function rss(items: string, inside = ''): string {
  return `<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>Metal Daily</title>${inside}${items}</channel></rss>`;
}

const later = (ms: number) => (clock = new Date(clock.getTime() + ms));

/** Polls now and, as a sweep does, asks the hub for what is due. */
async function poll(): Promise<FeedEvent> {
  await makeDue(db, feed.id, clock);
  await pipeline.poll(feed.id);
  await sweep();
  return lastEvent();
}

async function sweep(): Promise<void> {
  await pipeline.websub.sweep();
  await pipeline.websub.asked();
  // What was asked may leave others to be left.
  await pipeline.websub.sweep();
  await pipeline.websub.asked();
}

function lastEvent(): FeedEvent {
  const last = events.filter((event) => event.event === 'feed').at(-1);
  if (last?.event !== 'feed') throw new Error('nothing was reported');
  return last;
}

const titles = async () =>
  (await db.selectFrom('item').select('title').orderBy('id').execute()).map((row) =>
    Number(row.title.split(' ').at(-1)),
  );
const hubRow = () => db.selectFrom('hub').selectAll().executeTakeFirstOrThrow();
const states = async () =>
  (await db.selectFrom('subscription').select('state').execute()).map((row) => row.state).sort();
const nextPoll = async () =>
  ((await feedStates(db, [feed.id]))[0]?.next_poll_at?.getTime() ?? 0) - clock.getTime();

function last(of: LocalHub = hub): Form {
  const ask = of.asked.at(-1);
  if (!ask) throw new Error('the hub was not asked');
  return ask;
}

/** Polls, is asked to verify, and confirms. */
async function subscribed(to: LocalHub = hub): Promise<Form> {
  page.links = links(to);
  await poll();
  expect(await to.verify(last(to))).toMatchObject({ status: 200, text: 'echo-me-7' });
  return last(to);
}

async function pushed(ask: Form, items: string, how: Parameters<LocalHub['push']>[2] = {}, to = hub) {
  const answer = await to.push(ask, rss(items), how);
  await pipeline.websub.stored();
  return answer;
}

describe('a feed that names its hub', () => {
  test('is subscribed to under the address that it gives itself, and polled where the user said', async () => {
    await subscribed();
    expect(last()).toMatchObject({ 'hub.mode': 'subscribe', 'hub.topic': 'http://wire.example/self' });
    expect(last()['hub.callback']).toMatch(/^https:\/\/wire\.example\.org\/websub\/[\w-]{32}$/);
    expect((await feedStates(db, [feed.id]))[0]?.location).toBe(feed.location);
  });

  test('in a Link header is believed before its own links', async () => {
    page.header = `<${hub.url}?header>; rel="hub", </there>; rel="self"`;
    await poll();
    expect(await hubRow()).toMatchObject({ hub: `${hub.url}?header`, topic: `${publisher.origin}/there` });
  });

  test('is asked for once, not with every poll', async () => {
    await poll();
    later(5 * MINUTE);
    page.items += item(1, 0);
    await poll();
    expect(hub.asked).toHaveLength(1);
  });

  test('is only polled while nobody can reach us', async () => {
    listening = null;
    await poll();
    expect(hub.asked).toHaveLength(0);
    expect(await hubRow()).toMatchObject({ hub: hub.url });
  });

  test('and names another one leaves the first', async () => {
    const first = await subscribed();
    later(HOUR);
    page = { ...page, links: links(secureHub), items: page.items + item(1, 0) };
    await poll();
    expect(last(secureHub)).toMatchObject({ 'hub.mode': 'subscribe' });
    expect(last()).toEqual({
      'hub.mode': 'unsubscribe',
      'hub.topic': first['hub.topic'],
      'hub.callback': first['hub.callback'],
    });
    expect(await hub.verify(last())).toMatchObject({ status: 200, text: 'echo-me-7' });
    expect(await states()).toEqual(['asked']);
  });
});

describe('a hub that verifies', () => {
  beforeEach(() => poll());

  test('is answered with its challenge, as text', async () => {
    const answer = await hub.verify(last(), { 'hub.challenge': '<b>&' });
    expect(answer).toMatchObject({ status: 200, text: '<b>&', type: expect.stringMatching(/^text\/plain/) });
    expect(await states()).toEqual(['active']);
  });

  test.each<[string, Form]>([
    ['another topic', { 'hub.topic': 'http://wire.example/other' }],
    ['the address that the user polls', { 'hub.topic': 'http://127.0.0.1/feed' }],
    ['another mode', { 'hub.mode': 'unsubscribe' }],
    ['a mode that there is not', { 'hub.mode': 'publish' }],
    ['an endless challenge', { 'hub.challenge': 'x'.repeat(4_000) }],
  ])('for %s is told that there is no such thing', async (_what, changed) => {
    expect(await hub.verify(last(), changed)).toMatchObject({ status: 404 });
    expect(await states()).toEqual(['asked']);
  });

  test('under an address that was never given is told the same', async () => {
    const wrong = { ...last(), 'hub.callback': `${PUBLIC}/websub/${'a'.repeat(32)}` };
    expect(await hub.verify(wrong)).toMatchObject({ status: 404 });
  });

  test('can verify once: a replayed challenge is not answered', async () => {
    expect(await hub.verify(last())).toMatchObject({ status: 200 });
    expect(await hub.verify(last())).toMatchObject({ status: 404 });
    expect(await hub.verify(last(), { 'hub.mode': 'unsubscribe' })).toMatchObject({ status: 404 });
    expect(await states()).toEqual(['active']);
  });

  test('more than a day later comes too late', async () => {
    later(DAY + MINUTE);
    expect(await hub.verify(last())).toMatchObject({ status: 404 });
  });

  test('and never does is asked again, less and less often, under new addresses', async () => {
    const waits: number[] = [];
    for (let i = 0; i < 4; i++) {
      const { ask_at } = await hubRow();
      waits.push((ask_at.getTime() - clock.getTime()) / HOUR);
      clock = ask_at;
      await sweep();
    }
    expect(waits).toEqual([1, 2, 4, 8]);
    expect(new Set(hub.asked.map((ask) => ask['hub.callback'])).size).toBe(5);
  });

  test('that was down is asked again', async () => {
    hub.answer(500);
    later(HOUR);
    await sweep();
    expect(await hubRow()).toMatchObject({ reason: 'the hub answers 500', failures: 2 });
  });
});

describe('a hub that refuses', () => {
  const denial = (ask: Form, topic = ask['hub.topic'] ?? '') =>
    hub.verify(ask, { 'hub.mode': 'denied', 'hub.topic': topic, 'hub.reason': 'no room' });

  test('is let alone for a week, and the feed is polled', async () => {
    await poll();
    expect(await denial(last())).toMatchObject({ status: 200 });
    expect(await states()).toEqual([]);
    expect(await hubRow()).toMatchObject({
      reason: 'the hub refuses: no room',
      ask_at: new Date(clock.getTime() + 7 * DAY),
    });
    expect(await hubReasons(db, [(await hubRow()).feed_id])).toEqual(
      new Map([[(await hubRow()).feed_id, 'the hub refuses: no room']]),
    );
  });

  test('later on, after pushing, has the feed polled at once', async () => {
    const ask = await subscribed();
    await pushed(ask, item(1, 0));
    await poll();
    expect(await nextPoll()).toBeGreaterThanOrEqual(6 * HOUR);
    expect(await denial(ask)).toMatchObject({ status: 200 });
    expect(await nextPoll()).toBe(0);
    expect(await pushed(ask, item(2, 0))).toMatchObject({ status: 410 });
  });

  test('something else is not heard', async () => {
    await poll();
    expect(await denial(last(), 'http://wire.example/other')).toMatchObject({ status: 404 });
    expect(await states()).toEqual(['asked']);
  });
});

describe('a push', () => {
  test('is stored as a poll is: new, changed and known items', async () => {
    const ask = await subscribed();
    page.items += item(1, 0);
    expect(
      await pushed(ask, item(0, -2 * HOUR) + item(1, 0) + item(2, 0).replace('Text', 'Other text')),
    ).toMatchObject({ status: 202 });
    expect(lastEvent()).toMatchObject({ outcome: 'pushed', items: 3, new: 2, error: null });
    expect(await titles()).toEqual([0, 1, 2]);
    await pushed(ask, item(2, 0));
    expect(events.at(-1)).toMatchObject({ event: 'item', change: 'changed' });
    later(5 * MINUTE);
    expect(await poll()).toMatchObject({ outcome: 'fresh', items: 2, new: 0 });
  });

  test('shows that the hub works: then the feed is polled every 6 hours only', async () => {
    const ask = await subscribed();
    expect(await nextPoll()).toBeLessThan(6 * HOUR);
    await pushed(ask, item(1, 0));
    await poll();
    expect(await nextPoll()).toBeGreaterThanOrEqual(6 * HOUR);
    expect(await nextPoll()).toBeLessThanOrEqual(24 * HOUR);
    expect((await feedStates(db, [feed.id]))[0]?.next_poll_why).toContain(`${hub.hostPort} pushes`);
  });

  test('leaves the interval alone that the operator chose', async () => {
    feed = { ...feed, everyMinutes: 30 };
    const ask = await subscribed();
    await pushed(ask, item(1, 0));
    await poll();
    expect(await nextPoll()).toBeLessThanOrEqual(33 * MINUTE);
  });

  test('does not put off the poll behind it', async () => {
    const ask = await subscribed();
    await pushed(ask, item(1, 0));
    await poll();
    const before = clock.getTime() + (await nextPoll());
    later(3 * HOUR);
    await pushed(ask, item(2, 0));
    expect(clock.getTime() + (await nextPoll())).toBe(before);
  });

  test('that is no feed changes nothing but that the feed is polled soon', async () => {
    const ask = await subscribed();
    expect(await pushed(ask, item(1, 0))).toMatchObject({ status: 202 });
    await poll();
    for (const garbage of ['<html>no</html>', '\u0000\u0001', '{}', '<rss', '']) {
      expect(await hub.push(ask, garbage)).toMatchObject({ status: 202 });
      await pipeline.websub.stored();
      expect(lastEvent().error).toMatch(/^what 127\.0\.0\.1:\d+ pushed can't be used: /);
    }
    expect(await titles()).toEqual([0, 1]);
    expect(await nextPoll()).toBe(2 * MINUTE);
    expect((await feedStates(db, [feed.id]))[0]).toMatchObject({ failing_since: null, last_error: null });
  });

  test('that is larger than 3 MB is refused', async () => {
    const ask = await subscribed();
    const large = rss(item(1, 0), `<!--${'x'.repeat(3 << 20)}-->`);
    const { token } = await db.selectFrom('subscription').select('token').executeTakeFirstOrThrow();
    const length = { 'content-length': String(Buffer.byteLength(large)), connection: 'keep-alive' };
    expect(await call('POST', `http://127.0.0.1:${web.port}/websub/${token}`, length)).toMatchObject({
      status: 413,
    });
    expect(ask['hub.callback']).toContain(token);
    expect(await titles()).toEqual([0]);
  });

  test('to an address that is not confirmed, or is gone, is told to stop', async () => {
    await poll();
    expect(await pushed(last(), item(1, 0))).toMatchObject({ status: 410 });
    expect(await pushed({ 'hub.callback': `${PUBLIC}/websub/x` }, item(1, 0))).toMatchObject({ status: 410 });
    const ask = await subscribed();
    later(11 * DAY);
    expect(await pushed(ask, item(1, 0))).toMatchObject({ status: 410 });
    expect(await titles()).toEqual([0]);
  });

  test('for a feed that is no longer configured is told to stop, and the hub is left', async () => {
    const ask = await subscribed();
    feed = { ...feed, id: 'another' };
    expect(await pushed(ask, item(1, 0))).toMatchObject({ status: 410 });
    clock = (await hubRow()).ask_at;
    await sweep();
    expect(last()).toMatchObject({ 'hub.mode': 'unsubscribe' });
  });

  test('in an endless row is put off', async () => {
    const ask = await subscribed();
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, i) => hub.push(ask, rss(item(i + 1, 0)))),
    );
    await pipeline.websub.stored();
    const taken = answers.filter((answer) => answer.status === 202).length;
    expect(answers.every(({ status }) => status === 202 || status === 503)).toBe(true);
    expect(taken).toBeGreaterThanOrEqual(8);
    expect(await titles()).toHaveLength(1 + taken);
  });
});

describe('a push by a hub over https', () => {
  test.each(['sha1', 'sha256', 'sha384', 'sha512'])(
    'is believed when it is signed with %s',
    async (algorithm) => {
      const ask = await subscribed(secureHub);
      expect(ask['hub.secret']).toMatch(/^[\w-]{43}$/);
      expect(await pushed(ask, item(1, 0), { algorithm }, secureHub)).toMatchObject({ status: 202 });
      expect(await titles()).toEqual([0, 1]);
    },
  );

  test.each([null, '', 'sha256=00', `sha256=${'0'.repeat(64)}`, `md5=${'0'.repeat(32)}`, 'nonsense'])(
    'is answered alike and thrown away when its signature is %s',
    async (signature) => {
      const ask = await subscribed(secureHub);
      const wait = await nextPoll();
      expect(await pushed(ask, item(1, 0), { signature }, secureHub)).toEqual(
        await pushed(ask, item(0, -2 * HOUR), {}, secureHub),
      );
      expect(await titles()).toEqual([0]);
      expect(events.filter((event) => event.event === 'feed' && event.outcome === 'pushed')).toHaveLength(1);
      expect(await nextPoll()).toBe(wait);
    },
  );
});

describe('a lease', () => {
  test('is renewed at four fifths under another address and secret, and the old one is left', async () => {
    const first = await subscribed(secureHub);
    later(8 * DAY - MINUTE);
    await sweep();
    expect(secureHub.asked).toHaveLength(1);
    later(MINUTE);
    await sweep();
    const second = last(secureHub);
    expect(second['hub.callback']).not.toBe(first['hub.callback']);
    expect(second['hub.secret']).not.toBe(first['hub.secret']);
    expect(await states()).toEqual(['active', 'asked']);
    expect(await pushed(first, item(1, 0), {}, secureHub)).toMatchObject({ status: 202 });
    expect(await secureHub.verify(second)).toMatchObject({ status: 200 });
    await sweep();
    expect(last(secureHub)).toMatchObject({
      'hub.mode': 'unsubscribe',
      'hub.callback': first['hub.callback'],
    });
    expect(await secureHub.verify(last(secureHub))).toMatchObject({ status: 200 });
    expect(await states()).toEqual(['active']);
    expect(await pushed(first, item(2, 0), {}, secureHub)).toMatchObject({ status: 410 });
    expect(await pushed(second, item(3, 0), {}, secureHub)).toMatchObject({ status: 202 });
    expect(await titles()).toEqual([0, 1, 3]);
  });

  test('that a hub gives for ever is one of 14 days', async () => {
    await poll();
    await hub.verify(last(), { 'hub.lease_seconds': '999999999' });
    const { until: end } = await db.selectFrom('subscription').select('until').executeTakeFirstOrThrow();
    expect(end).toEqual(new Date(START.getTime() + 14 * DAY));
  });

  test('that runs out has the feed polled as before', async () => {
    const ask = await subscribed();
    await pushed(ask, item(1, 0));
    hub.answer(500);
    later(9 * DAY);
    await poll();
    expect(await nextPoll()).toBeGreaterThanOrEqual(6 * HOUR);
    later(DAY + MINUTE);
    await sweep();
    expect(await nextPoll()).toBeLessThanOrEqual(0);
    await poll();
    expect(await nextPoll()).toBeLessThan(6 * HOUR);
  });
});

describe('a hub that accepts and never pushes', () => {
  test('is believed in for no more than three items, and the feed is polled at its own rhythm all along', async () => {
    await subscribed();
    for (let i = 1; i <= 3; i++) {
      page.items += item(i, clock.getTime() - START.getTime() + 5 * MINUTE);
      later(HOUR);
      const { notice } = await poll();
      expect(await nextPoll()).toBeLessThan(6 * HOUR);
      if (i < 3) expect(notice).toBeNull();
      else
        expect(notice).toMatch(/^127\.0\.0\.1:\d+ does not push all that appears: polled only, for a week$/);
    }
    expect(last()).toMatchObject({ 'hub.mode': 'unsubscribe' });
    expect(await hubRow()).toMatchObject({ reason: 'the hub left out 3 items that polls found' });
    const asked = hub.asked.length;
    later(7 * DAY);
    await sweep();
    expect(hub.asked).toHaveLength(asked + 1);
  });

  test('any more, is found out by the poll behind it, which then comes as often as before', async () => {
    const ask = await subscribed();
    await pushed(ask, item(1, 0));
    await poll();
    later(6.5 * HOUR);
    page.items += item(2, HOUR) + item(3, 2 * HOUR) + item(4, 3 * HOUR);
    expect(await poll()).toMatchObject({ new: 3, notice: expect.stringContaining('polled only') });
    expect(await nextPoll()).toBeLessThan(6 * HOUR);
  });

  test('is not blamed for what it may still push, nor for what came before', async () => {
    await subscribed();
    later(HOUR);
    page.items +=
      item(1, HOUR - MINUTE) + item(2, HOUR - 2 * MINUTE) + item(3, HOUR - 3 * MINUTE) + item(4, HOUR);
    expect(await poll()).toMatchObject({ new: 4, notice: null });
    expect(await hubRow()).toMatchObject({ misses: 0 });
  });

  test('is forgiven when it pushes', async () => {
    const ask = await subscribed();
    later(HOUR);
    page.items += item(1, 5 * MINUTE) + item(2, 5 * MINUTE);
    await poll();
    expect(await hubRow()).toMatchObject({ misses: 2 });
    await pushed(ask, item(3, HOUR));
    expect(await hubRow()).toMatchObject({ misses: 0 });
  });
});

describe('after a restart', () => {
  test('verification, pushes and renewal go on from the store', async () => {
    await poll();
    begin();
    expect(await hub.verify(last())).toMatchObject({ status: 200 });
    begin();
    expect(await pushed(last(), item(1, 0))).toMatchObject({ status: 202 });
    expect(await titles()).toEqual([0, 1]);
    begin();
    later(8 * DAY);
    await sweep();
    expect(hub.asked).toHaveLength(2);
  });

  test('feeds that rely on pushes are looked at soon, and the hub is not blamed for what came meanwhile', async () => {
    const ask = await subscribed();
    await pushed(ask, item(1, 0));
    await poll();
    later(2 * HOUR);
    page.items += item(2, HOUR) + item(3, HOUR) + item(4, HOUR);
    begin();
    await sweep();
    expect(await nextPoll()).toBeLessThanOrEqual(10 * MINUTE);
    later(10 * MINUTE);
    expect(await poll()).toMatchObject({ new: 3, notice: null });
    expect(await hubRow()).toMatchObject({ misses: 0 });
  });

  test('under another public address everything is subscribed to anew', async () => {
    const ask = await subscribed();
    begin();
    listening = { url: 'https://moved.example.org/websub/', since: clock };
    await sweep();
    expect(last()['hub.callback']).toMatch(/^https:\/\/moved\.example\.org\/websub\//);
    expect(await pushed(ask, item(1, 0))).toMatchObject({ status: 410 });
  });

  test('a push that was answered and then lost is found by a poll within minutes', async () => {
    const ask = await subscribed();
    await pushed(ask, item(1, 0));
    await poll();
    page.items += item(2, 0);
    const ended = createParser();
    await ended.close();
    begin(ended);
    expect(await pushed(ask, item(2, 0))).toMatchObject({ status: 202 });
    expect(await titles()).toEqual([0, 1]);
    begin();
    expect(await nextPoll()).toBe(2 * MINUTE);
    later(2 * MINUTE);
    await pipeline.poll(feed.id);
    expect(await titles()).toEqual([0, 1, 2]);
  });
});
