import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Validators } from '../../src/domain/feed.js';
import { createFetcher, type Fetcher } from '../../src/ingest/fetch.js';
import { HEALTHY, type Health, type PollOutcome } from '../../src/ingest/health.js';
import { createParser } from '../../src/ingest/parse.js';
import { type NextPoll, nextPoll } from '../../src/ingest/schedule.js';
import { validatorsAfter } from '../../src/ingest/validators.js';
import { type LocalServer, startServer } from './local-server.js';

const MINUTE = 60_000;
const NOW = new Date('2025-07-01T12:00:00Z');
const FEED = `<rss version="2.0"><channel><title>Wire</title><ttl>20</ttl><item><title>A</title><link>https://example.com/a</link>
  <pubDate>Tue, 01 Jul 2025 11:00:00 GMT</pubDate><description>x</description></item></channel></rss>`;

/** What a poll leaves behind; the clock moves to the next poll by itself. */
interface Memory {
  now: Date;
  validators: Validators;
  bodyHash: string | null;
  health: Health;
  titles: readonly (string | undefined)[];
}

let answer: (request: IncomingMessage, response: ServerResponse) => void = (_request, response) =>
  response.end();
let server: LocalServer;
let fetcher: Fetcher;
const parser = createParser();

beforeAll(async () => {
  server = await startServer((request, response) => answer(request, response));
  fetcher = createFetcher({ userAgent: 'Wirewatch/0.1.0', allow: [server.hostPort] });
});

beforeEach(() => {
  server.requests.length = 0;
});

afterAll(async () => {
  await parser.close();
  await fetcher.close();
  await server.close();
});

const start = (): Memory => ({ now: NOW, validators: {}, bodyHash: null, health: HEALTHY, titles: [] });

/** One poll as the pipeline does it; `memory` changes only at its end, like a transaction. */
async function poll(memory: Memory, path = '/feed'): Promise<NextPoll> {
  const { now, validators } = memory;
  const result = await fetcher.get(`${server.origin}${path}`, { now, validators });
  let outcome: PollOutcome;
  let { bodyHash, titles } = memory;
  let hints = {};
  if (result.kind === 'ok') {
    const hash = createHash('sha256').update(result.body).digest('hex');
    const parsed = await parser.parse(result.body, result.contentType, result.url);
    outcome =
      parsed.kind === 'feed'
        ? { kind: 'fresh', headers: result.headers, sameBody: hash === bodyHash }
        : parsed;
    if (parsed.kind === 'feed') {
      [bodyHash, titles, hints] = [hash, parsed.entries.map((entry) => entry.title), parsed];
    }
  } else {
    outcome = result;
  }
  const next = nextPoll({ health: memory.health, hints, itemTimes: [] }, outcome, now, () => 0.5);
  const kept =
    outcome.kind === 'not-a-feed' || outcome.kind === 'failed'
      ? validators
      : validatorsAfter(validators, result);
  Object.assign(memory, { validators: kept, bodyHash, titles, health: next.health, now: next.at ?? now });
  return next;
}

test('a feed is fetched whole once, and then only when it has changed', async () => {
  let version = 1;
  answer = (request, response) => {
    const etag = `W/"v${version}"`;
    if (request.headers['if-none-match'] === etag) response.writeHead(304, { etag }).end();
    else
      response
        .writeHead(200, { etag, 'last-modified': 'Tue, 1 Jul 2025 11:00:00 GMT' })
        .end(FEED.replace('>A<', `>A${version}<`));
  };
  const memory = start();
  await poll(memory);
  await poll(memory);
  version = 2;
  await poll(memory);
  await poll(memory);
  expect(memory.titles).toEqual(['A2']);
  expect(server.requests.map((request) => request.headers['if-none-match'])).toEqual([
    undefined,
    'W/"v1"',
    'W/"v1"',
    'W/"v2"',
  ]);
  expect(server.requests[1]?.headers['if-modified-since']).toBe('Tue, 1 Jul 2025 11:00:00 GMT');
});

test('new validators count even when the text is the old one', async () => {
  let version = 0;
  answer = (_request, response) => {
    version += 1;
    response.writeHead(200, { etag: `"${version}"` }).end(FEED);
  };
  const memory = start();
  for (let count = 0; count < 3; count += 1) await poll(memory);
  expect(memory.validators).toEqual({ etag: '"3"' });
  expect(memory.health.unheeded).toBe(2);
});

test('a crash between fetch and commit is a fetch again, not a loss', async () => {
  answer = (_request, response) => response.writeHead(200, { etag: '"1"' }).end(FEED);
  const memory = start();
  await poll({ ...memory }); // its outcome never reaches the store
  await poll(memory);
  expect(server.requests[1]?.headers).not.toHaveProperty('if-none-match');
  expect(memory.titles).toEqual(['A']);
});

test('a login page in place of the feed changes neither items nor validators', async () => {
  answer = (_request, response) => response.writeHead(200, { etag: '"1"' }).end(FEED);
  const memory = start();
  await poll(memory);
  answer = (request, response) => {
    if (request.url === '/login')
      response.writeHead(200, { etag: '"login"' }).end('<!doctype html><title>Log in</title>');
    else response.writeHead(302, { location: '/login' }).end();
  };
  const next = await poll(memory);
  expect(next.why).toBe('an HTML page (once)');
  expect(memory).toMatchObject({ titles: ['A'], validators: { etag: '"1"' }, health: { failures: 1 } });
});

test('a server that asks for patience gets it, and is polled as before afterwards', async () => {
  answer = (_request, response) => response.writeHead(429, { 'retry-after': '7200' }).end();
  const memory = start();
  const next = await poll(memory);
  expect(next.why).toBe('429: asked to wait for 2 h');
  expect(memory.now.getTime() - NOW.getTime()).toBeGreaterThanOrEqual(120 * MINUTE);
  answer = (_request, response) => response.end(FEED);
  const { at, health } = await poll(memory);
  expect(health.throttled).toBe(0);
  expect(at).not.toBeNull();
});

test('a feed that is gone is asked twice, a day apart, and never again', async () => {
  answer = (_request, response) => response.writeHead(410).end();
  const memory = start();
  expect((await poll(memory)).at).not.toBeNull();
  expect((await poll(memory)).at).toBeNull();
  expect(server.requests).toHaveLength(2);
});
