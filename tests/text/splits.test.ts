import { describe, expect, test } from 'vitest';
import { readSplits } from '../../bench/labelled.js';
import { scoreSplits } from '../../bench/sentences.js';

const splitsOf = (name: string) => readSplits(`tests/text/splits/${name}.jsonl`)[0]?.splits ?? [];

describe('labelled texts', () => {
  test('the 48 golden rules of English sentences: all but one are met', () => {
    const splits = splitsOf('golden-rules');
    expect(splits).toHaveLength(48);
    const { exact, missed } = scoreSplits(splits);
    expect(missed.map(({ rule }) => rule)).toEqual(['four spaced dots: a stop, then what was left out']);
    expect(exact).toBeGreaterThanOrEqual(35);
  });

  test('Chinese news: at least 99 % of the boundaries', () => {
    const splits = splitsOf('chinese');
    expect(splits.flatMap(({ sentences }) => sentences).length).toBeGreaterThan(150);
    expect(scoreSplits(splits).f1).toBeGreaterThanOrEqual(99);
  });

  test('every label is its text, cut', () => {
    const bare = (text: string) => text.replace(/\s/g, '');
    for (const { text, sentences } of [...splitsOf('golden-rules'), ...splitsOf('chinese')])
      expect(bare(sentences.join(''))).toBe(bare(text));
  });
});
