import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import RssParser from 'rss-parser';
import type { Feed } from '../../src/domain/feed.js';
import { recall } from '../../src/ingest/feed-memory.js';
import { createFetcher } from '../../src/ingest/fetch.js';
import { createParser } from '../../src/ingest/parse.js';
import { pollFeed } from '../../src/ingest/poll.js';
import { generateArticles } from '../match-data.js';
import { cpuOf, rate, type Row } from './table.js';

const POLLS = 300;
const ITEMS = 20;

/** Polls of a feed of 20 items over HTTP from this machine: unchanged, and with one new item each time. */
export async function measureIngest(): Promise<Row[]> {
  const documents = editions();
  let edition = 0;
  const server = createServer((request, response) => {
    const body = documents[edition % documents.length] ?? '';
    const etag = `"${createHash('sha1').update(body).digest('hex')}"`;
    if (request.headers['if-none-match'] === etag) return void response.writeHead(304, { etag }).end();
    response.writeHead(200, { 'content-type': 'application/rss+xml', etag }).end(body);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const feed: Feed = {
    id: 'bench',
    kind: 'web',
    location: `http://${host}/feed`,
    tier: 2,
    fulltext: 'never',
  };
  const fetcher = createFetcher({ userAgent: 'bench', allow: [host] });
  const parser = createParser();
  const tools = { fetcher, parser, random: Math.random };
  let memory = recall(nothing);
  const poll = async () => {
    const polled = await pollFeed(feed, memory, tools, new Date());
    if (polled.error !== null) throw new Error(polled.error);
    memory = { ...memory, ...polled.memory };
    return polled.articles.length;
  };
  await poll();
  const unchanged = await cpuOf(() => repeat(POLLS, poll));
  const changed = await cpuOf(() =>
    repeat(POLLS, async () => {
      edition++;
      if ((await poll()) !== ITEMS) throw new Error('not all items were read');
    }),
  );
  const alone = await cpuOf(() =>
    repeat(POLLS, (i) => new RssParser().parseString(documents[i % documents.length] ?? '')),
  );
  await Promise.all([fetcher.close(), parser.close()]);
  server.close();
  return [
    {
      what: 'poll, feed unchanged',
      figure: rate(POLLS, unchanged),
      beside: '',
      how: 'feeds a second of CPU, answer 304, server in the same process',
    },
    {
      what: 'poll, feed changed',
      figure: rate(POLLS, changed),
      beside: `rss-parser alone ${rate(POLLS, alone)}`,
      how: `${ITEMS} items: fetched, parsed in a thread, cleaned, normalised; the other parses a string`,
    },
  ];
}

async function repeat(times: number, work: (i: number) => Promise<unknown>): Promise<void> {
  for (let i = 0; i < times; i++) await work(i);
}

/** What is known of a feed that was never read. */
const nothing = {
  location: '',
  etag: null,
  last_modified: null,
  body_hash: null,
  last_poll_at: null,
  last_ok_at: null,
  failing_since: null,
  health: null,
  hints: null,
  move: null,
  moved_to: null,
  itemTimes: [],
} as unknown as Parameters<typeof recall>[0];

function editions(): string[] {
  const articles = generateArticles('en', ITEMS + 50);
  return Array.from({ length: 50 }, (_, edition) => {
    const items = articles
      .slice(edition, edition + ITEMS)
      .map(
        ({ title, body }, i) =>
          `<item><guid isPermaLink="false">g${edition + i}</guid><title>${title}</title><link>https://news.example/${edition + i}</link><pubDate>${new Date(Date.now() - i * 60_000).toUTCString()}</pubDate><description>${body.slice(0, 600)}</description></item>`,
      );
    return `<?xml version="1.0"?><rss version="2.0"><channel><title>Bench</title>${items.join('')}</channel></rss>`;
  });
}
