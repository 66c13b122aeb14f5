import type { Call } from './rest.js';
import type { Reply } from './world.js';

/** What goes wrong with one call. `…After`: the server has done what it was asked. */
export interface Fault {
  readonly kind: 'dropBefore' | 'dropAfter' | 'errorAfter' | 'reply' | 'delay';
  /** Answered instead of doing anything. */
  readonly reply?: Reply;
  /** The call is held back until this resolves. */
  readonly released?: Promise<void>;
}

export interface Faults {
  /** The next `times` calls whose method and path match go wrong. */
  next(method: string, path: RegExp, fault: Fault, times?: number): void;
  /** Holds back the next matching call until the function that it returns is called. */
  hold(method: string, path: RegExp): () => void;
  /** Forgets what was planned and has not happened. */
  clear(): void;
  take(call: Call): Fault | null;
}

export function createFaults(): Faults {
  const planned: { method: string; path: RegExp; fault: Fault; left: number }[] = [];
  const next: Faults['next'] = (method, path, fault, times = 1) => {
    planned.push({ method, path, fault, left: times });
  };
  return {
    next,
    hold: (method, path) => {
      let release = () => {};
      const released = new Promise<void>((resolve) => (release = resolve));
      next(method, path, { kind: 'delay', released });
      return release;
    },
    clear: () => {
      planned.length = 0;
    },
    take: (call) => {
      const plan = planned.find(
        ({ method, path, left }) => left > 0 && method === call.method && path.test(call.path),
      );
      if (!plan) return null;
      plan.left -= 1;
      return plan.fault;
    },
  };
}
