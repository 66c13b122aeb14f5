import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { bench, type Process } from './program.js';
import type { Row } from './table.js';

/** Each answers after so long, as a platform at its limit does, and is sent one message at a time. */
const ANSWER_MS = 4_000;
const RECEIVERS = 256;
/** Events that share no word but the company's name. */
const STORIES = [
  [
    'Quendory opens a smelter in Vellmar',
    'Tin will be refined beside the harbour by a staff of hundreds, from ore that barges bring up the river every week from mines abroad.',
  ],
  [
    'Court in Ostia hears dividend appeal',
    'Shareholders of Quendory want money for last winter, when profits doubled; three judges listened for two days and will rule before summer.',
  ],
  [
    'Lorry drivers win pensions',
    'A union and Quendory agreed on retirement at sixty after a night of talks in Brno, and garages reopened as pickets went home.',
  ],
] as const;

interface Posts {
  /** When each message was first taken, by receiver and id. */
  readonly taken: Map<string, number>;
  doubled: number;
}

/** Three stories to each of 256 receivers that take their time: by one worker that delivers, and by four. */
export async function measureReceivers(
  fresh: () => Promise<{ url: string }>,
  redisUrl: string,
): Promise<Row[]> {
  const posts: Posts = { taken: new Map(), doubled: 0 };
  const server = await slowReceivers(posts);
  const { port } = server.address() as AddressInfo;
  const one = await round(port, posts, { DATABASE_URL: (await fresh()).url, REDIS_URL: redisUrl }, 1);
  const four = await round(port, posts, { DATABASE_URL: (await fresh()).url, REDIS_URL: redisUrl }, 4);
  server.closeAllConnections();
  server.close();
  return [
    {
      what: 'slow receivers, one worker, four',
      figure: `${one.seconds.toFixed(1)} s / ${four.seconds.toFixed(1)} s = ${(one.seconds / four.seconds).toFixed(2)} ×`,
      beside: '',
      how: `${STORIES.length} alerts to each of ${RECEIVERS} webhooks that answer after ${ANSWER_MS / 1_000} s, from the first post to the last; 64 destinations at once a worker; ${one.doubled + four.doubled} doubled`,
    },
  ];
}

async function round(port: number, posts: Posts, env: Readonly<Record<string, string>>, workers: number) {
  posts.taken.clear();
  posts.doubled = 0;
  const ids = Array.from({ length: RECEIVERS }, (_, i) => `r${i}`);
  const house = bench(
    [
      `feeds: [{ id: wire, url: "http://127.0.0.1:${port}/feed", every: 600, fulltext: never }]`,
      `allowPrivate: ["127.0.0.1:${port}"]`,
    ],
    `{ id: tin, name: Quendory, query: Quendory, backfill: 1h, destinations: [${ids.join(', ')}] }`,
    {
      accounts: ['{ id: hook, type: webhook, secret: $HOOK_SECRET }'],
      destinations: ids.map(
        (id) => `{ id: ${id}, account: hook, channel: "http://127.0.0.1:${port}/${id}" }`,
      ),
    },
  );
  const members: Process[] = [];
  const all = { ...env, HOOK_SECRET: 'a secret of the benchmark' };
  for (let i = 0; i < workers; i++) members.push(house.start(['run', '--role', 'deliver'], all));
  await Promise.all(members.map((member) => member.says('watching')));
  members.push(house.start(['run', '--role', 'scheduler,poll,read,brief'], all));
  while (posts.taken.size < RECEIVERS * STORIES.length) await sleep(50);
  const times = [...posts.taken.values()];
  await Promise.all(members.map((member) => member.stop()));
  house.remove();
  return { seconds: (Math.max(...times) - Math.min(...times)) / 1_000, doubled: posts.doubled };
}

/** A feed of the stories, and receivers that answer late. */
async function slowReceivers(posts: Posts): Promise<Server> {
  const take = async (request: IncomingMessage, response: ServerResponse) => {
    const path = request.url ?? '/';
    if (path === '/feed') return void response.end(rss());
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += String(chunk);
    const { action, id } = JSON.parse(body) as { action: string; id: string };
    const key = `${path} ${id}`;
    if (action === 'send' && posts.taken.has(key)) posts.doubled++;
    else posts.taken.set(key, performance.now());
    await sleep(ANSWER_MS);
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  };
  const server = createServer((request, response) => void take(request, response));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return server;
}

function rss(): string {
  const at = new Date().toUTCString();
  const items = STORIES.map(
    ([title, text], i) =>
      `<item><guid isPermaLink="false">${i}</guid><title>${title}</title><pubDate>${at}</pubDate><description>${text}</description></item>`,
  );
  return `<rss version="2.0"><channel><title>Wire</title>${items.join('')}</channel></rss>`;
}
