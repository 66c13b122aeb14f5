import { describe, expect, test } from 'vitest';
import { afterFind, afterSend, afterUpdate, backoffMs } from '../../src/deliver/outbox.js';
import type { Finding, Outcome } from '../../src/domain/alert.js';

const NOW = new Date('2026-03-01T12:00:00Z');
const later = (seconds: number) => new Date(NOW.getTime() + seconds * 1_000);
const nothing = { missedAt: null, undecidedAt: null };

describe('a message that is not seen', () => {
  const unseen = (repeatableUntil: Date | null = null): Finding => ({
    kind: 'unseen',
    settlesAt: later(30),
    repeatableUntil,
  });
  const missedAt = (seconds: number) => ({ ...nothing, missedAt: later(seconds) });

  test('is looked for again when its history can be believed', () => {
    const next = afterFind(unseen(), nothing, later(29));
    expect(next).toMatchObject({ state: 'sending', notBefore: later(30) });
    expect(next.missedAt).toBeUndefined();
  });

  test('is looked for once more fifteen seconds after the first miss that counts, and then sent again', () => {
    expect(afterFind(unseen(), nothing, later(40))).toMatchObject({
      state: 'sending',
      notBefore: later(55),
      missedAt: later(40),
    });
    expect(afterFind(unseen(), missedAt(40), later(50))).toMatchObject({
      state: 'sending',
      notBefore: later(55),
      missedAt: later(40),
    });
    expect(afterFind(unseen(), missedAt(40), later(55))).toMatchObject({ state: 'pending' });
  });

  test('was not missed by a look of before a newer attempt', () => {
    expect(afterFind(unseen(), missedAt(20), later(55))).toMatchObject({
      state: 'sending',
      missedAt: later(55),
    });
  });

  test('is sent again once its history can be believed where a repeat is harmless, and until then', () => {
    expect(afterFind(unseen(later(60)), nothing, later(20))).toMatchObject({ state: 'sending' });
    expect(afterFind(unseen(later(60)), nothing, later(30))).toMatchObject({
      state: 'pending',
      repeatableUntil: later(60),
    });
    expect(afterFind(unseen(later(60)), nothing, later(60))).toMatchObject({ state: 'sending' });
  });
});

test('a look that fails keeps what the one before has missed', () => {
  const unknown: Finding = { kind: 'unknown', until: later(90), reason: 'HTTP 500' };
  const before = { missedAt: later(40), undecidedAt: null };
  expect(afterFind(unknown, before, later(60))).toMatchObject({ state: 'sending', missedAt: later(40) });
});

test('only what the platform has, or is proven to have, is sent', () => {
  const outcomes: Outcome[] = [
    { kind: 'wait', until: later(1), reason: '' },
    { kind: 'refused', what: 'message', reason: '' },
    { kind: 'refused', what: 'place', reason: '' },
    { kind: 'uncertain', reason: '' },
  ];
  const states = outcomes.map((outcome) => afterSend(outcome, { failures: 0 }, NOW).state);
  expect(states).toEqual(['pending', 'parked', 'parked', 'sending']);
  for (const outcome of outcomes) expect(afterSend(outcome, { failures: 0 }, NOW).ref).toBeUndefined();
});

test('short waits are a pace, long ones a trouble', () => {
  const wait = (seconds: number): Outcome => ({ kind: 'wait', until: later(seconds), reason: 'throttled' });
  expect(afterSend(wait(5), { failures: 0 }, NOW).health).toBeUndefined();
  expect(afterSend(wait(30), { failures: 0 }, NOW)).toMatchObject({
    health: 'slow',
    laneNotBefore: later(30),
  });
});

test('ten seconds are no pace any more', () => {
  const wait = (ms: number): Outcome => ({ kind: 'wait', until: later(ms / 1_000), reason: 'throttled' });
  expect(afterSend(wait(9_999), { failures: 0 }, NOW).health).toBeUndefined();
  expect(afterSend(wait(10_000), { failures: 0 }, NOW).health).toBe('slow');
});

test('a post that was edited is left alone for a minute', () => {
  const edited = afterUpdate({ kind: 'sent', ref: 'desk/1' }, { ref: 'desk/1', failures: 0 }, NOW);
  expect(edited).toMatchObject({ state: 'sent', notBefore: later(60), health: 'well' });
});

test('a place that refuses us is left alone for half a minute, a message that is refused says nothing of it', () => {
  const refused = (what: 'message' | 'place'): Outcome => ({ kind: 'refused', what, reason: 'no' });
  expect(afterSend(refused('place'), { failures: 0 }, NOW)).toMatchObject({
    laneNotBefore: later(30),
    health: 'closed',
  });
  expect(afterSend(refused('message'), { failures: 0 }, NOW).laneNotBefore).toBeUndefined();
  expect(afterSend(refused('message'), { failures: 0 }, NOW).health).toBeUndefined();
});

test('an update whose reply was lost is made again; one that is refused with its place waits for a person', () => {
  const ref = { ref: 'desk/1', failures: 0 };
  expect(afterUpdate({ kind: 'uncertain', reason: '' }, ref, NOW)).toMatchObject({
    state: 'sent',
    notBefore: later(30),
  });
  expect(afterUpdate({ kind: 'refused', what: 'place', reason: '' }, ref, NOW)).toMatchObject({
    state: 'parked',
  });
  expect(afterUpdate({ kind: 'refused', what: 'message', reason: '' }, ref, NOW)).toMatchObject({
    state: 'sent',
    ref: 'desk/1',
  });
});

test('lost replies make a destination rest 2, 4, 8 … 300 seconds', () => {
  expect([0, 1, 2, 7, 8, 1_000_000].map(backoffMs)).toEqual([2_000, 4_000, 8_000, 256_000, 300_000, 300_000]);
});
