import type { Config } from '../config/config.js';
import { Failure } from './command.js';
import { dataDirTrouble } from './data-dir.js';
import { takeLock } from './session.js';

/** Does what nobody may be at meanwhile with the data directory; what goes wrong ends as a sentence. */
export async function alone<T>(config: Pick<Config, 'dataDir'>, work: () => Promise<T>): Promise<T> {
  const trouble = await dataDirTrouble(config.dataDir);
  if (trouble !== null) throw new Failure(trouble);
  const lock = await takeLock(config);
  if ('busy' in lock) throw new Failure(lock.busy);
  try {
    return await work();
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(error instanceof Error ? error.message : String(error));
  } finally {
    await lock.release();
  }
}
