import type { Log } from './log.js';

/** Something that we stand on and that is not there: told once when it goes and once when it is back, however many notice. */
export interface Outage {
  /** It failed us: `reason` is one line for a person. */
  failed(reason: string): void;
  /** It served us. */
  served(): void;
}

export interface OutageOptions {
  readonly log: Log;
  readonly now: () => Date;
  /** `the store` */
  readonly name: string;
  /** What becomes of the work until it is back. */
  readonly meanwhile: string;
  /** As long without a failure, and it is back for good. */
  readonly steadyMs: number;
}

export function createOutage({ log, now, name, meanwhile, steadyMs }: OutageOptions): Outage {
  let failedAt: Date | null = null;
  return {
    failed(reason) {
      if (failedAt === null) log.error(`${name} is away (${reason}): ${meanwhile}`);
      failedAt = now();
    },
    served() {
      // A clock that was set back must not make this wait.
      if (failedAt === null || Math.abs(now().getTime() - failedAt.getTime()) < steadyMs) return;
      failedAt = null;
      log.info(`${name} is back`);
    },
  };
}

/** What was thrown, in one line; a host with several addresses fails with the errors of all of them. */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return reasonOf(error.errors[0]);
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/\s+/g, ' ').slice(0, 300) || 'no reason given';
}
