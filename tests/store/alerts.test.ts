import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { afterFind, afterSend, afterUpdate } from '../../src/deliver/outbox.js';
import type { Marks } from '../../src/domain/action.js';
import type { Finding, Outcome } from '../../src/domain/alert.js';
import { nextAlert, putNotice } from '../../src/store/alerts.js';
import {
  type Action,
  type Attempt,
  beginAttempt,
  type LaneNews,
  settleAttempt,
} from '../../src/store/attempts.js';
import type { Db, Tx } from '../../src/store/db.js';
import { dueLanes, leaseLane, releaseLane, releaseLanes } from '../../src/store/lanes.js';
import { toJson } from '../../src/store/json.js';
import { markStory } from '../../src/store/mutes.js';
import { dropAlert, outboxPage, retryParked } from '../../src/store/outbox.js';
import { openStoreForTest, type TestDatabase } from '../support/embedded.js';

let database: TestDatabase;
let db: Db;

beforeAll(async () => {
  ({ database, db } = await openStoreForTest());
});
beforeEach(async () => {
  await db.deleteFrom('alert').execute();
  await db.deleteFrom('lane').execute();
});
afterAll(() => database.drop());

const NOW = new Date('2026-03-01T12:00:00Z');
const later = (seconds: number) => new Date(NOW.getTime() + seconds * 1_000);
const put = (id: string, at = NOW) => putNotice(db, id, 'desk', `Notice ${id}`, 'Text.', at);
const lane = (now: Date) => leaseLane(db, 'desk', 'me', now);
const me = { destination: 'desk', owner: 'me' };
const stateOf = (id: string) =>
  db.selectFrom('alert').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
const laneOf = () => db.selectFrom('lane').selectAll().executeTakeFirstOrThrow();
const grow = (id: string) =>
  db
    .updateTable('alert')
    .set((eb) => ({ revision: eb('revision', '+', 1) }))
    .where('id', '=', id)
    .execute();

interface Begun {
  readonly id: string;
  readonly action: Action;
  readonly attempt: Attempt;
  readonly revision: number;
  readonly firstAt: Date | null;
  readonly marks: Marks | null;
}

/** As the sender of the lane, which it is given. */
async function begin(id: string, action: Action = 'send', now = NOW): Promise<Begun> {
  await lane(now);
  const { revision, first_at: firstAt, repeatable_until: repeatableUntil, marks } = await stateOf(id);
  const attempt = await beginAttempt(db, { id, revision, repeatableUntil }, action, me, now);
  if (attempt === null) throw new Error(`somebody else is at ${id}`);
  return { id, action, attempt, revision, firstAt, marks };
}

async function settle(begun: Begun, outcome: Outcome | Finding, now = NOW) {
  const { id, action, attempt, revision, firstAt, marks } = begun;
  const { missed_at: missedAt, undecided_at: undecidedAt, ref } = await stateOf(id);
  const next =
    action === 'find'
      ? afterFind(outcome as Finding, { missedAt, undecidedAt }, now)
      : action === 'update'
        ? afterUpdate(outcome as Outcome, { ref: ref ?? '', failures: 0 }, now)
        : afterSend(outcome as Outcome, { failures: 0 }, now);
  const told: LaneNews[] = [];
  const made = { alert: { id, revision, firstAt, marks }, destination: 'desk', action, attempt };
  const settled = await settleAttempt(db, made, outcome, next, now, async (_, { news }) => {
    if (news) told.push(news);
  });
  return { settled, told };
}

const LOST: Outcome = { kind: 'uncertain', reason: 'the reply was lost' };
const SENT: Outcome = { kind: 'sent', ref: 'desk/1' };
const ARCHIVED: Outcome = { kind: 'refused', what: 'place', reason: 'the channel is archived' };
const MALFORMED: Outcome = { kind: 'refused', what: 'message', reason: 'invalid blocks' };

describe('an alert', () => {
  test('that two see due is one’s', async () => {
    await put('a');
    await lane(NOW);
    const alert = { id: 'a', revision: 1, repeatableUntil: null };
    const attempts = await Promise.all([1, 2, 3].map(() => beginAttempt(db, alert, 'send', me, NOW)));
    expect(attempts.filter((attempt) => attempt !== null)).toHaveLength(1);
  });

  test('is not begun by a sender whose lane is another’s by now', async () => {
    await put('a');
    await leaseLane(db, 'desk', 'slow', NOW);
    await leaseLane(db, 'desk', 'next', later(60));
    const slow = { destination: 'desk', owner: 'slow' };
    expect(
      await beginAttempt(db, { id: 'a', revision: 1, repeatableUntil: null }, 'send', slow, later(61)),
    ).toBeNull();
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
    await lane(later(60));
    expect(
      await beginAttempt(db, { id: 'a', revision: 1, repeatableUntil: null }, 'send', me, later(60)),
    ).toBeNull();
    expect(
      await beginAttempt(db, { id: 'a', revision: 1, repeatableUntil: null }, 'find', me, later(60)),
    ).not.toBeNull();
  });

  test('of a dead process is looked up at once by the only owner of the store', async () => {
    await put('a');
    await begin('a');
    await releaseLanes(db, later(1));
    expect(await dueLanes(db, later(1))).toEqual(['desk']);
    expect(await leaseLane(db, 'desk', 'alive', later(1))).not.toBeNull();
  });

  test('is not un-sent by an attempt that comes back after another has settled it', async () => {
    await put('a');
    const stale = await begin('a');
    const look = await begin('a', 'find', later(60));
    await settle(look, { kind: 'found', ref: 'desk/7' }, later(61));
    const { settled } = await settle(
      stale,
      { kind: 'wait', until: later(90), reason: 'throttled' },
      later(62),
    );
    expect(settled).toBeNull();
    expect(await stateOf('a')).toMatchObject({ state: 'sent', ref: 'desk/7' });
    expect(await nextAlert(db, 'desk', later(200))).toBeNull();
  });

  test('that changed while nobody knew whether it was posted is updated once it is found', async () => {
    await put('a');
    await settle(await begin('a'), LOST);
    await grow('a');
    await settle(await begin('a', 'find', later(60)), { kind: 'found', ref: 'desk/7' }, later(60));
    expect(await stateOf('a')).toMatchObject({
      state: 'sent',
      revision: 2,
      sent_revision: 1,
    });
    expect(await nextAlert(db, 'desk', later(61))).toMatchObject({ id: 'a', state: 'sent' });
  });

  test('that must wait keeps its place before those behind it', async () => {
    await put('a');
    await put('b', later(1));
    await settle(await begin('a'), { kind: 'wait', until: later(30), reason: 'rate limited' });
    expect((await lane(later(5)))?.notBefore).toEqual(later(30));
    await releaseLane(db, 'desk', 'me');
    expect(await dueLanes(db, later(5))).toEqual([]);
    expect(await dueLanes(db, later(30))).toEqual(['desk']);
    expect(await nextAlert(db, 'desk', later(31))).toMatchObject({ id: 'a', firstAt: null });
  });

  test('that is sent is due no more, until what it says has changed', async () => {
    await put('a');
    await settle(await begin('a'), SENT);
    expect(await nextAlert(db, 'desk', later(60))).toBeNull();
    await grow('a');
    expect(await nextAlert(db, 'desk', later(60))).toMatchObject({
      id: 'a',
      state: 'sent',
      ref: 'desk/1',
      revision: 2,
    });
    await settle(await begin('a', 'update', later(60)), MALFORMED, later(60));
    expect(await stateOf('a')).toMatchObject({ state: 'sent', reason: 'not updated: invalid blocks' });
    expect(await nextAlert(db, 'desk', later(90))).toBeNull();
  });

  test('that is muted while it is edited is edited once more at once, and grown news rests a minute', async () => {
    await put('a');
    await settle(await begin('a'), SENT);
    await grow('a');
    const first = await begin('a', 'update', later(1));
    await db
      .updateTable('alert')
      .set((eb) => ({ marks: toJson({ mutedBy: 'ana' }), revision: eb('revision', '+', 1) }))
      .where('id', '=', 'a')
      .execute();
    await settle(first, SENT, later(2));
    expect(await nextAlert(db, 'desk', later(2))).toMatchObject({ id: 'a', marks: { mutedBy: 'ana' } });
    const second = await begin('a', 'update', later(2));
    await grow('a');
    await settle(second, SENT, later(3));
    expect(await nextAlert(db, 'desk', later(4))).toBeNull();
    expect(await nextAlert(db, 'desk', later(63))).toMatchObject({ id: 'a' });
  });

  test('has every attempt on record, before its outcome and after', async () => {
    await put('a');
    const first = await begin('a');
    const open = await db.selectFrom('delivery').selectAll().execute();
    expect(open).toMatchObject([{ action: 'send', ended_at: null, outcome: null }]);
    await settle(first, LOST);
    const closed = await db.selectFrom('delivery').selectAll().execute();
    expect(closed).toMatchObject([{ outcome: 'uncertain', detail: 'the reply was lost', ended_at: NOW }]);
  });

  test('whose repeat is harmless for a while keeps that in mind when it is throttled', async () => {
    await put('a');
    await settle(await begin('a'), LOST);
    const unseen = { kind: 'unseen', settlesAt: later(5), repeatableUntil: later(60) } as const;
    await settle(await begin('a', 'find', later(5)), unseen, later(5));
    await settle(
      await begin('a', 'send', later(5)),
      { kind: 'wait', until: later(300), reason: '429' },
      later(5),
    );
    expect(await stateOf('a')).toMatchObject({
      state: 'pending',
      first_at: NOW,
      repeatable_until: later(60),
    });
  });

  test('that changed before it was repeated is updated, since the repeat may be answered with the first', async () => {
    await put('a');
    await settle(await begin('a'), LOST);
    await grow('a');
    const unseen = { kind: 'unseen', settlesAt: later(5), repeatableUntil: later(60) } as const;
    await settle(await begin('a', 'find', later(5)), unseen, later(5));
    await settle(await begin('a', 'send', later(6)), SENT, later(6));
    expect(await stateOf('a')).toMatchObject({ state: 'sent', revision: 2, sent_revision: 1 });
  });

  test('that cannot be looked for is parked after six hours, and looked for again when it is released', async () => {
    await put('a');
    await settle(await begin('a'), LOST);
    const unknown = (at: Date): Finding => ({
      kind: 'unknown',
      until: new Date(at.getTime() + 30_000),
      reason: 'missing_scope',
    });
    const hour = 3_600;
    for (const at of [60, hour, 6 * hour]) {
      await settle(await begin('a', 'find', later(at)), unknown(later(at)), later(at));
      expect(await stateOf('a')).toMatchObject({ state: 'sending', undecided_at: later(60) });
    }
    const at = later(6 * hour + 60);
    await settle(await begin('a', 'find', at), unknown(at), at);
    expect(await stateOf('a')).toMatchObject({
      state: 'parked',
      reason: 'nobody knows whether it was posted: missing_scope',
    });
    expect(await retryParked(db, {}, at)).toBe(1);
    expect(await nextAlert(db, 'desk', at)).toMatchObject({ id: 'a', state: 'sending', undecidedAt: null });
  });
});

describe('a destination', () => {
  test('that refuses one message parks that one, and the next goes on', async () => {
    await put('a');
    await put('b', later(1));
    const { told } = await settle(await begin('a'), MALFORMED);
    expect(told).toEqual([]);
    expect(await stateOf('a')).toMatchObject({ state: 'parked', reason: 'invalid blocks' });
    expect(await nextAlert(db, 'desk', later(2))).toMatchObject({ id: 'b' });
  });

  test('that is closed parks all that waits for it, is told of once, and once more when it is open again', async () => {
    await Promise.all(['a', 'b', 'c'].map((id) => put(id)));
    const { settled, told } = await settle(await begin('a'), ARCHIVED);
    expect(settled?.parked.map((alert) => alert.id).sort()).toEqual(['b', 'c']);
    expect(told).toMatchObject([{ health: 'closed', parked: 3 }]);
    await put('d', later(60));
    const again = await settle(await begin('d', 'send', later(60)), ARCHIVED, later(60));
    expect(again.told).toEqual([]);
    expect(await retryParked(db, { destination: 'desk' }, later(61))).toBe(4);
    const open = await settle(await begin('a', 'send', later(61)), SENT, later(61));
    expect(open.told).toMatchObject([{ before: 'closed', health: 'well', parked: 0 }]);
  });

  test('that loses replies is told of once, and once more when nothing is in doubt any more', async () => {
    await Promise.all(['a', 'b', 'c'].map((id) => put(id)));
    expect((await settle(await begin('a'), LOST)).told).toMatchObject([{ health: 'slow' }]);
    expect((await settle(await begin('b'), LOST)).told).toEqual([]);
    expect(await laneOf()).toMatchObject({ failures: 2 });
    expect((await settle(await begin('c'), SENT)).told).toEqual([]);
    expect(await laneOf()).toMatchObject({ failures: 0, health: 'slow' });
    const found = (at: Date): Finding => ({ kind: 'found', ref: `desk/${at.getTime()}` });
    const first = await settle(await begin('a', 'find', later(60)), found(later(60)), later(60));
    const last = await settle(await begin('b', 'find', later(61)), found(later(61)), later(61));
    expect([first.told, last.told]).toMatchObject([[], [{ before: 'slow', health: 'well' }]]);
  });
});

test('a button that is pressed waits for no attempt of a process that died', async () => {
  const story = { revision: 1, briefed_revision: 1, first_at: NOW, last_at: NOW };
  const { id: storyId } = await db
    .insertInto('story')
    .values(story)
    .returning('id')
    .executeTakeFirstOrThrow();
  await put('a');
  await db.updateTable('alert').set({ story_id: storyId }).execute();
  await settle(await begin('a'), SENT);
  await grow('a');
  await begin('a', 'update');
  await settle(await begin('a', 'update', later(60)), SENT, later(60));
  const press = (tx: Tx) => markStory(tx, storyId, { mutedBy: 'ana' }, later(61));
  expect(await db.transaction().execute(press)).toEqual(['desk']);
  expect(await nextAlert(db, 'desk', later(61))).toMatchObject({ id: 'a', state: 'sent' });
});

describe('a lane', () => {
  test('has one sender at a time, and another when that one is silent', async () => {
    const lease = async (owner: string, now: Date) => (await leaseLane(db, 'desk', owner, now)) !== null;
    expect(await lease('one', NOW)).toBe(true);
    expect(await lease('two', later(5))).toBe(false);
    expect(await lease('one', later(5))).toBe(true);
    expect(await lease('two', later(60))).toBe(true);
    await releaseLane(db, 'desk', 'one');
    expect(await lease('one', later(61))).toBe(false);
    await releaseLane(db, 'desk', 'two');
    expect(await lease('one', later(61))).toBe(true);
  });

  test('rests after a restart for as long as the platform has asked', async () => {
    await put('a');
    await settle(await begin('a'), { kind: 'wait', until: later(600), reason: 'rate limited' });
    await releaseLanes(db, later(1));
    expect(await dueLanes(db, later(500))).toEqual([]);
    expect((await lane(later(500)))?.notBefore).toEqual(later(600));
  });
});

describe('the outbox', () => {
  test('shows what waits for a person first, then what is looked for, then what waits', async () => {
    await put('waits');
    await put('parked', later(1));
    await put('looked', later(2));
    await settle(await begin('looked', 'send', later(2)), LOST, later(2));
    await settle(await begin('parked', 'send', later(2)), MALFORMED, later(2));
    const page = await outboxPage(db, 0, 10);
    expect(page).toMatchObject({ parked: 1, undecided: 1, waiting: 1 });
    expect(page.entries.map(({ id }) => id)).toEqual(['parked', 'looked', 'waits']);
    expect(page.entries[0]).toMatchObject({ headline: 'Notice parked', reason: 'invalid blocks' });
  });

  test('drops what is parked for good, and of what is posted only the update', async () => {
    await put('a');
    await settle(await begin('a'), MALFORMED);
    expect(await dropAlert(db, 'a', NOW)).toBe(true);
    expect(await dropAlert(db, 'a', NOW)).toBe(false);
    expect(await stateOf('a')).toMatchObject({ state: 'dropped' });
    await put('b');
    await settle(await begin('b'), SENT);
    expect(await dropAlert(db, 'b', NOW)).toBe(false);
    await grow('b');
    await settle(await begin('b', 'update'), ARCHIVED);
    expect(await stateOf('b')).toMatchObject({ state: 'parked', ref: 'desk/1' });
    expect(await dropAlert(db, 'b', NOW)).toBe(true);
    expect(await stateOf('b')).toMatchObject({ state: 'sent', revision: 2, sent_revision: 2 });
  });

  test('lets an update that its destination refused go on as an update', async () => {
    await put('b');
    await settle(await begin('b'), SENT);
    await grow('b');
    await settle(await begin('b', 'update'), ARCHIVED);
    await retryParked(db, { id: 'b' }, later(9));
    expect(await nextAlert(db, 'desk', later(9))).toMatchObject({ id: 'b', state: 'sent', ref: 'desk/1' });
  });
});
