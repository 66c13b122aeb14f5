import { afterAll, beforeAll, expect, test } from 'vitest';
import { nextAlert, putAlert } from '../../src/store/alerts.js';
import type { Db } from '../../src/store/db.js';
import * as rewordings from '../../src/store/rewordings.js';
import { sampleAlert } from '../contracts/samples.js';
import { openStoreForTest, type TestDatabase } from '../support/embedded.js';

const NOW = new Date('2026-03-01T12:00:00Z');
const after = (seconds: number) => new Date(NOW.getTime() + 1_000 * seconds);
const WAIT_UNTIL = after(45);

let database: TestDatabase;
let db: Db;
let storyId: number;

beforeAll(async () => {
  ({ database, db } = await openStoreForTest());
  const story = { revision: 1, briefed_revision: 1, first_at: NOW, last_at: NOW };
  storyId = (await db.insertInto('story').values(story).returning('id').executeTakeFirstOrThrow()).id;
});
afterAll(() => database.drop());

const ask = (key: string, now = NOW) =>
  db
    .transaction()
    .execute((tx) =>
      rewordings.askOnce(tx, { key, storyId, draft: { lang: 'en' }, waitUntil: WAIT_UNTIL }, now),
    );
const settle = (key: string, state: 'answered' | 'useless' | 'failed', at = NOW) =>
  db
    .transaction()
    .execute((tx) => rewordings.settleRewording(tx, key, { state, wordings: [{ id: 1 }], reason: null }, at));
const alert = (destination: string, waits: boolean) =>
  db.transaction().execute((tx) =>
    putAlert(
      tx,
      {
        id: `alert-${destination}`,
        storyId,
        destination,
        topics: ['chips'],
        priority: 'normal',
        message: sampleAlert(),
        ...(waits && { waits: { until: WAIT_UNTIL, reason: 'waits for a model to reword it' } }),
      },
      NOW,
    ),
  );

test('a question is asked by one, and again by another when the first has died', async () => {
  expect(await ask('a')).toMatchObject({ state: 'wanted', waitUntil: WAIT_UNTIL });
  expect(await rewordings.unasked(db, NOW, 10)).toEqual(['a']);
  expect(await rewordings.claimRewording(db, 'a', NOW)).toMatchObject({ storyId, draft: { lang: 'en' } });
  expect(await rewordings.claimRewording(db, 'a', NOW)).toBeNull();
  expect(await rewordings.unasked(db, NOW, 10)).toEqual([]);
  expect(await rewordings.unasked(db, after(91), 10)).toEqual(['a']);
  expect(await rewordings.claimRewording(db, 'a', after(91))).toMatchObject({ key: 'a' });
});

test('what was answered, or of no use, is not asked again; what failed is after ten minutes', async () => {
  for (const state of ['answered', 'useless', 'failed'] as const) {
    await ask(state);
    await settle(state, state);
    expect(await ask(state, after(599))).toMatchObject({ state });
  }
  expect(await ask('answered', after(601))).toMatchObject({ state: 'answered', wordings: [{ id: 1 }] });
  expect(await ask('useless', after(601))).toMatchObject({ state: 'useless' });
  expect(await ask('failed', after(601))).toMatchObject({ state: 'wanted' });
});

test('an alert that waits for words goes out as it is when its time is over, or at once when told so', async () => {
  await alert('desk', true);
  await alert('other', false);
  expect(await nextAlert(db, 'desk', after(44))).toBeNull();
  expect(await nextAlert(db, 'desk', WAIT_UNTIL)).toMatchObject({ id: 'alert-desk' });
  const release = (until: Date) =>
    db.transaction().execute((tx) => rewordings.releaseWaiting(tx, storyId, until, after(1)));
  expect(await release(after(46))).toEqual([]);
  expect(await release(WAIT_UNTIL)).toEqual(['desk']);
  expect(await nextAlert(db, 'desk', after(1))).toMatchObject({ id: 'alert-desk' });
});

test('tokens are set aside before a call, and no call is made beyond those of the day', async () => {
  const reserve = (tokens: number, now = NOW) => rewordings.reserveTokens(db, 'tiny-1', tokens, 1_000, now);
  expect(await reserve(1_001)).toBe(false);
  expect(await Promise.all([reserve(400), reserve(400), reserve(400)])).toEqual([true, true, false]);
  expect(await rewordings.usedToday(db, 'tiny-1', NOW)).toEqual({ calls: 2, tokens: 800 });
  await rewordings.settleTokens(db, 'tiny-1', 400, 150, NOW);
  expect(await rewordings.usedToday(db, 'tiny-1', NOW)).toEqual({ calls: 2, tokens: 550 });
  expect(await reserve(450)).toBe(true);
  expect(await reserve(1)).toBe(false);
  expect(await reserve(1, after(12 * 3_600))).toBe(true);
  expect(await rewordings.reserveTokens(db, 'other', 1, 1_000, NOW)).toBe(true);
});
