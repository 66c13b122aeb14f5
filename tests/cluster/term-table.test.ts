import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addProducts, type Postings, removeWeight, setWeight } from '../../src/cluster/postings.js';
import { addWeight, lengthOf, product, storyVector, trim } from '../../src/cluster/story-vector.js';
import { halve, numberOf, termTable } from '../../src/cluster/term-table.js';

describe('the number of a term', () => {
  test('is its own for as long as it is counted or in use, and another’s after two halvings without', () => {
    const table = termTable(10);
    const [old, used, kept] = ['old', 'used', 'kept'].map((term) => numberOf(table, term));
    for (const number of [old, used, kept]) table.reportsWith[number ?? 0] = 1;
    const halveAll = () => halve(table, (number) => number === used);
    halveAll();
    expect(table.reports).toBe(5);
    expect(numberOf(table, 'old')).toBe(old);
    table.reportsWith[kept ?? 0] = 4;
    halveAll();
    expect(table.reportsWith[kept ?? 0]).toBe(2);
    expect(numberOf(table, 'new')).toBe(old);
    expect([numberOf(table, 'used'), numberOf(table, 'kept')]).toEqual([used, kept]);
    expect(numberOf(table, 'old')).toBe(3);
  });

  test('has a place in the counts, however many there are', () => {
    const table = termTable(0);
    for (let i = 0; i < 5_000; i++) expect(numberOf(table, `t${i}`)).toBe(i);
    expect(table.reportsWith.length).toBeGreaterThanOrEqual(5_000);
  });
});

test('a story’s vector and its postings say the same, whatever is added and trimmed', () => {
  const report = fc.uniqueArray(fc.tuple(fc.nat(300), fc.integer({ min: 1, max: 9 })), {
    selector: ([term]) => term,
    maxLength: 60,
  });
  fc.assert(
    fc.property(fc.array(report, { maxLength: 12 }), (reports) => {
      const story = storyVector(1, 0, 0);
      const postings: Postings = [];
      for (const terms of reports) {
        for (const weighed of terms) {
          const [term] = weighed;
          const before = story.terms.subarray(0, story.used).indexOf(term);
          const place = addWeight(story, before, weighed);
          setWeight(postings, term, 0, story.weights[place] ?? 0, before < 0);
        }
        for (const term of trim(story, 100)) removeWeight(postings, term, 0);
        expect(story.used).toBeLessThanOrEqual(100);
        const wanted = new Float64Array(301).fill(2);
        const sums = new Float64Array(1);
        const every = Array.from({ length: 301 }, (_, term) => [term, 2] as const);
        expect(addProducts(postings, every, sums)).toEqual(story.used > 0 ? [0] : []);
        expect(sums[0]).toBe(product(story, wanted));
        expect(lengthOf(story)).toBeGreaterThan(0);
      }
    }),
  );
});
