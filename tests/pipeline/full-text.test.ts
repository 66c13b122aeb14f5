import { afterEach, beforeEach, expect, test } from 'vitest';
import type { FeedEvent, ItemEvent } from '../../src/domain/event.js';
import { type LocalServer, startServer } from '../ingest/local-server.js';
import { STORY_END, STORY_TEASER, STORY_TITLE, storyPage } from '../ingest/pages.js';
import { buildHouse, type House, type Opened } from '../support/house.js';

let server: LocalServer;
let title = STORY_TITLE;
let house: House | null = null;
let opened: Opened | null = null;

beforeEach(async () => {
  title = STORY_TITLE;
  server = await startServer((request, response) => {
    if (request.url === '/robots.txt') response.writeHead(404).end();
    else if (request.url === '/feed') response.end(feed());
    else response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(storyPage(title));
  });
});

afterEach(async () => {
  await opened?.app.stop();
  opened = null;
  house?.remove();
  house = null;
  await server.close();
});

const feed =
  () => `<rss version="2.0"><channel><title>Mirror</title><lastBuildDate>${new Date().toUTCString()} ${server.requests.length}</lastBuildDate>
  <item><guid isPermaLink="false">lock</guid><link>${server.origin}/lock</link><title>${title}</title>
  <pubDate>${new Date(Date.now() - 3_600_000).toUTCString()}</pubDate><description>${STORY_TEASER}</description></item></channel></rss>`;

async function open(fulltext: string, topic = '    backfill: 24h\n'): Promise<Opened> {
  house = buildHouse({
    feeds: `  - id: mirror\n    url: ${server.origin}/feed\n    fulltext: ${fulltext}\nallowPrivate: ["${server.hostPort}"]\n`,
    watchlists: {
      'a.yaml': `name: A\ndestinations: [screen]\ntopics:\n  - id: lock\n    name: Lock\n    query: lock\n${topic}`,
    },
  });
  opened = await house.open();
  return opened;
}

/** One poll; what became of the article, and how often its page was asked for so far. */
async function poll({ app, events }: Opened) {
  events.length = 0;
  await app.pollNow('mirror');
  await app.drain(60_000, true);
  const polled = events.find((event): event is FeedEvent => event.event === 'feed');
  const changes = events
    .filter((event): event is ItemEvent => event.event === 'item')
    .map((event) => event.change);
  return {
    outcome: polled?.outcome,
    changes,
    visits: server.requests.filter((request) => request.url === '/lock').length,
  };
}

const found = async ({ app }: Opened, words: string) =>
  (await app.ask({ text: `search ${words}`, page: 1 })).entries.length;

test('the page of an article is read once, and again when the feed says something new of it', async () => {
  const run = await open('auto');
  expect(await poll(run)).toEqual({ outcome: 'fresh', changes: ['new'], visits: 1 });
  const words = STORY_END.split(' ').slice(-6).join(' ').replace('.', '');
  expect(await found(run, words)).toBe(1);
  // The feed's own text is shorter than what we have: that is no change.
  expect(await poll(run)).toEqual({ outcome: 'fresh', changes: [], visits: 1 });
  expect(await found(run, words)).toBe(1);
  title = `${STORY_TITLE} and more`;
  expect(await poll(run)).toEqual({ outcome: 'fresh', changes: ['changed'], visits: 2 });
  expect(await found(run, words)).toBe(1);
  expect(await poll(run)).toEqual({ outcome: 'fresh', changes: [], visits: 2 });
});

test('pages of the old articles of a new feed are not read: nobody is told of them', async () => {
  const run = await open('auto', '');
  expect(await poll(run)).toEqual({ outcome: 'fresh', changes: ['new'], visits: 0 });
});

test('a feed whose pages are not to be read is taken at its word', async () => {
  const run = await open('never');
  expect(await poll(run)).toEqual({ outcome: 'fresh', changes: ['new'], visits: 0 });
  expect(server.requests.map((request) => request.url)).toEqual(['/feed']);
  expect(await found(run, 'harbour authority')).toBe(1);
});
