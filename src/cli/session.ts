import { setTimeout as sleep } from 'node:timers/promises';
import type { App, AppOptions } from '../app.js';
import type { Config } from '../config/config.js';
import { acquireLock, type Lock } from '../store/lock.js';
import { Failure } from './command.js';
import { askDaemon, type Control, NotNow, serveControl } from './control.js';
import { dataDirTrouble, onDisk } from './data-dir.js';

/** The program opened by this process, which owns the data directory until it is closed. */
export interface Session {
  readonly app: App;
  /** Null when the store is on a server, which several processes may share. */
  readonly lock: Lock | null;
  close(): Promise<void>;
}

/** A session of our own, or the socket of the process that has the data directory. */
export async function openSession(
  options: AppOptions,
): Promise<Session | { busy: string; socketPath: string }> {
  const { config } = options;
  const trouble = await dataDirTrouble(config.dataDir);
  if (trouble !== null) throw new Failure(trouble);
  const lock = config.databaseUrl === null ? await takeLock(config) : null;
  if (lock && 'busy' in lock) return lock;
  try {
    // Postgres starts in its thread while the program is loaded here, which takes as long.
    const postgres = lock ? await startPostgres(options) : {};
    // Loaded late: --help and check need none of it.
    const { openApp } = await import('../app.js');
    const app = await openApp({ ...options, ...postgres });
    return {
      app,
      lock,
      close: async () => {
        await app.stop();
        await lock?.release();
      },
    };
  } catch (error) {
    await lock?.release();
    throw new Failure(error instanceof Error ? error.message : String(error));
  }
}

/** The promise itself, not what it gives. */
async function startPostgres({ config, log }: AppOptions) {
  const { openEmbedded } = await import('../store/embedded/open-embedded.js');
  const { dataDir, lowMemory } = config;
  const report = (line: string) => log.warn(line);
  const postgres = openEmbedded({ dataDir, durable: true, lowMemory, report });
  // Who opens the program on it is told.
  postgres.catch(() => {});
  return { postgres };
}

/** The data directory for this process alone, or who has it. */
export async function takeLock({
  dataDir,
}: Pick<Config, 'dataDir'>): Promise<Lock | { busy: string; socketPath: string }> {
  const result = await onDisk(dataDir, () => acquireLock(dataDir));
  if (result.kind === 'foreign') throw new Failure(result.message);
  return result.kind === 'owned' ? result.lock : { busy: result.message, socketPath: result.socketPath };
}

/** What a command does with the program; `own` is null when it runs beside. Prints nothing before it has its answer: it may begin anew. */
export type Use = (control: Control, own: App | null) => Promise<number>;

/** How long a command waits for a program beside it that is starting, or ending. */
const PATIENCE_MS = 10_000;
const AGAIN_MS = 250;

/** Runs a command on the program: the one that has the data directory, else a session of its own. */
export async function withControl(options: AppOptions, use: Use, works = false): Promise<number> {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    const session = await openSession(options);
    if (!('busy' in session)) return useOwn(session, use, works);
    try {
      return await use(askDaemon(session.socketPath), null);
    } catch (error) {
      if (!(error instanceof NotNow)) throw error;
      if (Date.now() > until) throw new Failure(`${silent(error)} ${session.busy}`);
    }
    await sleep(AGAIN_MS);
  }
}

/** Runs a command on the program behind a socket. */
export async function beside(socketPath: string, use: Use): Promise<number> {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await use(askDaemon(socketPath), null);
    } catch (error) {
      if (!(error instanceof NotNow)) throw error;
      if (Date.now() > until) throw new Failure(silent(error));
    }
    await sleep(AGAIN_MS);
  }
}

const silent = ({ message }: NotNow) =>
  `The Wirewatch beside this command has not answered for ${PATIENCE_MS / 1_000} s (${message}): try again in a moment.`;

/** While a command has the data directory, others ask it. */
async function useOwn(session: Session, use: Use, works: boolean): Promise<number> {
  const door = serveControl(session.app, works);
  try {
    await session.lock?.serve(door);
    return await use(session.app, session.app);
  } finally {
    await door.close();
    await session.close();
  }
}
