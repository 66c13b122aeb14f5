import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startPostgres } from '../tests/support/start-postgres.js';
import { startRedis } from '../tests/support/start-redis.js';
import type { DeliveryEvent } from '../src/domain/event.js';
import { generateTopics } from './match-data.js';
import { quantile } from './measure/table.js';

/**
 * `npm run soak -- [--feeds 2000] [--hosts 20] [--every 5] [--minutes 15]`: the compiled program reads local feeds on one
 * core at a fixed rhythm. Prints CPU, memory and requests, every feed that was asked too late, and how long posts took
 * from publication. `--scale`: a scheduler and two workers on a Postgres and a Redis of their own, on all cores.
 * `--topics n` more topics, `--items n` in a feed, `--period n` minutes between new ones; `--watch word0` is in two items of five,
 * word7 in one of ten.
 */
const { values } = parseArgs({
  options: {
    feeds: { type: 'string', default: '2000' },
    hosts: { type: 'string', default: '20' },
    every: { type: 'string', default: '5' },
    minutes: { type: 'string', default: '15' },
    topics: { type: 'string', default: '0' },
    items: { type: 'string', default: '20' },
    period: { type: 'string', default: '60' },
    watch: { type: 'string', default: 'word7' },
    scale: { type: 'boolean', default: false },
  },
});
const FEEDS = Number(values.feeds);
const HOSTS = Number(values.hosts);
const EVERY = Number(values.every);
const MINUTES = Number(values.minutes);
const ITEMS = Number(values.items);
const PERIOD = Number(values.period);
/** Jitter of a tenth, and the first round, which is spread. */
const LATE_MS = EVERY * 60_000 * 1.1 + 20_000;

const asked = new Map<string, number[]>();
const started = Date.now();
const servers = await Promise.all(Array.from({ length: HOSTS }, (_, host) => serve(host)));
const folder = mkdtempSync(join(tmpdir(), 'ww-soak-'));
const home = values.scale ? await startHome() : null;
const file = writeHouse();
/** Of each post, in seconds from the publication of its first source. */
const lags: number[] = [];
const children = home
  ? ['scheduler', 'poll,read', 'poll,read,brief,deliver'].map((role) => start(file, role, home.env))
  : [start(file, 'all', {})];
const samples: Sample[] = [];
const timer = setInterval(() => samples.push(sample()), 5_000);
await sleep(MINUTES * 60_000);
clearInterval(timer);
const last = sample();
for (const child of children) {
  child.kill('SIGTERM');
  await new Promise((settle) => child.once('close', settle));
}
for (const { server } of servers) {
  server.closeAllConnections();
  server.close();
}
await home?.stop();
report();
rmSync(folder, { recursive: true, force: true });
process.exit();

/** A Postgres and a Redis, thrown away after it. */
async function startHome() {
  const postgres = await startPostgres();
  const [redis] = await startRedis();
  if (typeof postgres === 'string') throw new Error(`no Postgres: ${postgres}`);
  if (!redis) throw new Error('no Redis');
  return {
    env: { DATABASE_URL: postgres.url, REDIS_URL: redis.url },
    stop: () => Promise.all([postgres.stop?.(), redis.stop?.()]),
  };
}

/** Every feed has so many items; a new one appears each period, at a minute of its own. */
async function serve(host: number): Promise<{ server: Server; address: string }> {
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    const times = asked.get(`${host}${path}`) ?? [];
    asked.set(`${host}${path}`, [...times, Date.now()]);
    const edition = Math.floor((Date.now() / 60_000 + Number(path.slice(2))) / PERIOD);
    const etag = `"${edition}"`;
    if (request.headers['if-none-match'] === etag) return void response.writeHead(304, { etag }).end();
    response.writeHead(200, { 'content-type': 'application/rss+xml', etag }).end(rss(path, edition));
  });
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle));
  return { server, address: `127.0.0.1:${(server.address() as AddressInfo).port}` };
}

function rss(path: string, edition: number): string {
  const items = Array.from({ length: ITEMS }, (_, i) => {
    const number = edition - i;
    const at = new Date((number * PERIOD - Number(path.slice(2))) * 60_000).toUTCString();
    return `<item><guid isPermaLink="false">${path}/${number}</guid><title>${words(`${path}1`, number).slice(0, 60)}</title><pubDate>${at}</pubDate><description>${words(path, number)}</description></item>`;
  });
  return `<rss version="2.0"><channel><title>Feed ${path}</title>${items.join('')}</channel></rss>`;
}

/** Eighty words that no other item has in that order, most of them common: as news is. */
function words(path: string, number: number): string {
  let seed = (Number(path.slice(2)) * 65_537 + number * 257) >>> 0;
  const next = () => (seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
  return Array.from({ length: 80 }, () => `word${Math.floor(20_000 * next() ** 2)}`).join(' ');
}

function writeHouse(): string {
  const feeds = Array.from({ length: FEEDS }, (_, i) => {
    return `  - id: f${i}\n    url: http://${servers[i % HOSTS]?.address}/f${i}\n    every: ${EVERY}\n    fulltext: never\n`;
  });
  const allowed = servers.map(({ address }) => `"${address}"`).join(', ');
  const file = join(folder, 'wirewatch.yaml');
  mkdirSync(join(folder, 'watchlists'));
  writeFileSync(
    file,
    `feeds:\n${feeds.join('')}accounts:\n  - { id: screen, type: console }\ndestinations:\n  - { id: screen, account: screen }\nallowPrivate: [${allowed}]\ndata: data\n`,
  );
  writeFileSync(
    join(folder, 'watchlists', 'a.yaml'),
    `name: A\ndestinations: [screen]\ntopics:\n  - { id: watched, name: Watched, query: ${values.watch} }\n`,
  );
  const topics = generateTopics(Number(values.topics)).map(({ id, name, query }) => ({ id, name, query }));
  if (topics.length > 0)
    writeFileSync(
      join(folder, 'watchlists', 'b.yaml'),
      JSON.stringify({ name: 'B', destinations: ['screen'], topics }),
    );
  return file;
}

function start(config: string, role: string, env: Readonly<Record<string, string>>): ChildProcess {
  const program = [process.execPath, resolve('dist/src/main.js'), 'run', '--json'];
  const settings = ['--quiet', '--role', role, '-c', config];
  const alone = process.platform === 'linux' && !values.scale;
  const [command, ...args] = [...(alone ? ['taskset', '-c', '0'] : []), ...program, ...settings];
  if (command === undefined) throw new Error('there is nothing to start');
  const child = spawn(command, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (!line.includes('"delivery"')) return;
    const { event, action, outcome, published } = JSON.parse(line) as Partial<DeliveryEvent>;
    if (event === 'delivery' && action === 'send' && outcome === 'sent' && published)
      lags.push((Date.now() - Date.parse(published)) / 1_000);
  });
  return child;
}

interface Sample {
  readonly at: number;
  readonly rss: number;
  readonly cpu: number;
}

/** Resident megabytes and seconds of CPU of the program. */
function sample(): Sample {
  const each = children.map(({ pid }) => {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return {
      rss: Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1_024,
      cpu: (Number(stat[11]) + Number(stat[12])) / 100,
    };
  });
  const sum = (pick: (one: (typeof each)[number]) => number) => each.reduce((all, one) => all + pick(one), 0);
  return { at: Date.now() - started, rss: sum(({ rss }) => rss), cpu: sum(({ cpu }) => cpu) };
}

function report(): void {
  const counts = [...asked.values()].map((times) => times.length);
  const requests = counts.reduce((sum, n) => sum + n, 0);
  const late = [...asked].flatMap(([feed, times]) => {
    const gaps = times.slice(1).map((at, i) => at - (times[i] ?? at));
    const worst = Math.max(0, ...gaps, Date.now() - (times.at(-1) ?? 0));
    return worst > LATE_MS ? [`${feed}: ${Math.round(worst / 1_000)} s`] : [];
  });
  const rss = samples.map((each) => each.rss);
  console.log(
    `${FEEDS} feeds on ${HOSTS} hosts, every ${EVERY} min, for ${MINUTES} min on ${values.scale ? 'all cores, with Postgres and Redis' : 'one core'}`,
  );
  console.log(
    `asked: ${asked.size} feeds, ${requests} requests, ${Math.min(...counts)}-${Math.max(...counts)} a feed, ${Math.round(requests / HOSTS)} a host`,
  );
  console.log(
    `CPU: ${last.cpu.toFixed(1)} s, ${((100 * last.cpu * 1_000) / last.at).toFixed(1)} % of one core`,
  );
  const quarters = [1, 2, 3, 4].map((part) => Math.round(rss[Math.ceil((part * rss.length) / 4) - 1] ?? 0));
  console.log(
    `memory: ${quarters.join(', ')} MB after each quarter, ${Math.round(Math.max(...rss))} MB at most`,
  );
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => quantile(lags, share).toFixed(1));
  console.log(`${lags.length} posts, s from publication: p50 ${p50}, p95 ${p95}, p99 ${p99}`);
  console.log(
    `missed or late by more than a tenth and 20 s: ${late.length}${late.length > 0 ? ` (${late.slice(0, 5).join(', ')})` : ''}`,
  );
}
