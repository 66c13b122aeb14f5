import { mkdir } from 'node:fs/promises';
import type { App, AppOptions } from '../app.js';
import type { Config } from '../config/config.js';
import { acquireLock, type Lock } from '../store/lock.js';
import { Failure } from './command.js';
import { askDaemon, type Control } from './control.js';

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
  await mkdir(config.dataDir, { recursive: true, mode: 0o700 });
  const lock = config.databaseUrl === null ? await takeLock(config) : null;
  if (lock && 'busy' in lock) return lock;
  try {
    // Loaded late: --help and check need none of it.
    const { openApp } = await import('../app.js');
    const app = await openApp(options);
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

async function takeLock({ dataDir }: Config): Promise<Lock | { busy: string; socketPath: string }> {
  const result = await acquireLock(dataDir);
  if (result.kind === 'foreign') throw new Failure(result.message);
  return result.kind === 'owned' ? result.lock : { busy: result.message, socketPath: result.socketPath };
}

/** Runs a command on the program: the daemon when one runs, else a session of its own. */
export async function withControl(
  options: AppOptions,
  use: (control: Control, own: App | null) => Promise<number>,
): Promise<number> {
  const session = await openSession(options);
  if ('busy' in session) return use(askDaemon(session.socketPath), null);
  try {
    return await use(session.app, session.app);
  } finally {
    await session.close();
  }
}
