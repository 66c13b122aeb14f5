import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createFetcher, type Fetcher } from '../../src/ingest/fetch.js';
import { findFeed } from '../../src/ingest/find-feed.js';
import { createParser } from '../../src/ingest/parse.js';
import { type Handler, type LocalServer, startServer } from './local-server.js';

const NOW = new Date('2025-07-01T12:00:00Z');
const FEED = '<rss version="2.0"><channel><title>Wire</title><item><title>A</title></item></channel></rss>';
const USUAL = ['/feed', '/rss', '/feed.xml', '/rss.xml', '/atom.xml', '/index.xml', '/feed.json'];

let server: LocalServer;
let fetcher: Fetcher;
let pages: Record<string, string | Handler>;
let pauses = 0;
const parser = createParser();

beforeAll(async () => {
  server = await startServer((request, response) => {
    const page = pages[request.url ?? ''];
    if (page === undefined) response.writeHead(404).end();
    else if (typeof page === 'string') response.end(page);
    else page(request, response);
  });
  fetcher = createFetcher({ userAgent: 'Wirewatch/0.1.0', allow: [server.hostPort] });
});

beforeEach(() => {
  server.requests.length = 0;
  pauses = 0;
});

afterAll(() => Promise.all([parser.close(), fetcher.close(), server.close()]));

function pause(): Promise<void> {
  pauses += 1;
  return Promise.resolve();
}

const find = (path: string, headers?: Record<string, string>) =>
  findFeed(`${server.origin}${path}`, { fetcher, parser, pause }, NOW, headers);
const asked = () => server.requests.map((request) => request.url);

test('a site without a feed is asked at each usual place, with a pause before each', async () => {
  pages = { '/': '<html><p>hello</p></html>' };
  const found = await find('/');
  expect(found).toMatchObject({
    kind: 'none',
    reason: expect.stringContaining('no feed is named there or at /feed, /rss'),
  });
  expect(asked()).toEqual(['/', ...USUAL]);
  expect(pauses).toBe(USUAL.length);
});

test('a feed that is named but broken gives way to the next, and to what the page only links to', async () => {
  pages = {
    '/': '<link rel=alternate type=application/rss+xml href=/gone><link rel=alternate type=application/atom+xml href=/good>',
    '/good': FEED,
    '/links': '<a href="/no/rss">x</a> <a href="/good.rss">RSS</a>',
    '/good.rss': FEED,
  };
  expect(await find('/')).toMatchObject({
    kind: 'found',
    url: `${server.origin}/good`,
    how: 'named by the page',
  });
  expect(await find('/links')).toMatchObject({ url: `${server.origin}/good.rss`, how: 'linked on the page' });
});

test('an address that has moved for good is found where it is now, another one where it was asked for', async () => {
  const to =
    (status: number): Handler =>
    (_request, response) =>
      response.writeHead(status, { location: '/feed' }).end();
  pages = { '/feed': FEED, '/moved': to(301), '/elsewhere': to(302) };
  expect(await find('/moved')).toMatchObject({ url: `${server.origin}/feed`, how: 'itself' });
  expect(await find('/elsewhere')).toMatchObject({ url: `${server.origin}/elsewhere`, how: 'itself' });
});

test('credentials are for the address that they are configured for', async () => {
  pages = { '/': '<link rel=alternate type=application/rss+xml href=/feed>', '/feed': FEED };
  await find('/', { 'x-key': 'secret' });
  expect(server.requests.map((request) => request.headers['x-key'])).toEqual(['secret', undefined]);
});

test.each([
  [(_request, response) => response.writeHead(500).end(), 'the server answers 500'],
  [
    (_request, response) => response.writeHead(302, { location: 'http://169.254.169.254/' }).end(),
    'redirected: 169.254.169.254 is a private address',
  ],
  [(request) => request.socket.destroy(), expect.any(String)],
] satisfies [Handler, unknown][])(
  'a server that does not answer as it should is named, and asked no more (%#)',
  async (page, reason) => {
    pages = { '/': page };
    expect(await find('/')).toEqual({ kind: 'none', reason });
    expect(asked()).toEqual(['/']);
  },
);
