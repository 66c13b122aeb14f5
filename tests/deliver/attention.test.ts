import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayBegan, nextDigest, quietUntil } from '../../src/deliver/attention.js';
import { digestEntry, digestMessages } from '../../src/deliver/digest.js';
import type { Attention } from '../../src/domain/destination.js';
import { sampleAlert, sampleEntryOf } from '../contracts/samples.js';

const at = (time: string) => new Date(`2026-03-02T${time}Z`);
const NIGHT: Attention = {
  zone: 'Asia/Singapore',
  budget: null,
  quiet: { from: 22 * 60, until: 7 * 60 },
  digest: { cron: '30 8 * * 1-5', sayNothingNew: false },
};

describe('quiet hours', () => {
  test.each([
    ['13:59:59', null],
    ['14:00:00', '2026-03-02T23:00:00.000Z'],
    ['22:59:30', '2026-03-02T23:00:00.000Z'],
    ['23:00:00', null],
  ])('over midnight, in their own zone, at %s UTC', (time, until) => {
    expect(quietUntil(NIGHT, at(time))?.toISOString() ?? null).toBe(until);
  });

  test('of one day, and none', () => {
    const noon = { ...NIGHT, zone: 'UTC', quiet: { from: 720, until: 780 } };
    expect(quietUntil(noon, at('12:30:00'))).toEqual(at('13:00:00'));
    expect(quietUntil(noon, at('13:00:00'))).toBeNull();
    expect(quietUntil({ ...noon, quiet: null }, at('12:30:00'))).toBeNull();
  });
});

test('a day and a digest are those of their zone', () => {
  expect(dayBegan(NIGHT, at('15:59:00'))).toEqual(new Date('2026-03-01T16:00:00Z'));
  expect(dayBegan(NIGHT, at('16:00:00'))).toEqual(at('16:00:00'));
  expect(nextDigest(NIGHT, at('00:29:59'))).toEqual(at('00:30:00'));
  // Friday's is followed by Monday's.
  expect(nextDigest(NIGHT, new Date('2026-03-06T01:00:00Z'))).toEqual(new Date('2026-03-09T00:30:00Z'));
  expect(nextDigest({ ...NIGHT, digest: null }, at('00:00:00'))).toBeNull();
});

describe('a digest', () => {
  const counts = { considered: 1, merged: 0, held: 1 };

  test('has every story once and in order, however many and long they are', () => {
    const stories = fc.array(
      fc.record({
        headline: fc.string({ maxLength: 400 }),
        link: fc.option(fc.webUrl()),
        publisher: fc.string({ maxLength: 200 }),
      }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(stories, (parts) => {
        const entries = parts.map((part, i) => sampleEntryOf(i, part));
        const messages = digestMessages('scheduled', entries, counts);
        const told = messages.flatMap((message) => message.entries.map(({ storyId }) => storyId));
        expect(told).toEqual(entries.map(({ storyId }) => storyId));
        expect(messages.every((message) => message.entries.length <= 15)).toBe(true);
        expect(messages.map(({ part, parts: all }) => [part, all])).toEqual(
          messages.map((_, i) => [i + 1, messages.length]),
        );
      }),
      { numRuns: 30 },
    );
  });

  test('says of a story who tells it first, and what has changed in it', () => {
    const alert = {
      ...sampleAlert(),
      thread: [{ change: 'retraction' as const, at: '2026-03-01T00:00:00Z' }],
    };
    expect(digestEntry(alert)).toMatchObject({
      publisher: 'Example Post',
      link: 'https://news.example/chips?a=1&b=2',
      topics: ['Chip export controls'],
      change: 'retraction',
    });
  });
});
