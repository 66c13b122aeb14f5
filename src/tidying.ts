import { setTimeout as sleep } from 'node:timers/promises';
import type { Keep } from './config/config.js';
import type { Log } from './observe/log.js';
import { reasonOf } from './observe/outage.js';
import type { Db } from './store/db.js';
import { forgetLeases } from './store/leases.js';
import { type Cutoffs, dropSome } from './store/retention.js';

const EVERY_MS = 3_600_000;
/** Others have the store to themselves between two batches. */
const REST_MS = 100;
const DAY_MS = 86_400_000;

export interface TidyParts {
  readonly db: Db;
  readonly keep: () => Keep;
  readonly now: () => Date;
  readonly log: Log;
}

/** Lets go of what is older than the configuration keeps, in small batches, and of what leases left, once an hour. */
export function tidying({ db, keep, now, log }: TidyParts) {
  const stopping = new AbortController();
  let begunAt = 0;
  let running = Promise.resolve();
  const work = async () => {
    try {
      await forgetLeases(db);
      let dropped = 0;
      const cutoffs = cutoffsOf(keep(), now());
      for (let some = -1; some !== 0 && !stopping.signal.aborted; dropped += some) {
        some = await dropSome(db, cutoffs);
        if (some > 0) await sleep(REST_MS, undefined, { signal: stopping.signal }).catch(() => {});
      }
      if (dropped > 0) log.info(`${dropped} old rows were let go of, as keep: says`);
    } catch (error) {
      log.warn(`what is too old could not be let go of: ${reasonOf(error)}; tried again in an hour`);
    }
  };
  return {
    /** To be called often, by whoever schedules. */
    tick(): void {
      const at = now().getTime();
      // A clock that was set back must not make this wait.
      if (Math.abs(at - begunAt) < EVERY_MS) return;
      begunAt = at;
      running = running.then(work);
    },
    async stop(): Promise<void> {
      stopping.abort();
      await running;
    },
  };
}

function cutoffsOf({ articles, revisions, deliveries }: Keep, now: Date): Cutoffs {
  const before = (days: number | null) => (days === null ? null : new Date(now.getTime() - days * DAY_MS));
  return { articles: before(articles), revisions: before(revisions), deliveries: before(deliveries) };
}
