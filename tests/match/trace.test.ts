import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseQuery } from '../../src/match/query.js';
import { traceQuery } from '../../src/match/trace.js';
import { article } from './article.js';
import { naiveMatch } from './naive.js';
import { someArticle, someQuery } from './random.js';

function trace(query: string, body: string, title = '') {
  const parsed = parseQuery(query, { aliases: { OpenAI: ['奥特曼的公司'] } });
  if (!parsed.ok) throw new Error(parsed.faults[0]?.message);
  return traceQuery(parsed.query, article({ title, body, lang: 'en' }));
}

describe('a trace', () => {
  test('names what satisfied each part, and where', () => {
    const { matched, lines } = trace(
      'OpenAI AND (芯片 OR chip) NOT recipe',
      '奥特曼的公司 wants chips.',
      'Chips',
    );
    expect(matched).toBe(true);
    expect(lines).toEqual([
      '✓ OpenAI: "奥特曼的公司" (text, character 0)',
      '✓ chip: "Chips" (headline, character 0), "chips" (text, character 13)',
      '✓ NOT recipe',
    ]);
  });

  test.each([
    ['chip AND Peru', 'chips', '✗ Peru'],
    ['title:chip', 'chips', '✗ title: chip: it is there, elsewhere'],
    ['chip NOT recipe', 'a chip recipe', '✗ excluded by recipe: "recipe" (text, character 7)'],
    ['chip NEAR/2 Peru', 'chips are not made in Peru', '✗ chip NEAR/2 Peru: the closest are 5 words apart'],
    ['chip ONEAR/9 Peru', 'Peru has no chips', '✗ chip ONEAR/9 Peru: both are there, not so together'],
    [
      'chip SENTENCE Peru',
      'Chips rise. Peru falls.',
      '✗ chip SENTENCE Peru: all are there, in no one sentence',
    ],
    ['chip SENTENCE Peru', 'Chips rise.', '✗ chip SENTENCE Peru: not there: Peru'],
    ['chip NOT NEAR/1 shop', 'chip shop', '✗ chip NOT NEAR/1 shop: all 1 places are beside it'],
    ['atleast/3(chip)', 'chip, chips', '✗ atleast/3(chip): it is there 2 times'],
    ['score/5(chip^3, Peru^2)', 'chips', '✗ score 3 of 5: +3 chip'],
    ['chip AND lang:zh', 'chips', '✗ lang:zh: it is en'],
    ['(a AND b AND c) OR (chip AND Peru)', 'chips', '✗ closest of 2 ways:'],
    ['Peru OR Chile', 'chips', '✗ Peru OR Chile: none is there'],
  ])('of %s on "%s" says what is missing', (query, body, line) => {
    const { matched, lines } = trace(query, body);
    expect(matched).toBe(false);
    expect(lines).toContain(line);
  });

  test('tells what nearly excluded it', () => {
    expect(trace('cable NOT "cable TV"', 'A cable for TV.').nearly).toEqual([
      'NOT "cable TV": its words are there, not side by side',
    ]);
    expect(trace('chip NOT (price NEAR/2 fall)', 'chip prices will soon surely fall').nearly).toEqual([
      'NOT (price NEAR/2 fall): all but this is there: price NEAR/2 fall: the closest are 4 words apart',
    ]);
    expect(trace('Mandarin NOT NEAR/1 Oriental', 'Mandarin Oriental staff speak Mandarin').nearly).toEqual([
      'Mandarin NOT NEAR/1 Oriental: 1 of 2 places are beside it',
    ]);
    expect(trace('chip NOT recipe', 'chips').nearly).toEqual([]);
  });

  test('finds what the slow evaluator finds', () => {
    fc.assert(
      fc.property(someQuery, someArticle, (query, written) => {
        const parsed = parseQuery(query, { aliases: {} });
        if (!parsed.ok) throw new Error(parsed.faults[0]?.message);
        const { matched, lines } = traceQuery(parsed.query, written);
        expect(matched).toBe(naiveMatch(parsed.query, written));
        if (!matched) expect(lines.some((line) => line.includes('✗'))).toBe(true);
      }),
      { numRuns: 400 },
    );
  });
});
