import { realpath } from 'node:fs/promises';
import type { AppOptions } from '../app.js';
import { dataDirOf, findConfig } from '../config/load.js';
import type { Log } from '../observe/log.js';
import { isControlSocketAlive, socketPathOf } from '../store/control-socket.js';
import { type Flags, named, tell } from './command.js';
import { beside, type Use, withControl } from './session.js';
import { faulty, openLog, readConfig, rereading } from './settings.js';

/** What a command wants to see of a session of its own; a command that only asks wants nothing. */
export interface Asking {
  readonly report?: (log: Log) => AppOptions['report'];
  readonly screen?: AppOptions['screen'];
  /** Log lines below warnings. */
  readonly talks?: boolean;
  /** Whether it does the work that others hand to it meanwhile. */
  readonly works?: boolean;
}

/**
 * Runs a command on the configured program, the one that runs already or one of its own. A running one is asked
 * even when the configuration has faults by now: it goes on with the one before.
 */
export async function asking(flags: Flags, use: Use, how: Asking = {}): Promise<number> {
  const file = await findConfig(named(flags, 'config'));
  const result = await readConfig(file);
  if (!result.ok) {
    const running = await socketBeside(await dataDirOf(file));
    if (running === null) throw faulty(result.faults);
    const count = result.faults.length === 1 ? 'a fault' : `${result.faults.length} faults`;
    tell(
      `the configuration has ${count} (wirewatch check): the running Wirewatch goes on with the one before`,
    );
    return beside(running, use);
  }
  const { config } = result;
  const log = openLog(config, how.talks !== true);
  const options: AppOptions = {
    config,
    reread: rereading(config),
    log,
    report: how.report?.(log) ?? (() => {}),
    screen: how.screen ?? { write: null, colour: false, columns: 80 },
    now: () => new Date(),
  };
  return withControl(options, use, how.works);
}

/** The socket of the program that has a data directory; null when none answers. */
export async function socketBeside(dataDir: string): Promise<string | null> {
  const directory = await realpath(dataDir).catch(() => null);
  if (directory === null || !(await isControlSocketAlive(directory))) return null;
  return socketPathOf(directory);
}
