import { afterEach, describe, expect, test, vi } from 'vitest';
import { serverClock } from '../../src/store/clock.js';
import { openServerForTest } from '../support/embedded.js';
import { buildHouse } from '../support/house.js';
import { hasPostgres } from '../support/postgres.js';
import { until } from '../support/until.js';

const HOUR = 3_600_000;
const SYNC_MS = 5_000;

describe.runIf(await hasPostgres())('a machine whose clock is wrong', () => {
  test('goes by that of the server', async () => {
    const { db, drop } = await openServerForTest();
    const clock = await serverClock(db.app, () => new Date(Date.now() - 5 * HOUR));
    const { rows } = await db.app.query<{ at: Date }>('select clock_timestamp() as at');
    expect(Math.abs(clock.now().getTime() - (rows[0]?.at.getTime() ?? 0))).toBeLessThan(HOUR);
    clock.stop();
    await drop();
  });
});

describe('the clock of a server', () => {
  afterEach(() => void vi.useRealTimers());

  /** Of a server and of this machine, each set as a test sets it. */
  async function clocks() {
    vi.useFakeTimers();
    const ahead = { server: 0, own: 0 };
    /** What happens between the server's answer and its arrival. */
    const asked = { meanwhile: () => {} };
    const at = (ms: number) => new Date(Date.now() + ms);
    const answer = async () => {
      const rows = [{ at: at(ahead.server) }];
      asked.meanwhile();
      return { rows };
    };
    const pool = { query: answer } as unknown as Parameters<typeof serverClock>[0];
    return { ahead, asked, clock: await serverClock(pool, () => at(ahead.own)) };
  }

  test('is not set back with that of this machine', async () => {
    const { ahead, clock } = await clocks();
    const before = clock.now().getTime();
    ahead.own = -HOUR;
    await vi.advanceTimersByTimeAsync(2_000);
    expect(clock.now().getTime()).toBe(before + 2_000);
    await vi.advanceTimersByTimeAsync(SYNC_MS);
    expect(clock.now().getTime()).toBe(before + 2_000 + SYNC_MS);
    ahead.own = HOUR;
    await vi.advanceTimersByTimeAsync(SYNC_MS);
    expect(clock.setBackBy()).toBe(0);
    clock.stop();
  });

  test('is not set ahead with that of this machine, whoever asks', async () => {
    const { ahead, clock } = await clocks();
    const before = clock.now().getTime();
    ahead.own = HOUR;
    expect(clock.now().getTime()).toBe(before);
    await clock.sure();
    expect(clock.now().getTime()).toBe(before);
    clock.stop();
  });

  test('is asked after this machine slept, before anything is taken', async () => {
    const { ahead, clock } = await clocks();
    const before = clock.now().getTime();
    ahead.own = HOUR;
    ahead.server = HOUR;
    await clock.sure();
    expect(clock.now().getTime()).toBe(before + HOUR);
    clock.stop();
  });

  test('is not believed in an answer during which this machine slept', async () => {
    const { ahead, clock, asked } = await clocks();
    const before = clock.now().getTime();
    ahead.own = HOUR;
    // It fell asleep after the server had said what it was.
    asked.meanwhile = () => {
      ahead.own += HOUR;
      ahead.server += HOUR;
      asked.meanwhile = () => {};
    };
    await clock.sure();
    expect(clock.now().getTime()).toBe(before + HOUR);
    clock.stop();
  });

  test('is asked five times at the most, and who asks a server that is away is told', async () => {
    const { ahead, clock, asked } = await clocks();
    let times = 0;
    asked.meanwhile = () => {
      times++;
      ahead.own += HOUR;
    };
    ahead.own = HOUR;
    await clock.sure();
    expect(times).toBe(5);
    asked.meanwhile = () => {
      throw new Error('away');
    };
    await expect(clock.sure()).rejects.toThrow('away');
    clock.stop();
  });

  test('tells once by how much it was set back', async () => {
    const { ahead, clock } = await clocks();
    ahead.server = -HOUR;
    await vi.advanceTimersByTimeAsync(2 * SYNC_MS);
    expect(clock.setBackBy()).toBe(HOUR);
    expect(clock.setBackBy()).toBe(0);
    clock.stop();
  });
});

test('after the clock was set back what waits is due as soon as it was to be', async () => {
  let back = 0;
  const house = buildHouse({ embedded: true, now: () => new Date(Date.now() - back) });
  const { app, events, log } = await house.open();
  try {
    await app.start();
    const polled = () => events.filter(({ event }) => event === 'feed').length;
    await until(() => polled() === 1, 'the first poll');
    const due = await app.nextPollAt();
    back = 3 * HOUR;
    await until(() => log().includes('the clock was set back by 10800 s'), 'the notice');
    const soon = (await app.nextPollAt())?.getTime() ?? Infinity;
    expect((due?.getTime() ?? 0) - soon).toBeGreaterThan(2 * HOUR);
  } finally {
    await app.stop();
    house.remove();
  }
});
