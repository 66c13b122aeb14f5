import { expect, test } from 'vitest';
import { runBacklog } from '../../bench/chaos/backlog.js';

test('a backlog is sent to all destinations at once, each in order and at its own pace', async () => {
  const backlog = await runBacklog(200, 10);
  expect(backlog).toMatchObject({ posted: 200, disordered: 0, tooSoon: 0 });
  // 20 alerts a destination at 1.1 s each; one that is throttled twice waits a minute more.
  expect(backlog.minutes).toBeLessThan(2);
}, 60_000);
