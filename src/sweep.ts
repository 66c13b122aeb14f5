import type { Log } from './observe/log.js';
import { type Outage, reasonOf } from './observe/outage.js';
import type { Pipeline } from './pipeline.js';
import type { WebSub } from './pipeline/websub.js';
import type { Roles } from './roles.js';
import type { Db } from './store/db.js';
import { newOwner, releaseLease, takeLease } from './store/leases.js';
import { setBack } from './store/set-back.js';
import { isUnreachable } from './store/sqlstate.js';
import type { tidying } from './tidying.js';

/** How often the store is asked what is due; wake-ups come sooner. */
const SWEEP_MS = 1_000;
/** So long after a scheduler has died another one takes over. */
const LEASE_SECONDS = 5;
const LEASE = 'scheduler';

export interface SweepParts {
  readonly pipeline: Pick<Pipeline, 'sweep'> & { readonly websub: Pick<WebSub, 'sweep'> };
  readonly roles: Roles;
  readonly db: Db;
  /** Whether there can be other schedulers, which agree on one of them in the store. */
  readonly isShared: boolean;
  readonly now: () => Date;
  /** By how many milliseconds the clock was set back since this was asked last. */
  readonly setBackBy: () => number;
  readonly log: Log;
  readonly outage: Outage;
  readonly tidy: ReturnType<typeof tidying>;
}

/** Finds what a lost wake-up left behind; one sweep at a time, by one process at a time, and trouble is told once. */
export function sweeping(parts: SweepParts) {
  const { pipeline, roles, db, isShared, now, setBackBy, log, outage, tidy } = parts;
  const turn = takingTurns(isShared ? db : null, log);
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();
  let stopped = false;
  let failing = false;
  let lost = 0;
  const makeUpFor = async (ms: number) => {
    await setBack(db, ms, now());
    log.warn(`the clock was set back by ${Math.round(ms / 1_000)} s: what waits is due so much earlier`);
  };
  const sweep = async () => {
    try {
      lost += setBackBy();
      const isOurs = roles.has('scheduler') && (await turn.isOurs());
      if (isOurs && lost > 0) await makeUpFor(lost);
      // Once, whatever becomes of the sweep; and by the one whose turn it is.
      lost = 0;
      if (isOurs) {
        await pipeline.sweep(now());
        tidy.tick();
      }
      if (roles.has('web')) await pipeline.websub.sweep();
      outage.served();
      failing = false;
    } catch (error) {
      if (isUnreachable(error)) outage.failed(reasonOf(error));
      else if (!failing)
        log.error(`the store cannot be asked what is due: ${reasonOf(error)}`, { err: error });
      failing = !isUnreachable(error);
    }
    if (!stopped) timer = setTimeout(start, SWEEP_MS);
  };
  const start = () => {
    running = sweep();
  };
  return {
    start: () => {
      if (roles.has('scheduler') || roles.has('web')) start();
    },
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await running;
      await tidy.stop();
      await turn.end();
    },
  };
}

/** Of the schedulers on a store one schedules; which, is told when it changes. */
function takingTurns(shared: Db | null, log: Log) {
  const owner = newOwner();
  let ours: boolean | null = null;
  return {
    async isOurs(): Promise<boolean> {
      if (shared === null) return true;
      const before = ours;
      ours = await takeLease(shared, LEASE, owner, LEASE_SECONDS);
      if (!ours && before !== false)
        log.info('another process schedules; this one takes over when that is gone');
      if (ours && before === false) log.info('this process schedules now: the other is gone');
      return ours;
    },
    async end(): Promise<void> {
      if (shared && ours) await releaseLease(shared, LEASE, owner).catch(() => {});
    },
  };
}
