import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { afterSend, afterUpdate } from '../../src/deliver/outbox.js';
import type { Outcome } from '../../src/domain/alert.js';
import {
  beginAttempt,
  dueLanes,
  leaseLane,
  nextAlert,
  putNotice,
  releaseLane,
  releaseLanes,
  settleAttempt,
} from '../../src/store/alerts.js';
import { connect, type Db, migrate } from '../../src/store/db.js';
import { openEmbeddedForTest, type TestDatabase } from '../support/embedded.js';

let database: TestDatabase;
let db: Db;

beforeEach(async () => {
  database = await openEmbeddedForTest();
  db = connect(database.db.app);
  await migrate(db);
});
afterEach(() => database.drop());

const NOW = new Date('2026-03-01T12:00:00Z');
const later = (seconds: number) => new Date(NOW.getTime() + seconds * 1_000);
const put = (id: string, at = NOW) => putNotice(db, id, 'desk', `Notice ${id}`, 'Text.', at);
const settle = (id: string, attempt: number, outcome: Outcome, now = NOW) =>
  settleAttempt(db, { id, destination: 'desk', revision: 1 }, attempt, outcome, afterSend(outcome, now), now);
const stateOf = (id: string) =>
  db.selectFrom('alert').selectAll().where('id', '=', id).executeTakeFirstOrThrow();

async function begin(id: string, action: 'send' | 'find' = 'send', now = NOW): Promise<number> {
  const attempt = await beginAttempt(db, id, action, now);
  if (attempt === null) throw new Error(`somebody else is at ${id}`);
  return attempt;
}

describe('an alert', () => {
  test('that two see due is one’s', async () => {
    await put('a');
    const attempts = await Promise.all([1, 2, 3].map(() => beginAttempt(db, 'a', 'send', NOW)));
    expect(attempts.filter((attempt) => attempt !== null)).toHaveLength(1);
  });

  test('of a sender that died is looked up after its lease, not sent', async () => {
    await put('a');
    await begin('a');
    expect(await nextAlert(db, 'desk', later(5))).toBeNull();
    expect(await nextAlert(db, 'desk', later(60))).toMatchObject({
      id: 'a',
      state: 'sending',
      firstAt: NOW,
      lastAt: NOW,
    });
    expect(await beginAttempt(db, 'a', 'send', later(60))).toBeNull();
    expect(await beginAttempt(db, 'a', 'find', later(60))).not.toBeNull();
  });

  test('of a dead process is looked up at once by the only owner of the store', async () => {
    await put('a');
    await leaseLane(db, 'desk', 'dead', NOW);
    await begin('a');
    await releaseLanes(db, later(1));
    expect(await dueLanes(db, later(1))).toEqual(['desk']);
    expect(await leaseLane(db, 'desk', 'alive', later(1))).toBe(true);
  });

  test('that is refused is parked with the reason, and the next one goes on', async () => {
    await put('a');
    await put('b', later(1));
    await settle('a', await begin('a'), { kind: 'refused', reason: 'no such channel' });
    expect(await stateOf('a')).toMatchObject({ state: 'parked', reason: 'no such channel' });
    expect(await nextAlert(db, 'desk', later(2))).toMatchObject({ id: 'b' });
  });

  test('that must wait keeps its place before those behind it', async () => {
    await put('a');
    await put('b', later(1));
    await leaseLane(db, 'desk', 'me', NOW);
    await settle('a', await begin('a'), { kind: 'wait', until: later(30), reason: 'rate limited' });
    expect(await leaseLane(db, 'desk', 'me', later(5))).toBe(false);
    expect(await dueLanes(db, later(5))).toEqual([]);
    expect(await leaseLane(db, 'desk', 'me', later(31))).toBe(true);
    expect(await nextAlert(db, 'desk', later(31))).toMatchObject({ id: 'a' });
  });

  test('that is sent is due no more, until what it says has changed', async () => {
    await put('a');
    await settle('a', await begin('a'), { kind: 'sent', ref: 'desk/1' });
    expect(await nextAlert(db, 'desk', later(60))).toBeNull();
    await db.updateTable('alert').set({ revision: 2 }).where('id', '=', 'a').execute();
    expect(await nextAlert(db, 'desk', later(60))).toMatchObject({
      id: 'a',
      state: 'sent',
      ref: 'desk/1',
      revision: 2,
    });
    const attempt = await beginAttempt(db, 'a', 'update', later(60));
    const outcome: Outcome = { kind: 'refused', reason: 'too old to edit' };
    const next = afterUpdate(outcome, 'desk/1', later(60));
    await settleAttempt(
      db,
      { id: 'a', destination: 'desk', revision: 2 },
      attempt ?? 0,
      outcome,
      next,
      later(60),
    );
    expect(await nextAlert(db, 'desk', later(90))).toBeNull();
  });

  test('has every attempt on record, before its outcome and after', async () => {
    await put('a');
    const first = await begin('a');
    const open = await db.selectFrom('delivery').selectAll().execute();
    expect(open).toMatchObject([{ action: 'send', ended_at: null, outcome: null }]);
    await settle('a', first, { kind: 'uncertain', reason: 'the reply was lost' });
    const closed = await db.selectFrom('delivery').selectAll().execute();
    expect(closed).toMatchObject([{ outcome: 'uncertain', detail: 'the reply was lost', ended_at: NOW }]);
  });
});

describe('a lane', () => {
  test('has one sender at a time, and another when that one is silent', async () => {
    expect(await leaseLane(db, 'desk', 'one', NOW)).toBe(true);
    expect(await leaseLane(db, 'desk', 'two', later(5))).toBe(false);
    expect(await leaseLane(db, 'desk', 'one', later(5))).toBe(true);
    expect(await leaseLane(db, 'desk', 'two', later(60))).toBe(true);
    await releaseLane(db, 'desk', 'one');
    expect(await leaseLane(db, 'desk', 'one', later(61))).toBe(false);
    await releaseLane(db, 'desk', 'two');
    expect(await leaseLane(db, 'desk', 'one', later(61))).toBe(true);
  });
});
