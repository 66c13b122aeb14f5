import { afterAll, beforeAll, expect, test } from 'vitest';
import { nextAlert, putAlert, putNotice } from '../../src/store/alerts.js';
import { beginAttempt } from '../../src/store/attempts.js';
import type { Db } from '../../src/store/db.js';
import { noteHub } from '../../src/store/hubs.js';
import { leaseLane } from '../../src/store/lanes.js';
import * as rewordings from '../../src/store/rewordings.js';
import { setBack } from '../../src/store/set-back.js';
import { dueAsks } from '../../src/store/subscriptions.js';
import { sampleAlert } from '../contracts/samples.js';
import { openStoreForTest, type TestDatabase } from '../support/embedded.js';

const HOUR = 3_600_000;
const NOW = new Date('2026-03-01T12:00:00Z');
const later = (seconds: number) => new Date(NOW.getTime() + seconds * 1_000);
/** The clock that is set back was an hour ahead. */
const WRONG = later(3_600);

let database: TestDatabase;
let db: Db;

beforeAll(async () => {
  ({ database, db } = await openStoreForTest());
});
afterAll(() => database.drop());

test('an alert that was being sent is looked for soon, and where it would stand', async () => {
  await putNotice(db, 'a', 'desk', 'A notice', 'Text.', WRONG);
  await leaseLane(db, 'desk', 'me', WRONG);
  const alert = { id: 'a', revision: 1, repeatableUntil: null };
  await beginAttempt(db, alert, 'send', { destination: 'desk', owner: 'me' }, WRONG);
  await setBack(db, HOUR - 2_000, later(2));
  expect(await nextAlert(db, 'desk', later(30))).toMatchObject({
    id: 'a',
    state: 'sending',
    firstAt: later(2),
    lastAt: later(2),
  });
  expect(await leaseLane(db, 'desk', 'other', later(26))).toBeNull();
  expect(await leaseLane(db, 'desk', 'other', later(30))).not.toBeNull();
});

test('an alert that waits for words still goes out with the answer', async () => {
  const story = { revision: 1, briefed_revision: 1, first_at: NOW, last_at: NOW };
  const { id: storyId } = await db
    .insertInto('story')
    .values(story)
    .returning('id')
    .executeTakeFirstOrThrow();
  const waitUntil = later(3_645);
  await db.transaction().execute(async (tx) => {
    await rewordings.askOnce(tx, { key: 'k', storyId, draft: {}, waitUntil }, WRONG);
    const waits = { until: waitUntil, reason: 'waits for a model to reword it' };
    const alert = { id: 'w', storyId, destination: 'office', topics: [], message: sampleAlert(), waits };
    await putAlert(tx, { ...alert, priority: 'normal' }, WRONG);
  });
  await setBack(db, HOUR, NOW);
  const claimed = await rewordings.claimRewording(db, 'k', NOW);
  expect(claimed?.waitUntil).toEqual(later(45));
  const released = await db
    .transaction()
    .execute((tx) => rewordings.releaseWaiting(tx, storyId, claimed?.waitUntil ?? NOW, NOW));
  expect(released).toEqual(['office']);
});

test('a hub is asked when it was to be', async () => {
  await noteHub(db, 'wire', { hub: 'https://hub.example', topic: 'https://wire.example/feed' }, later(3_660));
  await setBack(db, HOUR, NOW);
  expect(await dueAsks(db, later(60), 10)).toEqual(['wire']);
});
