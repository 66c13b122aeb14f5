import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

/**
 * `npx tsx bench/soak.ts [--feeds 2000] [--hosts 20] [--every 5] [--minutes 15]`: the compiled program reads local feeds
 * on one core at a fixed rhythm. Prints CPU, memory and requests, and every feed that was asked too late.
 */
const { values } = parseArgs({
  options: {
    feeds: { type: 'string', default: '2000' },
    hosts: { type: 'string', default: '20' },
    every: { type: 'string', default: '5' },
    minutes: { type: 'string', default: '15' },
  },
});
const FEEDS = Number(values.feeds);
const HOSTS = Number(values.hosts);
const EVERY = Number(values.every);
const MINUTES = Number(values.minutes);
/** Jitter of a tenth, and the first round, which is spread. */
const LATE_MS = EVERY * 60_000 * 1.1 + 20_000;

const asked = new Map<string, number[]>();
const started = Date.now();
const servers = await Promise.all(Array.from({ length: HOSTS }, (_, host) => serve(host)));
const folder = mkdtempSync(join(tmpdir(), 'ww-soak-'));
const child = start(writeHouse());
const samples: { at: number; rss: number; cpu: number }[] = [];
const timer = setInterval(() => samples.push(sample(child)), 5_000);
await new Promise((settle) => setTimeout(settle, MINUTES * 60_000));
clearInterval(timer);
const last = sample(child);
child.kill('SIGTERM');
await new Promise((settle) => child.on('close', settle));
for (const { server } of servers) {
  server.closeAllConnections();
  server.close();
}
report();
rmSync(folder, { recursive: true, force: true });

/** Every feed has 20 items; a new one appears every hour, at a minute of its own. */
async function serve(host: number): Promise<{ server: Server; address: string }> {
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    const times = asked.get(`${host}${path}`) ?? [];
    asked.set(`${host}${path}`, [...times, Date.now()]);
    const edition = Math.floor((Date.now() / 60_000 + Number(path.slice(2))) / 60);
    const etag = `"${edition}"`;
    if (request.headers['if-none-match'] === etag) return void response.writeHead(304, { etag }).end();
    response.writeHead(200, { 'content-type': 'application/rss+xml', etag }).end(rss(path, edition));
  });
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle));
  return { server, address: `127.0.0.1:${(server.address() as AddressInfo).port}` };
}

function rss(path: string, edition: number): string {
  const items = Array.from({ length: 20 }, (_, i) => {
    const number = edition - i;
    const at = new Date(number * 3_600_000).toUTCString();
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
    'name: A\ndestinations: [screen]\ntopics:\n  - { id: seven, name: Sevens, query: "word77 AND word7" }\n',
  );
  return file;
}

function start(file: string): ChildProcess {
  const program = [process.execPath, resolve('dist/src/main.js'), 'run', '--quiet', '-c', file];
  const [command, ...args] = process.platform === 'linux' ? ['taskset', '-c', '0', ...program] : program;
  if (command === undefined) throw new Error('there is nothing to start');
  return spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit'] });
}

/** Resident megabytes and seconds of CPU of the program. */
function sample({ pid }: ChildProcess) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  const rss = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1_024;
  return { at: Date.now() - started, rss, cpu: (Number(stat[11]) + Number(stat[12])) / 100 };
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
  console.log(`${FEEDS} feeds on ${HOSTS} hosts, every ${EVERY} min, for ${MINUTES} min on one core`);
  console.log(
    `asked: ${asked.size} feeds, ${requests} requests, ${Math.min(...counts)}-${Math.max(...counts)} a feed, ${Math.round(requests / HOSTS)} a host`,
  );
  console.log(
    `CPU: ${last.cpu.toFixed(1)} s, ${((100 * last.cpu * 1_000) / last.at).toFixed(1)} % of one core`,
  );
  console.log(
    `memory: ${Math.round(rss.at(-1) ?? 0)} MB at the end, ${Math.round(Math.max(...rss))} MB at most`,
  );
  console.log(
    `missed or late by more than a tenth and 20 s: ${late.length}${late.length > 0 ? ` (${late.slice(0, 5).join(', ')})` : ''}`,
  );
}
