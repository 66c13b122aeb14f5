import { expect, test } from 'vitest';
import { createLog } from '../src/observe/log.js';
import { createOutage } from '../src/observe/outage.js';
import { connect, migrate } from '../src/store/db.js';
import { makeDue, nextPollAt, syncFeeds } from '../src/store/feeds.js';
import { sweeping } from '../src/sweep.js';
import { openEmbeddedForTest } from './support/embedded.js';
import { until } from './support/until.js';

const HOUR = 3_600_000;
const NOW = new Date('2026-03-01T12:00:00Z');

test('a clock that was set back is made up for once, although the sweep after it fails', async () => {
  const { db: database, drop } = await openEmbeddedForTest();
  const db = connect(database.app);
  await migrate(db);
  await syncFeeds(db, [{ id: 'wire', kind: 'web', location: 'https://wire.example/feed', tier: 2 }], NOW);
  await makeDue(db, 'wire', new Date(NOW.getTime() + 5 * HOUR));
  const log = createLog({ format: 'text', quiet: false, secrets: [], write: () => {} });
  const outage = createOutage({ log, now: () => NOW, name: 'the store', meanwhile: '', steadyMs: 0 });
  const lost = [2 * HOUR];
  let sweeps = 0;
  const loop = sweeping({
    pipeline: {
      websub: { sweep: async () => {} },
      async sweep() {
        if (++sweeps === 1) throw new Error('a statement took too long');
      },
    },
    roles: new Set(['scheduler']),
    db,
    isShared: false,
    now: () => NOW,
    setBackBy: () => lost.shift() ?? 0,
    log,
    outage,
    tidy: { tick: () => {}, stop: async () => {} },
  });
  loop.start();
  await until(() => sweeps === 2, 'the second sweep');
  await loop.stop();
  expect(await nextPollAt(db, ['wire'])).toEqual(new Date(NOW.getTime() + 3 * HOUR));
  await drop();
});
