import { expect, test } from 'vitest';
import { runBacklog } from '../../bench/chaos/backlog.js';

test('a backlog is sent to all destinations at once, each in order and at its own pace', async () => {
  const backlog = await runBacklog(250, 10);
  // One of the ten wants twenty stories a day: the other five are told by its digest.
  expect(backlog).toMatchObject({ posted: 245, digested: 5, excess: 0, disordered: 0, tooSoon: 0 });
  expect(backlog.minutes).toBeLessThan(3);
}, 240_000);
