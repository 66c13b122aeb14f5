import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { EngineHouse, Member } from './engine-house.js';
import { MOST_CLIENTS, onServer, type redisServer, type Server } from './engine-servers.js';
import type { startWire } from './wire.js';

type Wire = Awaited<ReturnType<typeof startWire>>;

/** What can be taken away. */
interface Scale {
  readonly disk: string | undefined;
  readonly postgres: Server;
  readonly redis: Awaited<ReturnType<typeof redisServer>>;
  readonly store: Wire;
  readonly queue: Wire;
  readonly house: EngineHouse;
  readonly members: Member[];
}

/** Begins a fault and ends it. */
export type Fault = () => Promise<void>;

/** By what they are. */
export function faults(
  { disk, postgres, redis, store, queue, house, members }: Scale,
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
  const astray = async (ms: number) => {
    const both = [members[0], members[worker()]];
    await during(
      8_000,
      () => both.forEach((member) => member?.setClock(ms)),
      () => both.forEach((member) => member?.setClock(0)),
    );
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
    ...(disk !== undefined && {
      'disk of Postgres full': () =>
        during(
          12_000,
          () => fill(disk),
          () => rmSync(join(disk, BALLAST)),
        ).then(() => postgres.start()),
    }),
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
    'clocks of a worker and a scheduler an hour ahead': () => astray(3_600_000),
    'clocks of a worker and a scheduler an hour behind': () => astray(-3_600_000),
  };
}

const BALLAST = 'ballast';

/** To the last block. */
function fill(disk: string): void {
  const file = openSync(join(disk, BALLAST), 'w');
  try {
    for (const size of [1 << 20, 1 << 12]) for (;;) if (!wrote(file, size)) break;
  } finally {
    closeSync(file);
  }
}

function wrote(file: number, size: number): boolean {
  try {
    return writeSync(file, Buffer.alloc(size)) === size;
  } catch {
    return false;
  }
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
