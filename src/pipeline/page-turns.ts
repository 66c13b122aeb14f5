import { randomBytes } from 'node:crypto';
import { alone, type TakeTurn, type Wait } from '../ingest/page-queue.js';
import type { Db } from '../store/db.js';
import { takeLease } from '../store/leases.js';

/** So long after a process died in a visit another one takes its turn. The pages of one poll have no longer in all. */
const VISIT_SECONDS = 30;
/** From the end of one visit to the next of another process: as within one. */
const SPACING_SECONDS = 2;
const LOOK_MS = 500;

/** Of the processes on a store one at a time visits the pages of a host. */
export function pageTurns({ db, isShared }: { db: Db; isShared: boolean }, wait: Wait): TakeTurn {
  if (!isShared) return alone;
  const owner = randomBytes(12).toString('base64url');
  return async (host, signal) => {
    const hold = (seconds: number) => takeLease(db, `pages ${host}`, owner, seconds);
    while (!signal.aborted) {
      // A store that is away is told of by the poll; the turn ends by itself.
      if (await hold(VISIT_SECONDS)) return async () => void (await hold(SPACING_SECONDS).catch(() => false));
      await wait(LOOK_MS, signal);
    }
    return null;
  };
}
