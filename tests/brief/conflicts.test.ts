import { describe, expect, test } from 'vitest';
import { claimsIn, disagree } from '../../src/brief/claims.js';
import { readItem } from '../../src/brief/candidates.js';
import { conflicts } from '../../src/brief/conflicts.js';
import type { Item } from '../../src/domain/item.js';
import { item } from './stories.js';

const claims = (sentence: string) => claimsIn(sentence).map(({ kind, unit, value }) => [kind, unit, value]);

describe('claims', () => {
  test.each<[string, ReturnType<typeof claims>]>([
    ['It starts on July 9.', [['date', 'date', 709]]],
    ['He left on 17 March 2023.', [['date', 'date', 317]]],
    ['新规7月9日生效。', [['date', 'date', 709]]],
    [
      'A bid of $97.4 billion against US$9.74bn.',
      [
        ['money', '$', 97.4e9],
        ['money', '$', 9.74e9],
      ],
    ],
    [
      'Prices rose 12.4% and wages 3 percent.',
      [
        ['share', '%', 12.4],
        ['share', '%', 3],
      ],
    ],
    [
      'About 4,000 workers and twelve ships are idle.',
      [
        ['count', 'worker', 4000],
        ['count', 'ship', 12],
      ],
    ],
    ['The crash killed seventeen passengers.', [['count', 'passenger', 17]]],
    ['Twenty-five passengers were hurt.', [['count', 'passenger', 25]]],
    ['The firm, founded in 2015, has run for 20 years.', []],
    ['Version 3.5 was late.', []],
  ])('%s', (sentence, expected) => {
    expect(claims(sentence)).toEqual(expected);
  });

  test('figures within 2 %, or round ones near a precise one, do not disagree', () => {
    const claim = (text: string) => {
      const [first] = claimsIn(text);
      if (!first) throw new Error(`no claim in ${text}`);
      return first;
    };
    expect(disagree(claim('162 people'), claim('157 people'))).toBe(true);
    expect(disagree(claim('about 160 people'), claim('157 people'))).toBe(false);
    expect(disagree(claim('$21 billion'), claim('$24 billion'))).toBe(true);
    expect(disagree(claim('4,012 people'), claim('4,000 people'))).toBe(false);
    expect(disagree(claim('July 9'), claim('July 10'))).toBe(true);
    expect(disagree(claim('July 9, 2023'), claim('July 10, 2024'))).toBe(false);
    expect(disagree(claim('9 ships'), claim('12 people'))).toBe(false);
  });
});

describe('conflicts', () => {
  const conflictsOf = (items: Item[]) => conflicts(items.map(readItem));
  const report = (id: number, publisher: string, body: string) =>
    item({ id, publisher, title: 'Report', body });

  test('one sentence with two figures in two papers is shown with both, and with their sentences', () => {
    const a = report(
      1,
      'Morning Post',
      'The ferry sank off Batam on Sunday, killing 65 passengers and crew, the navy said.',
    );
    const b = report(
      2,
      'Evening Star',
      'The ferry sank off Batam on Sunday, killing 52 passengers and crew, the navy said.',
    );
    const found = conflictsOf([a, b]);
    expect(found).toMatchObject([
      {
        kind: 'count',
        alike: true,
        sides: [
          {
            value: expect.stringContaining('65 passengers'),
            sentence: { publisher: 'Morning Post', itemId: 1 },
          },
          {
            value: expect.stringContaining('52 passengers'),
            sentence: { publisher: 'Evening Star', itemId: 2 },
          },
        ],
      },
    ]);
    for (const { sentence } of found[0]?.sides ?? []) {
      expect([a, b].find(({ id }) => id === sentence.itemId)?.body.slice(sentence.start, sentence.end)).toBe(
        sentence.text,
      );
    }
  });

  test('different dates for one act of the same three names are found whatever the wording', () => {
    const a = report(
      1,
      'Mashable',
      'Users in China got an email saying that OpenAI would block API traffic from some regions starting July 9.',
    );
    const b = report(
      2,
      'Blog',
      'OpenAI announced on March 17, 2023, that it would be halting API access to ChatGPT in China.',
    );
    expect(conflictsOf([a, b])).toMatchObject([
      { kind: 'date', alike: false, sides: [{ value: 'July 9' }, { value: 'March 17, 2023' }] },
    ]);
  });

  test.each([
    ['agree', 'The storm killed 65 people in Cebu.', 'The storm killed 65 people in Cebu.'],
    ['round', 'The storm killed about 60 people in Cebu.', 'The storm killed 62 people in Cebu.'],
    ['count different things', 'The storm killed 65 people in Cebu.', 'The storm sank 12 boats in Cebu.'],
    [
      'tell of different acts',
      'The storm killed 65 people in Cebu province.',
      'The storm injured 120 people in Cebu province.',
    ],
    [
      'share one value',
      'The toll in Cebu rose to 65 people from 52 people.',
      'The toll in Cebu rose to 52 people from 31 people.',
    ],
  ])('sentences that %s do not conflict', (_name, one, other) => {
    expect(conflictsOf([report(1, 'A', one), report(2, 'B', other)])).toEqual([]);
  });

  test('a publisher does not conflict with itself', () => {
    const bodies = ['The storm killed 65 people in Cebu.', 'The storm killed 52 people in Cebu.'];
    expect(conflictsOf(bodies.map((body, i) => report(i, 'A', body)))).toEqual([]);
  });

  test('500 members are looked at as far as the first dozen', () => {
    const members = Array.from({ length: 500 }, (_, i) =>
      report(i, `Paper ${i}`, `The storm killed ${20 + 3 * i} people in Cebu.`),
    );
    expect(conflictsOf(members)).toHaveLength(5);
  });
});
