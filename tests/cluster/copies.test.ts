import { expect, test } from 'vitest';
import { copyIndex } from '../../src/cluster/copies.js';
import { fingerprint } from '../../src/cluster/fingerprint.js';
import { seeded } from '../../bench/seeded.js';

const HOUR = 3_600_000;

/** A text that shares no phrase with that of another seed. */
const text = (seed: number, length = 120) =>
  fingerprint({ title: '', body: Array.from({ length }, (_, i) => `w${seed}x${(i * 7) % 97}`).join(' ') });

test('a text is found among thousands, also after the table has grown', () => {
  const index = copyIndex(4_096, 16);
  for (let i = 0; i < 3_000; i++) index.add(i, text(i), i);
  for (const i of [0, 15, 16, 1_500, 2_999])
    expect(index.nearest(text(i))).toEqual({ itemId: i, similarity: 1 });
  expect(index.nearest(text(9_999))).toBeNull();
});

test('texts older than 72 hours make room for new ones', () => {
  const index = copyIndex(4_096, 64);
  for (let i = 0; i < 2_000; i++) index.add(i, text(i), i * HOUR);
  expect(index.size()).toBe(128);
  expect(index.nearest(text(1_999))?.itemId).toBe(1_999);
  expect(index.nearest(text(10))).toBeNull();
});

test('when there is room for no more, the oldest texts are forgotten, and every other one is found', () => {
  const most = 100;
  const index = copyIndex(most, 16);
  const random = seeded(3);
  // Some short: a text of two hashes leaves most of what its slot said before standing.
  const of = (i: number) => text(i, [120, 8, 30][Math.floor((i * 7) % 3)] ?? 120);
  for (let i = 0; i < 1_500; i++) {
    index.add(i, of(i), 0);
    const asked = Math.max(0, i - Math.floor(random() * 2 * most));
    expect(index.nearest(of(asked))?.itemId, `${asked} after ${i}`).toBe(
      i - asked < most ? asked : undefined,
    );
  }
  expect(index.size()).toBe(most);
});

test('an item that is read again is no copy of itself', () => {
  const index = copyIndex();
  index.add(1, text(1), 0);
  expect(index.nearest(text(1), (itemId) => itemId !== 1)).toBeNull();
});

test('ten thousand equal texts are told apart from nothing, and the search ends', () => {
  const index = copyIndex();
  const one = fingerprint({ title: 'Market update', body: '' });
  for (let i = 0; i < 10_000; i++) index.add(i, one, 0);
  expect(index.nearest(one)?.similarity).toBe(1);
});

test('the shorter of two texts decides how alike they must be', () => {
  const half = (from: number) => Array.from({ length: 128 }, (_, i) => (i < 64 ? i : from + i));
  const of = (words: number, from: number) => ({ words, signature: half(from) });
  const nearest = (words: number, stored: number) => {
    const index = copyIndex();
    index.add(1, of(stored, 1_000), 0);
    return index.nearest(of(words, 2_000));
  };
  expect(nearest(500, 500)).toEqual({ itemId: 1, similarity: 0.5 });
  expect(nearest(500, 5)).toBeNull();
  expect(nearest(5, 500)).toBeNull();
});
