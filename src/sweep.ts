import type { Log } from './observe/log.js';
import { type Outage, reasonOf } from './observe/outage.js';
import type { Pipeline } from './pipeline.js';
import { isUnreachable } from './store/sqlstate.js';

/** How often the store is asked what is due; wake-ups come sooner. */
const SWEEP_MS = 1_000;

/** Finds what a lost wake-up left behind; one sweep at a time, and trouble is told once. */
export function sweeping(pipeline: Pipeline, now: () => Date, log: Log, outage: Outage) {
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();
  let stopped = false;
  let failing = false;
  const sweep = async () => {
    try {
      await pipeline.sweep(now());
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
    start,
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
