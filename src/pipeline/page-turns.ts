import { SPACING_MS, type TakeTurn, type Wait } from '../ingest/page-queue.js';
import type { Db } from '../store/db.js';
import { newOwner, takeLease } from '../store/leases.js';

/** So long after a process died in a visit another one takes its turn. The pages of one poll have no longer in all. */
const VISIT_SECONDS = 30;
const LOOK_MS = 500;

/** Of the processes on a store one at a time visits the pages of a host, with the same time between two as within one. */
export function pageTurns(db: Db, wait: Wait): TakeTurn {
  const owner = newOwner();
  return async (host, signal) => {
    const hold = (seconds: number) => takeLease(db, `pages ${host}`, owner, seconds);
    while (!signal.aborted) {
      // A store that is away is told of by the poll; the turn ends by itself.
      if (await hold(VISIT_SECONDS))
        return async () => void (await hold(SPACING_MS / 1_000).catch(() => false));
      await wait(LOOK_MS, signal);
    }
    return null;
  };
}
