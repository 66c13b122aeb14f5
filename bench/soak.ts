import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startPostgres } from '../tests/support/start-postgres.js';
import { startRedis } from '../tests/support/start-redis.js';
import { generateTopics } from './match-data.js';

/**
 * `npm run soak -- [--feeds 2000] [--hosts 20] [--every 5] [--minutes 15]`: the compiled program reads local feeds on one
 * core at a fixed rhythm. Prints CPU, memory and requests, every feed that was asked too late, and how long posts took
 * from publication. `--scale`: a scheduler and two workers on a Postgres and a Redis of their own, on all cores.
 * `--topics n` more topics, `--items n` in a feed, `--period n` minutes between new ones.
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

/** Ports of their metrics, one after the other. */
const PROBES = 19_180;
const asked = new Map<string, number[]>();
const started = Date.now();
const servers = await Promise.all(Array.from({ length: HOSTS }, (_, host) => serve(host)));
const folder = mkdtempSync(join(tmpdir(), 'ww-soak-'));
const home = values.scale ? await startHome() : null;
const file = writeHouse();
const children = home
  ? ['scheduler', 'poll,read', 'poll,read,brief,deliver'].map((role, i) => start(file, role, home.env, i))
  : [start(file, 'all', {}, 0)];
const samples: Sample[] = [];
const timer = setInterval(() => samples.push(sample()), 5_000);
await sleep(MINUTES * 60_000);
clearInterval(timer);
const last = sample();
const lag = await lags();
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
    'name: A\ndestinations: [screen]\ntopics:\n  - { id: seven, name: Sevens, query: word7 }\n',
  );
  const topics = generateTopics(Number(values.topics)).map(({ id, name, query }) => ({ id, name, query }));
  if (topics.length > 0)
    writeFileSync(
      join(folder, 'watchlists', 'b.yaml'),
      JSON.stringify({ name: 'B', destinations: ['screen'], topics }),
    );
  return file;
}

function start(config: string, role: string, env: Readonly<Record<string, string>>, i: number): ChildProcess {
  const at = `127.0.0.1:${PROBES + i}`;
  const program = [
    process.execPath,
    resolve('dist/src/main.js'),
    'run',
    '--quiet',
    '--role',
    role,
    '-c',
    config,
  ];
  const alone = process.platform === 'linux' && !values.scale;
  const [command, ...args] = alone ? ['taskset', '-c', '0', ...program] : program;
  if (command === undefined) throw new Error('there is nothing to start');
  return spawn(command, args, {
    env: { ...process.env, ...env, WIREWATCH_PROBES: at },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
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

/** Posts, and within how many seconds of their publication so many of them were out, as /metrics counts them. */
async function lags(): Promise<string> {
  const within = new Map<number, number>();
  for (const i of children.keys()) {
    const text = await fetch(`http://127.0.0.1:${PROBES + i}/metrics`).then(
      (answer) => answer.text(),
      () => '',
    );
    for (const [, le = '', n = ''] of text.matchAll(
      /^wirewatch_post_lag_seconds_bucket\{.*?le="([^"]+)".*?\} (\d+)/gm,
    )) {
      const bound = le === '+Inf' ? Infinity : Number(le);
      within.set(bound, (within.get(bound) ?? 0) + Number(n));
    }
  }
  const posts = within.get(Infinity) ?? 0;
  const at = (share: number) =>
    [...within].sort(([a], [b]) => a - b).find(([, n]) => n >= share * posts)?.[0] ?? 0;
  return `${posts} posts; half within ${at(0.5)} s of publication, 95 % within ${at(0.95)} s, 99 % within ${at(0.99)} s`;
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
  console.log(
    `memory: ${Math.round(rss.at(-1) ?? 0)} MB at the end, ${Math.round(Math.max(...rss))} MB at most`,
  );
  console.log(`lag: ${lag}`);
  console.log(
    `missed or late by more than a tenth and 20 s: ${late.length}${late.length > 0 ? ` (${late.slice(0, 5).join(', ')})` : ''}`,
  );
}
