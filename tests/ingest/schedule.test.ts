import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HEALTHY, type PollOutcome } from '../../src/ingest/health.js';
import { nextPoll, type PollState } from '../../src/ingest/schedule.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOW = new Date('2025-07-01T12:00:00Z'); // a Tuesday
const middle = (): number => 0.5;

const UNCHANGED: PollOutcome = { kind: 'unchanged', headers: {} };
const after = (ms: number, from = NOW): Date => new Date(from.getTime() + ms);
const every = (ms: number, count = 13): Date[] =>
  Array.from({ length: count }, (_, index) => after(-index * ms));

function stateOf(state: Partial<PollState> = {}): PollState {
  return { health: HEALTHY, hints: {}, itemTimes: every(HOUR), ...state };
}

function minutesUntil(outcome: PollOutcome, state: Partial<PollState> = {}, random = middle): number {
  const { at } = nextPoll(stateOf(state), outcome, NOW, random);
  return at === null ? Number.POSITIVE_INFINITY : (at.getTime() - NOW.getTime()) / MINUTE;
}

function refused(status: number, retryAfterMs?: number, headers: Record<string, string> = {}): PollOutcome {
  return { kind: 'refused', status, headers, retryAfterMs };
}

describe('the interval', () => {
  test.each([
    [every(HOUR), 15],
    [every(4 * HOUR), 60],
    [every(MINUTE), 5],
    [every(7 * DAY), 240],
    [[], 60],
    [[NOW], 60],
  ] as const)('is a quarter of the recent gap, within bounds (%#)', (itemTimes, minutes) => {
    expect(minutesUntil(UNCHANGED, { itemTimes })).toBe(minutes);
  });

  test('grows while a feed is silent', () => {
    const silent = every(HOUR).map((time) => after(-10 * HOUR, time));
    expect(minutesUntil(UNCHANGED, { itemTimes: silent })).toBe(60);
  });

  test('is spread by a tenth to either side', () => {
    expect(minutesUntil(UNCHANGED, {}, () => 0)).toBeCloseTo(13.5);
    expect(minutesUntil(UNCHANGED, {}, () => 0.999_999)).toBeCloseTo(16.5);
  });

  test('explains itself', () => {
    const outcome: PollOutcome = { kind: 'unchanged', headers: { 'cache-control': 'max-age=3600' } };
    expect(nextPoll(stateOf(), outcome, NOW, middle).why).toBe(
      'cache lifetime 60 min > 15 min (adaptive: an item every 60 min, the last 0 s ago)',
    );
  });

  test("is the operator's where there is one, whatever the server's caches say", () => {
    const outcome: PollOutcome = { kind: 'unchanged', headers: { 'cache-control': 'max-age=504576000' } };
    expect(minutesUntil(outcome, { everyMinutes: 30 })).toBe(30);
    expect(minutesUntil(outcome, { everyMinutes: 0.01 })).toBe(1);
    expect(minutesUntil(refused(429, 2 * HOUR), { everyMinutes: 30 })).toBeCloseTo(126);
  });

  test('is stretched for a server that ignores conditional requests', () => {
    const same: PollOutcome = { kind: 'fresh', headers: {}, sameBody: true };
    let health = HEALTHY;
    for (let poll = 0; poll < 9; poll += 1) health = nextPoll(stateOf({ health }), same, NOW, middle).health;
    expect(minutesUntil(same, { health })).toBe(15 * 8);
    expect(minutesUntil({ kind: 'fresh', headers: {}, sameBody: false }, { health })).toBe(15);
  });
});

describe('hints of server and feed', () => {
  test.each([
    [{ 'cache-control': 'max-age=3600' }, 63],
    [{ 'cache-control': 'public, max-age="3600"', age: '1800' }, 31.5],
    [{ 'cache-control': 'max-age=60' }, 15],
    [{ 'cache-control': 'no-cache, max-age=7200' }, 15],
    [{ 'cache-control': 'max-age=0' }, 15],
    [{ 'cache-control': 'max-age=soon' }, 15],
    [{ 'cache-control': 's-maxage=7200' }, 15],
    [{ 'cache-control': 'max-age=504576000' }, 1512],
    [{ expires: 'Tue, 01 Jul 2025 13:00:00 GMT' }, 63],
    [{ expires: 'Tue, 01 Jul 2025 13:00:00 GMT', date: 'Tue, 01 Jul 2025 12:30:00 GMT' }, 31.5],
    [{ expires: '0' }, 15],
    [{ expires: 'Tue, 01 Jul 2025 13:00:00 GMT', 'cache-control': 'max-age=60' }, 15],
  ])('%o make it %d min', (headers, minutes) => {
    for (const kind of ['unchanged', 'fresh'] as const) {
      expect(minutesUntil({ kind, headers, sameBody: false })).toBeCloseTo(minutes);
    }
  });

  test('hold through answers that have no body', () => {
    expect(minutesUntil(UNCHANGED, { hints: { ttlMinutes: 120 } })).toBeCloseTo(126);
    expect(minutesUntil(UNCHANGED, { hints: { updateMinutes: 60 } })).toBeCloseTo(63);
  });

  test('lengthen a wait for 429 as well', () => {
    expect(minutesUntil(refused(429, MINUTE, { 'cache-control': 'max-age=3600' }))).toBeGreaterThanOrEqual(
      60,
    );
  });

  test('never shorten anything', () => {
    fc.assert(
      fc.property(
        fc.nat(2e6),
        fc.nat(3000),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (maxAge, ttl, random) => {
          const outcome: PollOutcome = {
            kind: 'unchanged',
            headers: { 'cache-control': `max-age=${maxAge}` },
          };
          const hinted = minutesUntil(outcome, { hints: { ttlMinutes: ttl } }, () => random);
          expect(hinted).toBeGreaterThanOrEqual(minutesUntil(UNCHANGED, {}, () => random) * 0.999);
          expect(hinted).toBeGreaterThanOrEqual(Math.min(Math.max(maxAge / 60, ttl), 1440));
        },
      ),
    );
  });

  test('skipHours and skipDays are never polled in', () => {
    const skipHours = [12, 13, 14];
    expect(nextPoll(stateOf({ hints: { skipHours } }), UNCHANGED, NOW, () => 0).at).toEqual(
      new Date('2025-07-01T15:00:00Z'),
    );
    expect(nextPoll(stateOf({ hints: { skipDays: [2, 3] } }), UNCHANGED, NOW, () => 0).at).toEqual(
      new Date('2025-07-03T00:00:00Z'),
    );
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat(23), { maxLength: 23 }),
        fc.uniqueArray(fc.nat(6), { maxLength: 6 }),
        fc.nat(10_000),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (hours, days, minutes, random) => {
          const now = after(minutes * MINUTE);
          const { at } = nextPoll(
            stateOf({ hints: { skipHours: hours, skipDays: days } }),
            UNCHANGED,
            now,
            () => random,
          );
          expect(hours).not.toContain(at?.getUTCHours());
          expect(days).not.toContain(at?.getUTCDay());
        },
      ),
    );
  });
});

describe('throttling', () => {
  test.each([
    [refused(429, 2 * HOUR), 120],
    [refused(503, 2 * HOUR), 120],
    [refused(403, 2 * HOUR), 120],
    [refused(429, 1e12), 1440],
    [refused(429, 0), 15],
    [refused(429), 15],
    [refused(503), 15],
  ])('waits as long as it is asked to, within a day (%#)', (outcome, minutes) => {
    const wait = minutesUntil(outcome);
    expect(wait).toBeGreaterThanOrEqual(minutes);
    expect(wait).toBeLessThanOrEqual(minutes * 1.1);
  });

  test('without a time waits longer each time', () => {
    const first = nextPoll(stateOf(), refused(429), NOW, () => 0);
    const second = nextPoll(stateOf({ health: first.health }), refused(429), NOW, () => 0);
    expect(second.at).toEqual(after(30 * MINUTE));
  });
});

describe('failures', () => {
  const failed: PollOutcome = { kind: 'failed', reason: 'connection refused' };

  test('wait exponentially longer, up to a day, never at once', () => {
    let health = HEALTHY;
    const longest: number[] = [];
    for (let poll = 0; poll < 12; poll += 1) {
      expect(minutesUntil(failed, { health }, () => 0)).toBe(5);
      longest.push(Math.round(minutesUntil(failed, { health }, () => 0.999_999)));
      health = nextPoll(stateOf({ health }), failed, NOW, middle).health;
    }
    expect(longest).toEqual([10, 20, 40, 80, 160, 320, 640, 1280, 1440, 1440, 1440, 1440]);
  });

  test('of different kinds are counted apart, and forgotten after a success', () => {
    let { health } = nextPoll(stateOf(), failed, NOW, middle);
    health = nextPoll(stateOf({ health }), refused(404), NOW, middle).health;
    expect(health).toMatchObject({ failures: 0, missing: 1, failingSince: NOW });
    health = nextPoll(stateOf({ health }), UNCHANGED, NOW, middle).health;
    expect(health).toEqual({ ...HEALTHY, lastPolledAt: NOW });
  });

  test('are told once after seven days, and once when they are over', () => {
    let health = HEALTHY;
    const notices: (string | null)[] = [];
    for (let day = 0; day <= 9; day += 1) {
      const next = nextPoll(stateOf({ health }), failed, after(day * DAY), middle);
      health = next.health;
      notices.push(next.notice);
    }
    expect(notices.filter((notice) => notice !== null)).toEqual([
      'cannot be read since 2025-07-01: connection refused',
    ]);
    expect(notices[7]).not.toBeNull();
    expect(nextPoll(stateOf({ health }), UNCHANGED, after(10 * DAY), middle).notice).toBe(
      'can be read again',
    );
    expect(nextPoll(stateOf(), UNCHANGED, NOW, middle).notice).toBeNull();
  });

  test('a page in place of the feed is a failure, not an empty feed', () => {
    const next = nextPoll(stateOf(), { kind: 'not-a-feed', reason: 'an HTML page' }, NOW, middle);
    expect(next.health.failures).toBe(1);
    expect(next.why).toBe('an HTML page (once)');
  });

  test('404 ends in one poll a week', () => {
    let health = HEALTHY;
    for (let poll = 0; poll < 20; poll += 1)
      health = nextPoll(stateOf({ health }), refused(404), NOW, middle).health;
    expect(minutesUntil(refused(404), { health }, () => 0.999_999)).toBeCloseTo((7 * DAY) / MINUTE, -1);
  });

  test.each([401, 403])('%i is told at once and asked rarely', (status) => {
    const next = nextPoll(stateOf(), refused(status), NOW, middle);
    expect(next.notice).toBe(`the server does not let us in (${status})`);
    expect(next.at?.getTime()).toBeGreaterThanOrEqual(after(HOUR).getTime());
    expect(nextPoll(stateOf({ health: next.health }), refused(status), NOW, middle).notice).toBeNull();
  });

  test('410 stops polling when it is said twice, a day apart', () => {
    const first = nextPoll(stateOf(), refused(410), NOW, middle);
    expect(first.at?.getTime()).toBeGreaterThanOrEqual(after(DAY).getTime());
    const early = nextPoll(stateOf({ health: first.health }), refused(410), after(HOUR), middle);
    expect(early.at).not.toBeNull();
    const second = nextPoll(stateOf({ health: first.health }), refused(410), after(DAY), middle);
    expect(second).toMatchObject({ at: null, health: { stopped: true } });
    expect(second.notice).toContain('gone for good');
    const back = nextPoll(stateOf({ health: first.health }), UNCHANGED, after(HOUR), middle);
    expect(back.health.goneSince).toBeNull();
  });
});

test('the next poll is always at least a minute away and has a reason', () => {
  const outcomes = fc.oneof(
    fc.constant(UNCHANGED),
    fc.constant<PollOutcome>({ kind: 'failed', reason: 'x' }),
    fc.record({
      kind: fc.constant('refused' as const),
      status: fc.integer({ min: 100, max: 599 }),
      headers: fc.constant({}),
      retryAfterMs: fc.option(fc.nat(), { nil: undefined }),
    }),
  );
  fc.assert(
    fc.property(
      fc.array(outcomes, { minLength: 1, maxLength: 30 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (sequence, random) => {
        let health = HEALTHY;
        for (const outcome of sequence) {
          const next = nextPoll(stateOf({ health }), outcome, NOW, () => random);
          health = next.health;
          expect(next.why).not.toBe('');
          if (next.at !== null) expect(next.at.getTime() - NOW.getTime()).toBeGreaterThanOrEqual(MINUTE);
          if (next.at !== null) expect(next.at.getTime() - NOW.getTime()).toBeLessThanOrEqual(8 * DAY);
        }
      },
    ),
  );
});
