import { setTimeout as sleep } from 'node:timers/promises';
import type { App } from '../app.js';
import type { Fault } from '../config/read-yaml.js';
import { watchFiles } from '../config/watch.js';
import type { Log } from '../observe/log.js';
import { Failure } from './command.js';
import type { Session } from './session.js';
import { type Loaded, readConfig, showFault } from './settings.js';

/** What is under way may take so long to end: a call to a platform takes 15 s. */
const CLOSE_MS = 20_000;

/** Works until it is told to stop, and follows the edits of the configuration. */
export async function keepRunning(session: Session, loaded: Loaded, stop: Stop, log: Log): Promise<number> {
  const { app } = session;
  const [file = ''] = loaded.config.files;
  let told = loaded.setAside;
  const follow = oneByOne(async () => {
    told = (await reload(app, file, told, log)) ?? told;
  });
  const stopWatching = watchFiles(loaded.config.files, () => {
    follow().catch((error: unknown) =>
      log.error(`the configuration could not be reloaded: ${String(error)}`),
    );
  });
  try {
    // A start that hangs is a start that can be stopped.
    await Promise.race([app.start(), stop.asked]);
  } catch (error) {
    stopWatching();
    await closeSoon(session, log);
    throw new Failure(error instanceof Error ? error.message : String(error));
  }
  await stop.asked;
  stopWatching();
  await closeSoon(session, log);
  log.info('stopped');
  return 0;
}

/** Closes what was opened; what can't be ended in time is found again by the next start. */
export async function closeSoon(session: Pick<Session, 'close'>, log: Log): Promise<void> {
  const late = sleep(CLOSE_MS, 'late' as const);
  if ((await Promise.race([session.close(), late])) === 'late')
    log.warn(
      `stopped after ${CLOSE_MS / 1_000} s with something under way: the next start looks what came of it`,
    );
}

/** Runs `work` when asked, never twice at once: of those who ask meanwhile, the last one is enough. */
export function oneByOne(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null;
  let next: Promise<void> | null = null;
  const start = () => {
    running = work().finally(() => (running = null));
    return running;
  };
  return () => {
    if (!running) return start();
    const again = () => {
      next = null;
      return start();
    };
    next ??= running.then(again, again);
    return next;
  };
}

/** A faulty edit changes nothing. Returns what is set aside now; of that, what was `told` before is not told again. */
async function reload(
  app: App,
  file: string,
  told: Loaded['setAside'],
  log: Log,
): Promise<Loaded['setAside'] | null> {
  const result = await readConfig(file);
  if (!result.ok) {
    for (const fault of result.faults) log.error(showFault(fault));
    log.error('the configuration has faults: the one before stays in force');
    return null;
  }
  log.hide(result.config.secrets);
  await app.reload(result.config);
  log.info(`configuration reloaded: ${result.config.feeds.length} feeds, ${app.live().topics.size} topics`);
  for (const fault of newIn(result.setAside, told)) log.info(showFault(fault));
  warnOfRefusals(app, log);
  return result.setAside;
}

/** Those that were not there before; one that only stands in another line by now is no news. */
export function newIn(now: readonly Fault[], before: readonly Fault[]): readonly Fault[] {
  return now.filter(
    (one) => !before.some(({ file, message }) => file === one.file && message === one.message),
  );
}

export function warnOfRefusals(app: App, log: Log): void {
  for (const { topicId, messages, kept } of app.refused()) {
    const fate = kept ? 'stays as it was' : 'is left out';
    log.warn(`topic ${topicId} ${fate}: its tests fail: ${messages.join('; ')}`);
  }
}

export interface Stop {
  /** Resolves with the first signal. */
  readonly asked: Promise<void>;
}

/** Listens from now on: the first signal stops in good order, a second at once. */
export function listenForStop(log: Log): Stop {
  const asked = new Promise<void>((resolve) => {
    const stop = (signal: string) => {
      log.info(`${signal}: finishing what is under way; once more to stop at once`);
      for (const name of ['SIGINT', 'SIGTERM'] as const) {
        process.removeAllListeners(name);
        process.once(name, () => process.kill(process.pid, 'SIGKILL'));
      }
      resolve();
    };
    process.once('SIGINT', () => stop('SIGINT'));
    process.once('SIGTERM', () => stop('SIGTERM'));
  });
  return { asked };
}
