import { describe, expect, test } from 'vitest';
import { followMove, type Move } from '../../src/ingest/moved.js';
import { unusualSilence } from '../../src/ingest/pace.js';
import { validatorsAfter } from '../../src/ingest/validators.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = new Date('2025-07-01T12:00:00Z');

const after = (ms: number): Date => new Date(NOW.getTime() + ms);
const every = (ms: number): Date[] => Array.from({ length: 13 }, (_, index) => after(-index * ms));

describe('validators', () => {
  const before = { etag: '"a"', lastModified: 'then' };
  test.each([
    ['are replaced by a 200', { kind: 'ok', headers: { etag: 'W/"b"' } }, { etag: 'W/"b"' }],
    ['are dropped by a 200 that has none', { kind: 'ok', headers: {} }, {}],
    ['are dropped by a 200 whose tag is empty', { kind: 'ok', headers: { etag: '' } }, {}],
    ['are kept by a 304', { kind: 'unchanged', headers: {} }, before],
    [
      'are renewed by a 304 that has new ones',
      { kind: 'unchanged', headers: { etag: '"c"' } },
      { etag: '"c"', lastModified: 'then' },
    ],
    ['are kept by a refusal', { kind: 'refused', headers: { etag: '"login"' } }, before],
    ['are kept by a failure', { kind: 'failed' }, before],
  ])('%s', (_name, answer, expected) => {
    expect(validatorsAfter(before, answer)).toEqual(expected);
  });
});

describe('a moved feed', () => {
  const answer = {
    url: 'https://new.example/feed',
    redirects: [{ from: 'https://old.example/feed', status: 301 }],
    permanent: true,
  };
  const poll = (move: Move | null, day: number, over: Partial<typeof answer> = {}, sharesItem = true) =>
    followMove(move, { ...answer, ...over }, sharesItem, after(day * DAY));

  test('is adopted after five polls over three days', () => {
    let move: Move | null = null;
    const adopted: (string | null)[] = [];
    for (const day of [0, 1, 2, 2.5, 2.9, 3]) {
      const seen = poll(move, day);
      move = seen.move;
      adopted.push(seen.adopt);
    }
    expect(adopted).toEqual([null, null, null, null, null, 'https://new.example/feed']);
  });

  test.each([
    ['the target changes', { url: 'https://elsewhere.example/feed' }, true],
    ['a hop is not permanent', { permanent: false }, true],
    ['there is no redirect any more', { redirects: [] }, true],
    ['it shares no item with what is known', {}, false],
  ])('starts again when %s', (_name, over, sharesItem) => {
    const known: Move = { target: answer.url, since: NOW, polls: 9 };
    expect(poll(known, 9, over, sharesItem).adopt).toBeNull();
    expect(poll(known, 9, over, sharesItem).move?.polls ?? 0).toBeLessThan(2);
  });
});

test('a feed is unusually silent after three times its longest gap, and a day', () => {
  expect(unusualSilence(every(HOUR), after(23 * HOUR))).toBeNull();
  expect(unusualSilence(every(HOUR), after(25 * HOUR))).toEqual(NOW);
  expect(unusualSilence(every(DAY), after(2.5 * DAY))).toBeNull();
  expect(unusualSilence(every(DAY), after(3.5 * DAY))).toEqual(NOW);
  expect(unusualSilence([NOW], after(90 * DAY))).toBeNull();
});
