import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { postgresServer } from '../chaos/engine-servers.js';
import { generateArticles, generateTopics } from '../match-data.js';
import { bench, memoryOf, type Process } from './program.js';
import { quantile, type Row } from './table.js';

/** What is asked of it. */
export interface Load {
  readonly workers: number;
  /** New articles a second that the feeds would bring if each were polled every 60 s; jitter makes it less. */
  readonly offered: number;
  /** Minutes counted, after one in which it gets going. */
  readonly minutes: number;
}

/** New articles that every poll of a feed finds; a feed is polled once a minute. */
const NEW = 25;
const TOPICS = 1_000;

/** Articles of 650 words from HTTP to their stories and topics: a scheduler and workers of the compiled program on Postgres, which keeps its log, and Redis. */
export async function measureSustained(redis: { url: string }, load: Load): Promise<Row[]> {
  const postgres = await postgresServer();
  await postgres.start();
  const server = await newsServer();
  const feeds = Math.round((load.offered * 60) / NEW);
  const house = newsHouse((server.address() as AddressInfo).port, feeds);
  const env = { DATABASE_URL: postgres.url, REDIS_URL: redis.url };
  const workers: Process[] = [];
  for (let i = 0; i < load.workers; i++) {
    const worker = house.start(['run', '--role', 'poll,read'], env);
    workers.push(worker);
    await worker.says('watching');
  }
  const scheduler = house.start(['run', '--role', 'scheduler'], env);
  const store = new pg.Client({ connectionString: postgres.url });
  await store.connect();
  const parts = () => ({
    program: [scheduler, ...workers].reduce((sum, { child }) => sum + cpuOfTree(child.pid ?? 0), 0),
    postgres: cpuOfTree(listenerOf(postgres.url)),
    redis: cpuOfTree(listenerOf(redis.url)),
  });
  await sleep(60_000);
  const [begun, before, from] = [Date.now(), parts(), await countOf(store)];
  const memory: number[] = [];
  for (let minute = 0; minute < load.minutes; minute++) {
    await sleep(begun + (minute + 1) * 60_000 - Date.now());
    memory.push(Math.round(workers.reduce((sum, { child }) => sum + memoryOf(child), 0)));
  }
  const [seconds, after, to] = [(Date.now() - begun) / 1_000, parts(), await countOf(store)];
  const items = to.read - from.read;
  const arrived = (to.read + to.waiting - from.read - from.waiting) / seconds;
  const spent = (part: keyof typeof before) =>
    `${((1_000 * (after[part] - before[part])) / items).toFixed(2)}`;
  const lags = await lagsSince(store, new Date(begun));
  const rows: Row[] = [
    {
      what: `sustained, workers: ${load.workers}`,
      figure: `${(items / seconds).toFixed(0)}/s`,
      beside: '',
      how: `new articles of 650 words and ${TOPICS} topics, ${arrived.toFixed(0)}/s arrived for ${load.minutes} min; from publication to read p50 ${quantile(lags, 0.5).toFixed(1)} s, p95 ${quantile(lags, 0.95).toFixed(1)} s; ${to.waiting} waiting at the end`,
    },
    {
      what: `CPU an article, workers: ${load.workers}`,
      figure: `${spent('program')} ms`,
      beside: `Postgres ${spent('postgres')} ms, Redis ${spent('redis')} ms`,
      how: `scheduler and workers; memory of the workers after each minute ${memory.join(', ')} MB`,
    },
  ];
  await store.end();
  await Promise.all([scheduler, ...workers].map((each) => each.stop()));
  server.closeAllConnections();
  server.close();
  house.remove();
  await postgres.remove();
  return rows;
}

/** A host each, since a host is asked for one feed at a time; all of 127/8 is this machine. */
const hostOf = (feed: number) => `127.0.${1 + Math.floor(feed / 250)}.${1 + (feed % 250)}`;

function newsHouse(port: number, feeds: number) {
  const each = Array.from({ length: feeds }, (_, i) => ({
    id: `f${i}`,
    url: `http://${hostOf(i)}:${port}/f${i}`,
    every: 1,
    fulltext: 'never',
  }));
  const allowed = each.map((_, i) => `${hostOf(i)}:${port}`);
  const topics = generateTopics(TOPICS).map(({ id, name, query }) => JSON.stringify({ id, name, query }));
  return bench(
    [`feeds: ${JSON.stringify(each)}`, `allowPrivate: ${JSON.stringify(allowed)}`],
    topics.join(', '),
  );
}

/** Every request brings new articles, of paragraphs that no other has in that order. */
async function newsServer(): Promise<Server> {
  const paragraphs = generateArticles('en', 400).flatMap(({ body }) => body.split('\n\n'));
  let written = 0;
  const article = (path: string) => {
    const number = ++written;
    const pick = (i: number) => paragraphs[(number * 7_919 + i * i * 104_729) % paragraphs.length] ?? '';
    const body = Array.from({ length: 9 }, (_, i) => `<p>${pick(i + 1)}</p>`).join('');
    const title = `${pick(1).slice(0, 40)} ${pick(11).slice(0, 30)}`;
    return `<item><guid isPermaLink="false">${path}/${number}</guid><title>${title}</title><pubDate>${new Date().toUTCString()}</pubDate><description><![CDATA[${body}]]></description></item>`;
  };
  const server = createServer(({ url = '/' }, response) => {
    const items = Array.from({ length: NEW }, () => article(url));
    response
      .writeHead(200, { 'content-type': 'application/rss+xml' })
      .end(`<rss version="2.0"><channel><title>Feed ${url}</title>${items.join('')}</channel></rss>`);
  });
  await new Promise<void>((done) => server.listen(0, '0.0.0.0', done));
  return server;
}

async function countOf(store: pg.Client): Promise<{ read: number; waiting: number }> {
  const { rows } = await store.query<{ read: number; waiting: number }>(
    'select count(read_at)::int as read, (count(*) - count(read_at))::int as waiting from ww.item',
  );
  return rows[0] ?? { read: 0, waiting: 0 };
}

/** Seconds from the publication of each article that was read since then. */
async function lagsSince(store: pg.Client, since: Date): Promise<number[]> {
  const { rows } = await store.query<{ lag: string }>(
    'select extract(epoch from read_at - published_at) as lag from ww.item where read_at >= $1',
    [since],
  );
  return rows.map(({ lag }) => Number(lag));
}

/** The process that listens on the port of this address. */
function listenerOf(url: string): number {
  const port = Number(new URL(url).port).toString(16).toUpperCase().padStart(4, '0');
  const lines = readFileSync('/proc/net/tcp', 'utf8').split('\n');
  const inode = lines
    .map((line) => line.trim().split(/\s+/))
    .find((cells) => cells[1]?.endsWith(`:${port}`) && cells[3] === '0A')?.[9];
  for (const pid of processes()) {
    try {
      for (const fd of readdirSync(`/proc/${pid}/fd`))
        if (readlinkSync(`/proc/${pid}/fd/${fd}`) === `socket:[${inode}]`) return pid;
    } catch {
      // Ended meanwhile.
    }
  }
  throw new Error(`nothing listens at ${url}`);
}

/** Seconds of CPU of a process, of its children, and of those that have ended. */
function cpuOfTree(root: number): number {
  const stats = new Map<number, { parent: number; seconds: number }>();
  for (const pid of processes()) {
    try {
      const cells = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      const ticks = cells.slice(11, 15).reduce((sum, cell) => sum + Number(cell), 0);
      stats.set(pid, { parent: Number(cells[1]), seconds: ticks / 100 });
    } catch {
      // Ended meanwhile.
    }
  }
  const within = (pid: number): boolean =>
    pid === root || (stats.has(pid) && within(stats.get(pid)?.parent ?? 0));
  return [...stats].reduce((sum, [pid, { seconds }]) => sum + (within(pid) ? seconds : 0), 0);
}

const processes = () =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
