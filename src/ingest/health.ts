import type { Headers } from './headers.js';

/** How a poll ended, as far as the next one depends on it. */
export type PollOutcome =
  | {
      readonly kind: 'fresh';
      readonly headers: Headers;
      /** The bytes are those of last time. */
      readonly sameBody: boolean;
    }
  | { readonly kind: 'unchanged'; readonly headers: Headers }
  | Unread;

type Unread = Refused | { readonly kind: 'failed' | 'blocked' | 'not-a-feed'; readonly reason: string };

export interface Refused {
  readonly kind: 'refused';
  readonly status: number;
  readonly headers: Headers;
  readonly retryAfterMs?: number;
}

/** How a feed has been doing: counters of what went wrong in a row, each kind for itself. */
export interface Health {
  readonly lastPolledAt: Date | null;
  /** No answer, a server fault, or an answer that is no feed. */
  readonly failures: number;
  /** 4xx other than 404, 410 and throttling. */
  readonly denials: number;
  readonly missing: number;
  readonly throttled: number;
  /** Answers with the same bytes although a condition was sent. */
  readonly unheeded: number;
  /** When 410 was first answered. */
  readonly goneSince: Date | null;
  readonly failingSince: Date | null;
  /** The operator has been told of the present trouble. */
  readonly told: boolean;
  /** The operator has been told of the present silence. */
  readonly silent: boolean;
  readonly stopped: boolean;
}

export const HEALTHY: Health = {
  lastPolledAt: null,
  failures: 0,
  denials: 0,
  missing: 0,
  throttled: 0,
  unheeded: 0,
  goneSince: null,
  failingSince: null,
  told: false,
  silent: false,
  stopped: false,
};

const DAY = 86_400_000;
const TELL_AFTER = 7 * DAY;

export interface Recorded {
  readonly health: Health;
  readonly notice: string | null;
}

/** Counts one poll. The notice comes once when trouble needs a person, and once when it is over. */
export function recordPoll(before: Health, outcome: PollOutcome, now: Date): Recorded {
  if (outcome.kind === 'fresh' || outcome.kind === 'unchanged') {
    const unheeded = outcome.kind === 'fresh' && outcome.sameBody ? before.unheeded + 1 : 0;
    return {
      health: { ...HEALTHY, lastPolledAt: now, unheeded, silent: before.silent },
      notice: before.told ? 'can be read again' : null,
    };
  }
  const health: Health = {
    ...before,
    ...counted(before, outcome, now),
    lastPolledAt: now,
    failingSince: before.failingSince ?? now,
  };
  const notice = before.told && !health.stopped ? null : trouble(health, outcome, now);
  return { health: { ...health, told: before.told || notice !== null }, notice };
}

/** Adds that a feed that can be read has been unusually silent since then, or no longer is; each is told once. */
export function recordSilence({ health, notice }: Recorded, silentSince: Date | null): Recorded {
  const silent = silentSince !== null;
  if (silent === health.silent) return { health, notice };
  const news = silent
    ? `has had nothing new since ${silentSince.toISOString().slice(0, 10)}, which is unusual`
    : 'has new articles again';
  return { health: { ...health, silent }, notice: notice === null ? news : `${notice}; ${news}` };
}

/** 403 counts when it says how long: some hosts answer rate limits with it. */
export function isThrottle(outcome: PollOutcome): boolean {
  if (outcome.kind !== 'refused') return false;
  return (
    outcome.status === 429 ||
    outcome.status === 503 ||
    (outcome.status === 403 && outcome.retryAfterMs !== undefined)
  );
}

function counted(before: Health, outcome: Unread, now: Date): Partial<Health> {
  const calm = { failures: 0, denials: 0, missing: 0, throttled: 0, goneSince: null };
  if (outcome.kind !== 'refused') return { ...calm, failures: before.failures + 1 };
  const { status } = outcome;
  if (status === 410) {
    const stopped = before.goneSince !== null && now.getTime() - before.goneSince.getTime() >= DAY;
    return { ...calm, goneSince: before.goneSince ?? now, stopped };
  }
  if (isThrottle(outcome)) return { ...calm, throttled: before.throttled + 1 };
  if (status === 404) return { ...calm, missing: before.missing + 1 };
  return status >= 400 && status < 500
    ? { ...calm, denials: before.denials + 1 }
    : { ...calm, failures: before.failures + 1 };
}

function trouble(health: Health, outcome: Unread, now: Date): string | null {
  if (health.stopped)
    return 'the server says that the feed is gone for good (410, twice): polling has stopped';
  if (outcome.kind === 'blocked') return `may not be fetched: ${outcome.reason}`;
  if (outcome.kind === 'refused' && (outcome.status === 401 || outcome.status === 403)) {
    return `the server does not let us in (${outcome.status})`;
  }
  const since = health.failingSince;
  if (since === null || now.getTime() - since.getTime() < TELL_AFTER) return null;
  const why = outcome.kind === 'refused' ? `status ${outcome.status}` : outcome.reason;
  return `cannot be read since ${since.toISOString().slice(0, 10)}: ${why}`;
}
