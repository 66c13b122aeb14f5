import { describe, expect, test } from 'vitest';
import { storeClock } from '../../src/store/clock.js';
import { openServerForTest } from '../support/embedded.js';
import { buildHouse } from '../support/house.js';
import { hasPostgres } from '../support/postgres.js';
import { until } from '../support/until.js';

const HOUR = 3_600_000;

describe.runIf(await hasPostgres())('a machine whose clock is wrong', () => {
  test('goes by that of the server', async () => {
    const { db, drop } = await openServerForTest();
    const clock = await storeClock(db.app, () => new Date(Date.now() - 5 * HOUR));
    const { rows } = await db.app.query<{ at: Date }>('select clock_timestamp() as at');
    expect(Math.abs(clock.now().getTime() - (rows[0]?.at.getTime() ?? 0))).toBeLessThan(HOUR);
    clock.stop();
    await drop();
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
