import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Handler, type LocalServer, startServer } from '../ingest/local-server.js';
import { buildHouse, type House, type Opened } from '../support/house.js';

const MINUTE = 60_000;
const DAY = 86_400_000;

let server: LocalServer;
let house: House;
let opened: Opened;
let answer: Handler;

/** A feed whose articles appeared so many days ago. */
function articles(...days: number[]): Handler {
  const items = days.map((day) => {
    const date = new Date(Math.floor(Date.now() / DAY) * DAY - day * DAY).toUTCString();
    return `<item><title>Story of day ${day}</title><guid>${day}</guid><pubDate>${date}</pubDate></item>`;
  });
  return (_request, response) =>
    response.end(`<rss version="2.0"><channel><title>Wire</title>${items.join('')}</channel></rss>`);
}

const refused: Handler = (_request, response) => response.writeHead(403).end();

beforeEach(async () => {
  answer = articles(0, 1, 2);
  server = await startServer((request, response) => answer(request, response));
});

afterEach(async () => {
  await opened.app.stop();
  house.remove();
  await server.close();
});

async function open(more: string): Promise<void> {
  house = buildHouse({
    feeds: `  - id: wire\n    url: ${server.origin}/feed\n    headers: { X-Key: $WIRE_KEY }\n`,
    destinations: `  - id: screen\n    account: screen\nallowPrivate: ["${server.hostPort}"]\n${more}`,
    env: { WIRE_KEY: 'k-s3cret' },
  });
  opened = await house.open();
}

/** Polls once more; what the operator has been told until then. */
async function poll(next: Handler = answer): Promise<string[]> {
  answer = next;
  await opened.app.pollNow('wire');
  await opened.app.drain(MINUTE, true);
  return opened
    .screen()
    .split('\n')
    .filter((line) => line !== '' && line !== 'Feed wire');
}

test('a feed that refuses us is told once, and once more when it lets us in again', async () => {
  await open('operator: screen\n');
  expect(await poll()).toEqual([]);
  await poll(refused);
  const told = await poll(refused);
  expect(told.join(' ')).toMatch(
    /^The server does not let us in \(403\)\. Asked again at \d{4}-\d\d-\d\d \d\d:\d\d UTC\.$/,
  );
  expect((await poll(articles(0, 1, 2))).at(-1)).toBe('Can be read again.');
  expect(await poll()).toHaveLength(told.length + 1);
});

test('a feed that is silent for longer than usual is told once, and once more when it speaks', async () => {
  await open('operator: screen\n');
  expect((await poll(articles(30, 31, 32, 33, 34, 35))).join()).toMatch(
    /^Has had nothing new since \d{4}-\d\d-\d\d, which is unusual\.$/,
  );
  expect(await poll()).toHaveLength(1);
  expect((await opened.app.feeds())[0]).toMatchObject({ id: 'wire', state: 'silent' });
  expect((await opened.app.ask({ text: 'feeds', page: 1 })).title).toBe(
    '1 feed: 1 silent for longer than usual',
  );
  expect((await poll(articles(0, 30, 31, 32, 33, 34, 35))).slice(1)).toEqual(['Has new articles again.']);
  expect((await opened.app.feeds())[0]).toMatchObject({ state: 'ok', silentSince: null });
});

test('without an operator nobody is told, and the run says it', async () => {
  await open('');
  await poll();
  expect(await poll(refused)).toEqual([]);
  expect(opened.events.filter((event) => event.event === 'feed').map((event) => event.notice)).toContain(
    'the server does not let us in (403)',
  );
});

test('the header of a feed goes with each poll to its own host, and no further', async () => {
  const elsewhere = await startServer((_request, response) =>
    response.end('<rss version="2.0"><channel><title>Moved</title></channel></rss>'),
  );
  await open('');
  await poll();
  await poll((_request, response) =>
    response.writeHead(302, { location: `http://localhost:${elsewhere.port}/feed` }).end(),
  );
  expect(server.requests.map((request) => request.headers['x-key'])).toEqual(['k-s3cret', 'k-s3cret']);
  expect(elsewhere.requests.map((request) => request.headers['x-key']).filter(Boolean)).toEqual([]);
  expect(opened.log()).not.toContain('k-s3cret');
  await elsewhere.close();
});
