import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { Redis } from 'ioredis';
import pg from 'pg';
import { forkQuietly, freePort, message, stopChild } from '../../tests/support/guarded-server.js';
import { postgresBinaries, preparePostgres } from '../../tests/support/start-postgres.js';

/** A server that can be taken away and brought back with what it had on its disk. */
export interface Server {
  readonly url: string;
  /** Nothing where it runs. */
  start(): Promise<void>;
  /** Ends at once; what is under way breaks off. */
  kill(): Promise<void>;
  remove(): Promise<void>;
}

/** Few connections, so that they can be used up. */
export const MOST_CLIENTS = 90;

/** `under`: where it keeps its files, else among the temporary ones. */
export async function postgresServer(under?: string): Promise<Server> {
  const found = postgresBinaries();
  if (found === undefined) throw new Error('there is no Postgres here: npm ci brings one');
  const { url, command, args, directory, options } = await preparePostgres(found, under);
  let child: ChildProcess | null = null;
  const kill = async () => {
    const dying = child;
    child = null;
    if (!dying || dying.exitCode !== null) return;
    const ended = new Promise((done) => dying.once('exit', done));
    // Immediate shutdown: the next start recovers from the log.
    dying.kill('SIGQUIT');
    await ended;
  };
  return {
    url,
    async start() {
      if (child?.exitCode === null) return;
      const all = [
        ...args,
        '-c',
        `max_connections=${MOST_CLIENTS}`,
        '-c',
        'fsync=on',
        '-c',
        'shared_buffers=256MB',
      ];
      const started = spawn(command, all, { ...options, stdio: ['ignore', 'ignore', 'pipe'] });
      child = started;
      await new Promise<void>((ready, failed) => {
        started.once('exit', () => failed(new Error('Postgres has ended')));
        started.stderr.setEncoding('utf8').on('data', (text: string) => {
          if (text.includes('ready to accept connections')) ready();
        });
      });
    },
    kill,
    async remove() {
      await kill();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Valkey in WebAssembly. It keeps nothing on a disk: restarted, it is empty. */
export async function redisServer(): Promise<
  Server & { ask(...command: [string, ...string[]]): Promise<void> }
> {
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  let child: ChildProcess | null = null;
  const kill = async () => {
    if (child) await stopChild(child);
    child = null;
  };
  return {
    url,
    async start() {
      child = forkQuietly('valkey-server.mjs', [String(port)]);
      await message(child, (received: { port?: number }) => received.port);
    },
    kill,
    remove: kill,
    async ask(...command) {
      const client = new Redis(url);
      try {
        await client.call(...command);
      } finally {
        client.disconnect();
      }
    },
  };
}

/** A connection of our own, past every wire. */
export async function onServer<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}
