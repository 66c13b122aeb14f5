/**
 * `npm run bench`: every benchmark, and one table. `npm run bench -- match` runs one of them, with what follows as its
 * own arguments. Postgres and Redis are those of the tests: started here and thrown away.
 */
import { spawnSync } from 'node:child_process';
import pg from 'pg';
import { startPostgres } from '../tests/support/start-postgres.js';
import { startRedis } from '../tests/support/start-redis.js';
import { runBacklog } from './chaos/backlog.js';
import { measureIngest } from './measure/ingest.js';
import { measureQueue } from './measure/queue.js';
import { measureRead } from './measure/read.js';
import { measureReceivers } from './measure/receivers.js';
import { measureSearch } from './measure/search.js';
import { measureStart } from './measure/start.js';
import { measureSustained } from './measure/sustained.js';
import { machine, printTable, rate, type Row } from './measure/table.js';
import { measureWorkers } from './measure/workers.js';

const ITEMS = { embedded: 500, server: 1_500 };

const postgres = await startPostgres();
if (typeof postgres === 'string') throw new Error(`no Postgres: ${postgres}`);
const [redis] = await startRedis();
let databases = 0;
const fresh = async () => {
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  const name = `bench_${process.pid}_${++databases}`;
  await client.query(`create database ${name}`);
  await client.end();
  const url = new URL(postgres.url);
  url.pathname = `/${name}`;
  return { url: url.href };
};

const ALL: Readonly<Record<string, () => Promise<Row[]>>> = {
  match: async () => matching(),
  ingest: measureIngest,
  read: async () => [
    ...(await measureRead('embedded', undefined, ITEMS.embedded, false)),
    ...(await measureRead('Postgres', (await fresh()).url, ITEMS.server, true)),
  ],
  search: async () => measureSearch((await fresh()).url, sizesGiven('search', [10_000, 100_000])),
  queue: () => measureQueue(redis?.url),
  deliver: async () => delivering(),
  start: async () => measureStart((await fresh()).url, redis?.url),
  workers: async () => (redis ? measureWorkers(fresh, redis.url) : []),
  receivers: async () => (redis ? measureReceivers(fresh, redis.url) : []),
  sustained: async () => sustaining(),
};

const [only] = process.argv.slice(2);
if (only !== undefined && !(only in ALL)) {
  console.error(`usage: bench [${Object.keys(ALL).join('|')}]`);
  process.exitCode = 2;
} else {
  const rows: Row[] = [];
  for (const [name, measure] of Object.entries(ALL)) {
    if (only !== undefined && name !== only) continue;
    process.stderr.write(`${name} …\n`);
    rows.push(...(await measure()));
  }
  console.log(`\n${machine()}\n`);
  printTable(rows);
}
await Promise.all([postgres.stop?.(), redis?.stop?.()]);
process.exit();

/** What follows the name of a benchmark that runs alone. */
function sizesGiven(name: string, usual: readonly number[]): readonly number[] {
  const given = only === name ? process.argv.slice(3).map(Number) : [];
  return given.length > 0 ? given : usual;
}

/** Its own program, because it measures the CPU of its whole process; alone it prints more. */
function matching(): Row[] {
  const sizes = sizesGiven('match', only === 'match' ? [] : [1_000]).map(String);
  const { stdout, status } = spawnSync('npx', ['tsx', 'bench/match.ts', ...sizes], { encoding: 'utf8' });
  if (only === 'match') process.stdout.write(stdout);
  if (status !== 0) process.exitCode = 1;
  const figure = /English {2}([\d,]+) items/.exec(stdout)?.[1] ?? 'missed';
  const naive = Number(/regular expressions (\d+) µs/.exec(stdout)?.[1] ?? 0);
  return [
    {
      what: 'match an article',
      figure: `${figure}/s`,
      beside: `regular expressions ${rate(1_000, naive)}`,
      how: `of 650 words with ${sizes[0] ?? 'all'} topics`,
    },
  ];
}

async function delivering(): Promise<Row[]> {
  const { alerts, posted, seconds, disordered, tooSoon } = await runBacklog(1_000, 50);
  const wrong = alerts - posted + disordered + tooSoon;
  return [
    {
      what: 'deliver an alert',
      figure: rate(alerts, seconds * 1_000),
      beside: '',
      how: `${alerts} over 50 destinations on a virtual clock, embedded store, each recorded, posted and settled; ${wrong} wrong`,
    },
  ];
}

/** `npm run bench -- sustained [offered a second] [minutes] [workers…]` */
async function sustaining(): Promise<Row[]> {
  if (!redis) return [];
  const [offered = 100, minutes = 1, ...workers] = sizesGiven('sustained', []);
  const rows: Row[] = [];
  for (const each of workers.length > 0 ? workers : [1, 4])
    rows.push(...(await measureSustained(redis, { workers: each, offered, minutes })));
  return rows;
}
