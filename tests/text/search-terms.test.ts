import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { searchQuery } from '../../src/text/search-terms.js';

describe('a question as tsquery', () => {
  test.each([
    ['openai china', "(('openai') & ('china'))"],
    ['"export controls" chips', "(('export' <-> 'control') & ('chip'))"],
    ['chip OR gpu', "(('chip') | ('gpu'))"],
    ['chip AND gpu', "(('chip') & ('gpu'))"],
    ['openai china OR 中国', "((('openai') & ('china')) | ('中国'))"],
    ['(chip OR gpu) china', "((('chip') | ('gpu')) & ('china'))"],
    ['mandarin NOT orange', "(('mandarin') & !('orange'))"],
    ['mandarin -orange', "(('mandarin') & !('orange'))"],
    ['NOT orange mandarin', "(!('orange') & ('mandarin'))"],
    ['a NOT (b OR c)', "(('a') & !(('b') | ('c')))"],
    ['regulat*', "('regulat':*)"],
    ['NOT GPT-4 openai', "(!('gpt' & '4') & ('openai'))"],
    ['普', "('普':*)"],
    ['普通话', "('普通' <-> '通话')"],
    ['or not and', "(('or') & ('not') & ('and'))"],
    ['chip OR NOT gpu', "('chip')"],
    ['(chip', "('chip')"],
    ['chip) gpu', "(('chip') & ('gpu'))"],
    ["it's O'Neill", /./],
  ])('%s', (text, query) => {
    if (typeof query === 'string') expect(searchQuery(text)).toBe(query);
    else expect(searchQuery(text)).toMatch(query);
  });

  test.each(['', '  ', '""', '()', 'NOT orange', '-orange -apple', 'OR', '***', 'NOT (a b)'])(
    '%j asks for nothing',
    (text) => {
      expect(searchQuery(text)).toBeNull();
    },
  );

  test('is balanced whatever is typed', () => {
    const piece = fc.constantFrom(
      '(',
      ')',
      '"',
      ' OR ',
      ' AND ',
      ' NOT ',
      ' -',
      '*',
      'a',
      '普通',
      "'",
      '\\',
      ' ',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (parts) => {
        const bare = (searchQuery(parts.join('')) ?? '()').replace(/'(?:[^'\\]|''|\\\\)*'/g, 'x');
        let depth = 0;
        for (const character of bare) {
          if (character === '(') depth++;
          if (character === ')') depth--;
          expect(depth).toBeGreaterThanOrEqual(0);
        }
        expect(depth).toBe(0);
      }),
    );
  });
});
