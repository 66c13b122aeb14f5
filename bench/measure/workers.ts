import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { bench, type Process } from './program.js';
import type { Row } from './table.js';

/** Each answers after so long: the load is bound by waiting, as feeds of the world are. */
const ANSWER_MS = 2_000;
const FEEDS = 192;

/** One worker and four on slow feeds; and four of which one is killed. */
export async function measureWorkers(
  fresh: () => Promise<{ url: string }>,
  redisUrl: string,
): Promise<Row[]> {
  // When each feed was first asked for.
  const asked = new Map<string, number>();
  const server = await slowServer(asked);
  const { port } = server.address() as AddressInfo;
  const one = await round(port, asked, (await fresh()).url, redisUrl, 1, false);
  const four = await round(port, asked, (await fresh()).url, redisUrl, 4, false);
  const killed = await round(port, asked, (await fresh()).url, redisUrl, 4, true);
  server.closeAllConnections();
  server.close();
  const how = `${FEEDS} feeds that answer after ${ANSWER_MS / 1_000} s, from the first request until every one is polled; 8 polls at once a worker`;
  return [
    {
      what: 'one worker, four workers',
      figure: `${one.seconds.toFixed(1)} s / ${four.seconds.toFixed(1)} s = ${(one.seconds / four.seconds).toFixed(2)} ×`,
      beside: '',
      how,
    },
    {
      what: 'four workers, one killed',
      figure: `${FEEDS - killed.polled} feeds lost, ${killed.doubled} items doubled`,
      beside: '',
      how: `killed in the middle; ${killed.seconds.toFixed(1)} s until every feed was polled`,
    },
  ];
}

async function round(
  port: number,
  asked: Map<string, number>,
  databaseUrl: string,
  redisUrl: string,
  workers: number,
  kill: boolean,
) {
  asked.clear();
  const feeds = Array.from(
    { length: FEEDS },
    (_, i) => `{ id: f${i}, url: "http://${hostOf(i)}:${port}/f${i}", every: 600, fulltext: never }`,
  );
  const allowed = feeds.map((_, i) => `"${hostOf(i)}:${port}"`);
  const house = bench(
    [`feeds: [${feeds.join(', ')}]`, `allowPrivate: [${allowed.join(', ')}]`],
    '{ id: tin, name: Tin, query: Quendory }',
  );
  const env = { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl };
  const members: Process[] = [];
  const store = new pg.Client({ connectionString: databaseUrl });
  const polled = async () => {
    const { rows } = await store.query<{ n: number }>(
      'select count(*)::int as n from ww.feed where last_poll_at is not null',
    );
    return rows[0]?.n ?? 0;
  };
  for (let i = 0; i < workers; i++) members.push(house.start(['run', '--json', '--role', 'poll,read'], env));
  await Promise.all(members.map((member) => member.says('watching')));
  await store.connect();
  const scheduler = house.start(['run', '--role', 'scheduler'], env);
  members.push(scheduler);
  await scheduler.says('watching');
  let isKilled = !kill;
  for (let done = 0; done < FEEDS; done = await polled()) {
    if (!isKilled && done > FEEDS / 3) {
      isKilled = true;
      members[0]?.child.kill('SIGKILL');
    }
    await sleep(50);
  }
  const ended = performance.now();
  const { rows } = await store.query<{ n: number }>(
    'select (count(*) - count(distinct guid || feed_id))::int as n from ww.item',
  );
  // From the first request on: a scheduler's start is the same for one worker and for four.
  const result = {
    seconds: (ended - Math.min(...asked.values())) / 1_000,
    polled: await polled(),
    doubled: rows[0]?.n ?? 0,
  };
  await store.end();
  await Promise.all(members.map((member) => member.stop()));
  house.remove();
  return result;
}

/** A host each, since a host is asked for one feed at a time; all of 127/8 is this machine. */
const hostOf = (feed: number) => `127.0.1.${feed + 1}`;

async function slowServer(asked: Map<string, number>): Promise<Server> {
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    if (!asked.has(path)) asked.set(path, performance.now());
    const item = `<item><guid isPermaLink="false">${path}</guid><title>News of ${path}</title><description>Nothing of note.</description></item>`;
    setTimeout(() => {
      response.writeHead(200, { 'content-type': 'application/rss+xml' });
      response.end(`<rss version="2.0"><channel><title>F</title>${item}</channel></rss>`);
    }, ANSWER_MS);
  });
  await new Promise<void>((done) => server.listen(0, '0.0.0.0', done));
  return server;
}
