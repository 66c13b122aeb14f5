import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AlertEvent, FeedEvent } from '../../src/domain/event.js';
import { buildHouse, type House, type Opened } from '../support/house.js';

const MINUTE = 60_000;
const HOUR = 3_600_000;

interface Entry {
  readonly guid: string;
  readonly title: string;
  readonly at: Date;
  readonly link?: string;
}

let entries: Entry[] = [];
let answer: ((request: IncomingMessage, response: ServerResponse) => void) | null = null;
let requests: IncomingMessage[] = [];
let server: Server;
let house: House | null = null;
let opened: Opened | null = null;

beforeEach(async () => {
  entries = [];
  answer = null;
  requests = [];
  server = createServer((request, response) => {
    requests.push(request);
    if (answer) return answer(request, response);
    const etag = `"${entries.map((entry) => entry.guid).join()}"`;
    if (request.headers['if-none-match'] === etag) return void response.writeHead(304).end();
    response.writeHead(200, { 'content-type': 'application/rss+xml', etag }).end(rss(entries));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  await opened?.app.stop();
  opened = null;
  house?.remove();
  house = null;
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function rss(list: readonly Entry[]): string {
  const items = list.map((entry) => {
    const { guid, title, at } = entry;
    const link = entry.link ?? `https://news.example/${guid}`;
    const what = `<guid isPermaLink="false">${guid}</guid><link>${link}</link><title>${title}</title>`;
    return `<item>${what}<pubDate>${at.toUTCString()}</pubDate><description>${title}: tin, ${guid}.</description></item>`;
  });
  return `<rss version="2.0"><channel><title>Metal Daily</title><link>https://news.example/</link>${items.join('')}</channel></rss>`;
}

const ago = (hours: number): Date => new Date(Date.now() - hours * HOUR);

const TITLES = [
  'Tin prices rise after a mine stops work',
  'Tin smelters expect no shortage before spring',
  'Makers of solder buy less tin this year',
  'Malaysia plans a new tin smelter near Penang',
  'Indonesia limits its exports of refined tin',
  'London exchange reports lower stocks of tin',
];
const news = (guids: string, hours: number): Entry[] =>
  TITLES.map((title, i) => ({ guid: `${guids}${i}`, title, at: ago(hours + i * 30) }));

async function openHouse(topic = ''): Promise<Opened> {
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  house = buildHouse({
    feeds: `  - id: wire\n    url: http://${host}/feed.xml\n    fulltext: never\nallowPrivate: ["${host}"]\n`,
    watchlists: {
      'a.yaml': `name: A\ndestinations: [screen]\ntopics:\n  - id: tin\n    name: Tin\n    query: tin\n${topic}`,
    },
  });
  opened = await house.open();
  return opened;
}

async function poll({ app, events }: Opened): Promise<FeedEvent> {
  await app.pollNow('wire');
  await app.drain(MINUTE, true);
  const last = events.filter((event) => event.event === 'feed').at(-1);
  if (last?.event !== 'feed') throw new Error('the feed was not polled');
  return last;
}

const sent = ({ events }: Opened) =>
  events
    .filter((event): event is AlertEvent => event.event === 'alert' && event.state === 'sent')
    .map((event) => event.headline);

describe('the first poll of a web feed', () => {
  test('is a baseline: found by look-ups, never posted; what comes later is', async () => {
    entries = news('a', 1).slice(0, 3);
    const run = await openHouse();
    expect(await poll(run)).toMatchObject({ outcome: 'fresh', items: 3, new: 3 });
    expect(sent(run)).toEqual([]);
    expect((await run.app.ask({ text: 'search smelters', page: 1 })).entries).toHaveLength(1);
    entries = [
      { guid: 'new', title: 'Tin falls on weak demand from makers of solder', at: ago(0) },
      ...entries,
    ];
    await poll(run);
    expect(sent(run)).toEqual(['Tin falls on weak demand from makers of solder']);
  });

  test('posts what is young enough for a topic that asks for backfill', async () => {
    entries = news('a', 1).slice(0, 3);
    const run = await openHouse('    backfill: 36h\n');
    await poll(run);
    expect(new Set(sent(run))).toEqual(new Set([TITLES[0], TITLES[1]]));
  });
});

describe('identity', () => {
  test('an article whose guid and address change is the same by its headline and day', async () => {
    entries = news('a', 1);
    const run = await openHouse();
    await poll(run);
    entries = entries.map((entry, i) => ({
      ...entry,
      guid: `other${i}`,
      link: `https://moved.example/${i}`,
    }));
    expect(await poll(run)).toMatchObject({ items: 6, new: 0, held: 0 });
    expect(sent(run)).toEqual([]);
  });

  test('a known feed that is suddenly new without being news is held until the operator accepts it', async () => {
    entries = news('a', 1);
    const run = await openHouse();
    await poll(run);
    entries = news('b', 50).map((entry) => ({ ...entry, link: `https://moved.example/${entry.guid}` }));
    const event = await poll(run);
    expect(event).toMatchObject({
      new: 0,
      held: 6,
      notice: expect.stringContaining('wirewatch feeds accept wire'),
    });
    expect(sent(run)).toEqual([]);
    expect(await run.app.acceptHeld('wire', true)).toBe(6);
    await run.app.drain(MINUTE, true);
    expect(sent(run).length).toBeGreaterThan(0);
  });

  test('a feed that is all new because it is all news is not held', async () => {
    entries = news('a', 1);
    const run = await openHouse();
    await poll(run);
    entries = TITLES.map((title, i) => ({ guid: `n${i}`, title: `${title}, day two`, at: ago(i / 10) }));
    expect(await poll(run)).toMatchObject({ new: 6, held: 0 });
  });

  test('two entries that are one article do not overwrite each other for ever', async () => {
    const at = ago(1);
    entries = [
      { guid: 'x', title: 'Live: the tin conference in London, hour by hour', at },
      { guid: 'y', title: 'Live: the tin conference in London, hour by hour', at },
    ];
    const run = await openHouse();
    expect(await poll(run)).toMatchObject({ items: 2, new: 1 });
    entries = [...entries, { guid: 'z', title: 'Tin closes higher', at }];
    await poll(run);
    expect(run.events.filter((event) => event.event === 'item' && event.change === 'changed')).toEqual([]);
  });
});

describe('manners', () => {
  test('what a server gave to be sent back is sent back, and a 304 changes nothing', async () => {
    entries = news('a', 1);
    const run = await openHouse();
    await poll(run);
    expect(requests[0]?.headers['if-none-match']).toBeUndefined();
    expect(await poll(run)).toMatchObject({ outcome: 'unchanged', items: 0 });
    expect(requests.at(-1)?.headers['if-none-match']).toBe('"a0,a1,a2,a3,a4,a5"');
  });

  test('a page that is no feed, and a feed that lost all its articles, are errors that keep what we have', async () => {
    entries = news('a', 1);
    const run = await openHouse();
    await poll(run);
    answer = (_request, response) =>
      void response.writeHead(200, { etag: '"login"' }).end('<html><body><form>Sign in</form></body></html>');
    expect(await poll(run)).toMatchObject({ outcome: 'failed', error: expect.any(String) });
    answer = (_request, response) => void response.end(rss([]));
    expect(await poll(run)).toMatchObject({ outcome: 'failed', error: 'the feed has no articles any more' });
    answer = null;
    expect(await poll(run)).toMatchObject({ outcome: 'unchanged', error: null });
  });

  test('a server that asks for patience is not asked again before', async () => {
    entries = news('a', 1);
    const run = await openHouse();
    answer = (_request, response) => void response.writeHead(429, { 'retry-after': '7200' }).end();
    const event = await poll(run);
    expect(event.outcome).toBe('throttled');
    expect(new Date(event.nextPollAt ?? 0).getTime()).toBeGreaterThan(Date.now() + 1.9 * HOUR);
    const [status] = await run.app.feeds();
    expect(status).toMatchObject({ state: 'failing', why: expect.stringContaining('429') });
    await run.app.drain(MINUTE, true);
    expect(requests).toHaveLength(1);
  });
});
