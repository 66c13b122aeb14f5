import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { codeOf, writeArticle } from './articles.js';
import { type EngineHouse, engineHouse, type Member } from './engine-house.js';
import { MOST_CLIENTS, postgresServer, redisServer } from './engine-servers.js';
import { history, standIn, type Target } from './platforms.js';
import { startWire } from './wire.js';

/** What a fault came to. */
export interface FaultResult {
  readonly fault: string;
  readonly alerts: number;
  readonly lost: number;
  readonly doubled: number;
  /** From its end until all that waited was posted. */
  readonly recoveredSeconds: number;
  /** Different lines that the processes told meanwhile. */
  readonly told: readonly string[];
}

const ROLES = ['scheduler', 'scheduler', 'poll,read,brief,deliver', 'poll,read,brief,deliver'];
/** Before a fault and, behind it, meanwhile. */
const ARTICLES = 3;
const RECOVER_MS = 90_000;

/** Two schedulers and two workers on a Postgres and a Redis, one fault after another; in the end the channel is counted. */
export async function runEngineFaults(
  pauseSeconds: number,
  only: string | undefined,
): Promise<FaultResult[]> {
  const stage = await setUp();
  const results: FaultResult[] = [];
  try {
    // Until each is at work.
    await Promise.all(stage.members.map((member) => member.greeted));
    write(stage, 1);
    await settled(stage, 'the start');
    for (const [name, inflict] of Object.entries(faults(stage, pauseSeconds))) {
      if (only !== undefined && !name.includes(only)) continue;
      results.push(await suffer(stage, name, inflict));
      process.stderr.write(`${name}: recovered after ${results.at(-1)?.recoveredSeconds} s\n`);
    }
    return await recount(stage, results);
  } finally {
    await tearDown(stage);
  }
}

type Stage = Awaited<ReturnType<typeof setUp>>;

async function setUp() {
  const [postgres, redis] = [await postgresServer(), await redisServer()];
  await Promise.all([postgres.start(), redis.start()]);
  const [store, queue] = await Promise.all([startWire(postgres.url), startWire(redis.url)]);
  const target: Target = await standIn('slack');
  const house: EngineHouse = engineHouse(target, store.url, queue.url);
  const members: Member[] = ROLES.map((role) => house.start(role));
  return {
    postgres,
    redis,
    store,
    queue,
    target,
    house,
    members,
    codes: [] as string[],
    owner: new Map<string, string>(),
  };
}

async function tearDown({ postgres, redis, store, queue, target, house, members }: Stage): Promise<void> {
  await Promise.all(members.map((member) => member.end('SIGTERM')));
  await Promise.all([store.close(), queue.close(), target.close()]);
  await Promise.all([postgres.remove(), redis.remove()]);
  house.remove();
}

type Fault = () => Promise<void>;

function faults(
  { postgres, redis, store, queue, house, members }: Stage,
  pauseSeconds: number,
): Record<string, Fault> {
  const worker = () => members.findLastIndex(({ role }) => role !== 'scheduler');
  const replace = async (at: number) => {
    const member = members[at];
    if (!member) return;
    await member.end('SIGKILL');
    const next = house.start(member.role);
    members[at] = next;
    await next.greeted;
  };
  const pause = async (member: Member | undefined) => {
    member?.child.kill('SIGSTOP');
    await sleep(pauseSeconds * 1_000);
    member?.child.kill('SIGCONT');
  };
  return {
    'Redis restarted': async () => {
      await redis.kill();
      await sleep(3_000);
      await redis.start();
    },
    'Redis emptied': () => redis.ask('FLUSHALL'),
    'Redis full': async () => {
      await redis.ask('CONFIG', 'SET', 'maxmemory', '1');
      await sleep(8_000);
      await redis.ask('CONFIG', 'SET', 'maxmemory', '0');
    },
    'Redis slow (1 s a packet)': () => during(8_000, () => queue.slow(1_000), queue.mend),
    'network to Redis cut': () => during(8_000, queue.cut, queue.mend),
    'network to Redis silent': () => during(15_000, queue.stall, queue.mend),
    'Postgres restarted': async () => {
      await postgres.kill();
      await sleep(3_000);
      await postgres.start();
    },
    'Postgres fails over to one that may only be read': () => readOnly(postgres.url, 8_000),
    'Postgres out of connections': () => outOfConnections(postgres.url, 8_000),
    'Postgres slow (200 ms a packet)': () => during(8_000, () => store.slow(200), store.mend),
    'network to Postgres cut': () => during(8_000, store.cut, store.mend),
    'network to Postgres silent': () => during(15_000, store.stall, store.mend),
    'network to both cut': () =>
      during(
        5_000,
        () => [store, queue].forEach((wire) => wire.cut()),
        () => [store, queue].forEach((wire) => wire.mend()),
      ),
    'worker killed': () => replace(worker()),
    'both workers killed': async () => {
      for (const [at, { role }] of members.entries()) if (role !== 'scheduler') await replace(at);
    },
    [`worker paused for ${pauseSeconds} s`]: () => pause(members[worker()]),
    'scheduler killed': () => replace(0),
    'scheduler paused for 10 s': async () => {
      members[0]?.child.kill('SIGSTOP');
      await sleep(10_000);
      members[0]?.child.kill('SIGCONT');
    },
  };
}

async function during(ms: number, begin: () => void, end: () => void): Promise<void> {
  begin();
  await sleep(ms);
  end();
}

/** What clients find whose server has become a replica: they are thrown out, and may only read. */
async function readOnly(url: string, ms: number): Promise<void> {
  await onServer(url, async (client) => {
    const set = async (value: string) => {
      await client.query(`alter database postgres set default_transaction_read_only = ${value}`);
      await client.query(
        'select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and backend_type = $1',
        ['client backend'],
      );
    };
    await set('on');
    await sleep(ms);
    await client.query('set default_transaction_read_only = off');
    await set('off');
  });
}

/** Strangers take every connection just when ours are thrown out. */
async function outOfConnections(url: string, ms: number): Promise<void> {
  const strangers: pg.Client[] = [];
  await onServer(url, async (client) => {
    await client.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and backend_type = $1',
      ['client backend'],
    );
    for (let i = 0; i < MOST_CLIENTS; i++) {
      const stranger = new pg.Client({ connectionString: url });
      stranger.on('error', () => undefined);
      if (
        await stranger.connect().then(
          () => true,
          () => false,
        )
      )
        strangers.push(stranger);
      else break;
    }
    await sleep(ms);
    await Promise.all(strangers.map((stranger) => stranger.end()));
  });
}

async function onServer<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function suffer(stage: Stage, fault: string, inflict: Fault): Promise<FaultResult> {
  const before = stage.codes.length;
  for (const member of stage.members) member.told();
  await feed(stage, ARTICLES);
  // While they are read, briefed and posted.
  const meanwhile = sleep(1_500).then(() => write(stage, ARTICLES));
  await inflict();
  await meanwhile;
  const mended = Date.now();
  await settled(stage, fault);
  for (const code of stage.codes.slice(before)) stage.owner.set(code, fault);
  const told = new Set(stage.members.flatMap((member) => member.told()));
  return {
    fault,
    alerts: stage.codes.length - before,
    lost: 0,
    doubled: 0,
    recoveredSeconds: Math.round((Date.now() - mended) / 1_000),
    told: [...told],
  };
}

function write(stage: Stage, count: number): void {
  for (let i = 0; i < count; i++) {
    const code = codeOf('ENG', stage.codes.length);
    writeArticle(stage.house.inbox, code, 7_000 + stage.codes.length);
    stage.codes.push(code);
  }
}

/** Articles, and their feed is due. */
async function feed(stage: Stage, count: number): Promise<void> {
  write(stage, count);
  await onServer(stage.postgres.url, (client) =>
    client.query('update ww.feed set next_poll_at = now()'),
  ).catch(() => undefined);
}

/** Until every article written stands in the channel, or it has taken too long. */
async function settled(stage: Stage, after: string): Promise<void> {
  const until = Date.now() + RECOVER_MS;
  for (;;) {
    await feed(stage, 0);
    const text = (await history(stage.target)).join('\n');
    if (stage.codes.every((code) => text.includes(code)) && (await isAtRest(stage))) return;
    if (Date.now() > until)
      return void process.stderr.write(`${after}: not settled in ${RECOVER_MS / 1_000} s\n`);
    await sleep(1_000);
  }
}

/** Nothing is due, and the tables are there. */
async function isAtRest({ postgres }: Stage): Promise<boolean> {
  return onServer(postgres.url, async (client) => {
    const { rows } = await client.query<{ n: number }>(
      "select count(*)::int as n from ww.alert where state in ('pending', 'sending') or sent_revision < revision",
    );
    return rows[0]?.n === 0;
  }).catch(() => false);
}

/** By the channel's own history, once everything has come to rest. */
async function recount(stage: Stage, results: readonly FaultResult[]): Promise<FaultResult[]> {
  const messages = await history(stage.target);
  const posts = (code: string) => messages.filter((message) => message.includes(code)).length;
  return results.map((result) => {
    const codes = stage.codes.filter((code) => stage.owner.get(code) === result.fault);
    return {
      ...result,
      lost: codes.filter((code) => posts(code) === 0).length,
      doubled: codes.filter((code) => posts(code) > 1).length,
    };
  });
}

export function printFaults(results: readonly FaultResult[]): void {
  const width = Math.max(...results.map(({ fault }) => fault.length));
  console.log(`${'fault'.padEnd(width)}  alerts  lost  doubled  recovered after`);
  for (const { fault, alerts, lost, doubled, recoveredSeconds, told } of results) {
    console.log(
      `${fault.padEnd(width)}  ${String(alerts).padStart(6)}  ${String(lost).padStart(4)}  ${String(doubled).padStart(7)}  ${recoveredSeconds} s`,
    );
    for (const line of told.slice(0, 6)) console.log(`    ${line.slice(0, 180)}`);
  }
}
