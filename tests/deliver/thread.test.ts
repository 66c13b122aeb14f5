import { describe, expect, test } from 'vitest';
import { isEdited, updateMessage, withThread } from '../../src/deliver/thread.js';
import type { StoryChange } from '../../src/domain/story.js';
import { sampleAlert } from '../contracts/samples.js';

describe('a thread', () => {
  const alert = sampleAlert();
  const at = '2026-06-03T09:00:00Z';
  const fact = alert.briefing.dek;
  const change = (changes: Partial<StoryChange>): StoryChange => {
    return { kind: 'none', sources: [], facts: [], disputes: [], ...changes };
  };

  test('another source is counted in a post for an hour, and not a second longer', () => {
    const postedAt = new Date('2026-06-03T09:00:00Z');
    expect(isEdited(null, postedAt)).toBe(true);
    expect(isEdited(postedAt, new Date('2026-06-03T09:59:59.999Z'))).toBe(true);
    expect(isEdited(postedAt, new Date('2026-06-03T10:00:00Z'))).toBe(false);
  });

  test('says a new fact in the words of its source, and nothing of another source', () => {
    if (!fact) throw new Error('the sample has a dek');
    expect(updateMessage(alert.briefing, change({ kind: 'none' }))).toBeNull();
    expect(updateMessage(alert.briefing, change({ kind: 'source' }))).toBeNull();
    expect(updateMessage(alert.briefing, change({ kind: 'fact', facts: [fact] }))).toMatchObject({
      change: 'fact',
      title: 'New',
      lines: [{ text: fact.text }],
    });
    const unsourced = { ...fact, itemId: 999 };
    expect(updateMessage(alert.briefing, change({ kind: 'fact', facts: [unsourced] }))).toBeNull();
  });

  test('is three lines at the most', () => {
    if (!fact) throw new Error('the sample has a dek');
    const facts = [fact, fact, fact, fact];
    expect(updateMessage(alert.briefing, change({ kind: 'fact', facts }))?.lines).toHaveLength(3);
  });

  test('is told in the post: the gravest first, and what was withdrawn before what was corrected', () => {
    const standing = (...changes: ('fact' | 'dispute' | 'correction' | 'retraction')[]) =>
      withThread(
        alert,
        changes.map((one) => ({ change: one, at })),
      ).standing;
    expect(standing()).toBeUndefined();
    expect(standing('fact')).toBe('1 new fact in the thread');
    expect(standing('fact', 'dispute', 'fact')).toBe('1 disagreement, 2 new facts in the thread');
    expect(standing('fact', 'correction')).toBe('Corrected: 1 correction, 1 new fact in the thread');
    expect(standing('correction', 'retraction')).toBe('Retracted: 1 retraction, 1 correction in the thread');
  });
});
