import { setTimeout as sleep } from 'node:timers/promises';
import { codeOf, writeArticle } from './articles.js';
import { type EngineHouse, engineHouse, type Member } from './engine-house.js';
import { onServer, postgresServer, redisServer } from './engine-servers.js';
import { type Fault, faults } from './faults.js';
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
export async function runEngineFaults(asked: {
  readonly pauseSeconds: number;
  /** Only the faults whose name has this in it. */
  readonly only: string | undefined;
  /** A folder on a file system that can be filled: Postgres keeps its files there. */
  readonly disk: string | undefined;
}): Promise<FaultResult[]> {
  const stage = await setUp(asked.disk);
  const results: FaultResult[] = [];
  try {
    // Until each is at work.
    await Promise.all(stage.members.map((member) => member.greeted));
    write(stage, 1);
    await settled(stage, 'the start');
    for (const [name, inflict] of Object.entries(faults(stage, asked.pauseSeconds))) {
      if (asked.only !== undefined && !name.includes(asked.only)) continue;
      results.push(await suffer(stage, name, inflict));
      process.stderr.write(`${name}: recovered after ${results.at(-1)?.recoveredSeconds} s\n`);
    }
    return await recount(stage, results);
  } finally {
    await tearDown(stage);
  }
}

type Stage = Awaited<ReturnType<typeof setUp>>;

async function setUp(disk: string | undefined) {
  const [postgres, redis] = [await postgresServer(disk), await redisServer()];
  await Promise.all([postgres.start(), redis.start()]);
  const [store, queue] = await Promise.all([startWire(postgres.url), startWire(redis.url)]);
  const target: Target = await standIn('slack');
  const house: EngineHouse = engineHouse(target, store.url, queue.url);
  const members: Member[] = ROLES.map((role) => house.start(role));
  return {
    disk,
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
