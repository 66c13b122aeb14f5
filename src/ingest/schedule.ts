import { freshnessMs } from './cache-hints.js';
import type { Headers } from './headers.js';
import { type Health, isThrottle, type PollOutcome, type Refused, recordPoll } from './health.js';
import { adaptiveInterval, showMs } from './pace.js';
import type { FeedHints } from './parsed-feed.js';
import { outsideSkipped } from './skip-times.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Nothing is asked for more often, by anyone. */
const FLOOR_MS = MINUTE;
/** The longest that a server's hint is believed: a max-age of 16 years has been seen. */
const LONGEST = DAY;
const THROTTLED = 15 * MINUTE;
const JITTER = 0.1;

/** What is known of a feed when a poll of it has ended. */
export interface PollState {
  /** Before this poll; `HEALTHY` for a new feed. */
  readonly health: Health;
  /** Of the last feed that was read; they hold through 304s and failures. */
  readonly hints: FeedHints;
  /** When its items appeared; the newest 13 are enough. */
  readonly itemTimes: readonly Date[];
  /** The operator's own interval: replaces the adaptive one and overrules how long answers stay fresh. */
  readonly everyMinutes?: number;
}

export interface NextPoll {
  /** Null: never, until the operator does something. */
  readonly at: Date | null;
  /** For `wirewatch feeds list`. */
  readonly why: string;
  readonly health: Health;
  /** What the operator should be told, once. */
  readonly notice: string | null;
}

/** `random` is uniform in [0, 1). */
export function nextPoll(state: PollState, outcome: PollOutcome, now: Date, random: () => number): NextPoll {
  const { health, notice } = recordPoll(state.health, outcome, now);
  if (health.stopped)
    return { at: null, why: 'the server says that the feed is gone for good', health, notice };
  const wait = waitAfter(state, outcome, health, now, random);
  const at = outsideSkipped(new Date(now.getTime() + Math.max(wait.ms, FLOOR_MS)), state.hints, random);
  return { at, why: wait.why, health, notice };
}

interface Wait {
  readonly ms: number;
  readonly why: string;
}

function waitAfter(
  state: PollState,
  outcome: PollOutcome,
  health: Health,
  now: Date,
  random: () => number,
): Wait {
  if (outcome.kind === 'fresh' || outcome.kind === 'unchanged')
    return regularWait(state, outcome.headers, health, now, random);
  if (outcome.kind !== 'refused')
    return failureWait(outcome.reason, health.failures, 5 * MINUTE, DAY, random);
  const { status } = outcome;
  if (isThrottle(outcome)) return throttledWait(state, outcome, health, now, random);
  if (status === 410)
    return { ms: DAY * (1 + JITTER * random()), why: '410: said to be gone; asked once more in a day' };
  if (status === 404) return failureWait('404: not there', health.missing, HOUR, 7 * DAY, random);
  if (status < 500) return failureWait(`${status}: not let in`, health.denials, HOUR, DAY, random);
  return failureWait(`${status}: the server has a fault`, health.failures, 5 * MINUTE, DAY, random);
}

function regularWait(
  state: PollState,
  headers: Headers,
  health: Health,
  now: Date,
  random: () => number,
): Wait {
  const jitter = 1 - JITTER + 2 * JITTER * random();
  if (state.everyMinutes !== undefined) {
    return {
      ms: state.everyMinutes * MINUTE * jitter,
      why: `every ${state.everyMinutes} min, as configured`,
    };
  }
  const own = adaptiveInterval(state.itemTimes, now);
  const stretch = 2 ** Math.min(3, Math.floor(health.unheeded / 3));
  const base: Wait =
    stretch === 1
      ? own
      : { ms: Math.min(own.ms * stretch, DAY), why: `${own.why}; slower: it ignores conditional requests` };
  const hint = longestHint(state.hints, headers, now);
  if (hint === null || hint.ms <= base.ms)
    return { ms: Math.max(base.ms * jitter, hint?.ms ?? 0), why: base.why };
  return { ms: hint.ms * (1 + JITTER * random()), why: `${hint.why} > ${showMs(base.ms)} (${base.why})` };
}

/** What server and feed ask for; it only ever lengthens the interval. */
function longestHint(hints: FeedHints, headers: Headers, now: Date): Wait | null {
  const asked = [
    { ms: freshnessMs(headers, now), name: 'cache lifetime' },
    { ms: (hints.ttlMinutes ?? 0) * MINUTE, name: 'ttl' },
    { ms: (hints.updateMinutes ?? 0) * MINUTE, name: 'update period' },
  ].sort((a, b) => b.ms - a.ms)[0];
  if (asked === undefined || asked.ms === 0) return null;
  const ms = Math.min(asked.ms, LONGEST);
  return {
    ms,
    why: `${asked.name} ${showMs(asked.ms)}${asked.ms > LONGEST ? `, believed up to ${showMs(LONGEST)}` : ''}`,
  };
}

function throttledWait(
  state: PollState,
  outcome: Refused,
  health: Health,
  now: Date,
  random: () => number,
): Wait {
  const { status, retryAfterMs, headers } = outcome;
  const asked = retryAfterMs ?? THROTTLED * 2 ** Math.min(6, health.throttled - 1);
  const regular = regularWait(state, headers, health, now, () => 0.5);
  const ms = Math.max(Math.min(asked, LONGEST), regular.ms) * (1 + JITTER * random());
  const said = retryAfterMs === undefined ? 'without saying how long' : `for ${showMs(retryAfterMs)}`;
  return { ms, why: `${status}: asked to wait ${said}` };
}

/** Exponential with jitter over the whole range, but never at once. */
function failureWait(what: string, count: number, first: number, most: number, random: () => number): Wait {
  const longest = Math.min(most, first * 2 ** Math.min(20, count));
  const why = `${what} (${count === 1 ? 'once' : `${count} times`})`;
  return { ms: first + random() * (longest - first), why };
}
