import { describe, expect, test } from 'vitest';
import type { QuerySource } from '../../src/domain/topic.js';
import { parseQuery, printQuery, type SharedBlocks, warnings } from '../../src/match/query.js';

const faults = (source: QuerySource, shared: SharedBlocks = {}) => {
  const parsed = parseQuery(source, { aliases: {}, shared });
  return parsed.ok ? [] : parsed.faults;
};
const tree = (source: QuerySource, aliases: Record<string, string[]> = {}) => {
  const parsed = parseQuery(source, { aliases });
  return parsed.ok ? printQuery(parsed.query) : parsed.faults;
};
const warned = (source: QuerySource) => {
  const parsed = parseQuery(source, { aliases: {} });
  return parsed.ok ? warnings(parsed.query) : parsed.faults;
};

describe('a fault in a query', () => {
  test.each([
    ['OpenAI AND', 11, 'ends too soon'],
    ['OpenAI AND (China OR Taiwan', 12, 'not closed'],
    ['OpenAI) AND China', 7, 'no bracket is open'],
    ['OpenAI "API access"', 8, 'put AND, OR or NEAR/5 before'],
    ['"OpenAI', 1, 'end it with "'],
    ['OpenAI NEAR China', 8, 'as in NEAR/5'],
    ['OpenAI near/5 China', 8, 'in capitals'],
    ['OpenAI NEAR/1000000000 China', 8, '1 to 100'],
    ['a1 NEAR/5 (b1 AND c1)', 4, 'join several with AND'],
    ['AND China', 1, 'stands between two terms'],
    ['headline:China', 1, 'known are title, lead'],
    ['*port', 1, 'starts with a wildcard'],
    ['China AND exp*', 11, 'four letters or more'],
    ['普通*', 1, 'leave the wildcard out'],
    ['/(a+/', 1, 'not valid'],
    ['/(?=a)b/', 1, 'not valid'],
    ['/a*/', 1, 'matches an empty text'],
    ['China AND /a+', 11, 'end it with /'],
    ['tier:7', 1, 'takes 1 (best) to 3'],
    ['publisher:', 1, 'needs a value'],
    ['OpenAI^3', 7, 'belongs in a score'],
    ['score/0(a1)', 1, 'floor'],
    ['score/2(a1^x)', 11, 'a weight is a number'],
    ['a1, b1', 3, 'write OR or AND'],
    ['!!!', 1, 'no letter or digit'],
    ['', 1, 'is empty'],
    ['$china', 1, 'no shared block'],
    ['a1 SENTENCE (b1 AND c1)', 4, 'join the rest with AND'],
  ])('in %s is shown at column %i', (source, column, message) => {
    expect(faults(source)).toEqual([{ path: [], column, message: expect.stringContaining(message) }]);
  });

  test('in a list is shown with its path, and all of them at once', () => {
    const found = faults({ all: ['OpenAI', { any: ['(China', 'Japan'] }], none: ['a OR'] });
    expect(found.map(({ path }) => path)).toEqual([
      ['all', 1, 'any', 0],
      ['none', 0],
    ]);
  });

  test('in a list hides no empty list beside it', () => {
    expect(faults({ all: ['(China', { any: [] }] })).toEqual([
      { path: ['all', 0], column: 1, message: expect.stringContaining('not closed') },
      { path: ['all', 1], column: 1, message: expect.stringContaining('is empty') },
    ]);
  });

  test('in a shared block is shown where the block is used', () => {
    expect(faults('OpenAI AND $places', { places: 'China OR (Japan' })).toEqual([
      { path: [], column: 12, message: expect.stringContaining('in $places, column 10') },
    ]);
  });
});

describe('a query that asks too much of the parser gets a clear answer', () => {
  test.each([
    ['500 brackets', `${'('.repeat(500)}a${')'.repeat(500)}`, 'nest deeper than 100'],
    ['500 NOTs', `${'NOT '.repeat(500)}a`, 'nest deeper than 100'],
    ['10,001 characters', 'a '.repeat(5001), 'over 10,000 characters'],
    ['a phrase of 1,000 words', 'word '.repeat(1000), 'over 60 words'],
    ['a regular expression that counts far', '/(\\pL{30}x){20}/', 'is too large'],
    ['10,000 asterisks', '*'.repeat(10_000), '****…" starts with a wildcard'],
    ['a lone surrogate', '\ud83d', 'no letter or digit'],
  ])('%s', (_, source, message) => {
    expect(faults(source)[0]?.message).toContain(message);
  });

  test('lists nested 500 deep', () => {
    let source: QuerySource = 'word';
    for (let depth = 0; depth < 500; depth++) source = { all: [source] };
    expect(faults(source)[0]?.message).toContain('lists nest deeper');
  });

  test('blocks that multiply, and a block that contains itself', () => {
    const blocks: Record<string, string> = { b0: 'word OR other' };
    for (let i = 1; i < 40; i++) blocks[`b${i}`] = `$b${i - 1} OR $b${i - 1}`;
    expect(faults('$b39', blocks)[0]?.message).toContain('over 5000 terms');
    expect(faults('$loop', { loop: 'word OR $loop' })[0]?.message).toContain('contains itself');
  });

  test('1,000 words in 10,000 characters are no trouble', () => {
    expect(faults(Array.from({ length: 1000 }, (_, i) => `w${i}`).join(' OR '))).toEqual([]);
  });
});

describe('the tree of a query', () => {
  test('shows how operators bind', () => {
    expect(tree('a1 AND b1 OR NOT c1 NEAR/5 d1')).toEqual([
      { path: [], column: 21, message: expect.stringContaining('NEAR stands between') },
    ]);
    expect(tree('a1 AND b1 NEAR/5 c1 OR d1 NOT e1')).toBe(`any of
  all of
    a1
    within 5 words of each other
      b1
      c1
  all of
    d1
    none of
      e1`);
  });

  test('reads a regular expression wherever a term may stand, after the comma of a score too', () => {
    expect(tree('score/1(chip,/GPT-\\d+/)')).toBe(tree('score/1(chip, /GPT-\\d+/)'));
    expect(tree('score/1(chip,/GPT-\\d+/)')).toContain('matching /GPT-\\d+/');
  });

  test('shows aliases with the name that they stand for', () => {
    expect(tree('OpenAI', { openai: ['奥特曼的公司'] })).toBe(`any of
  OpenAI
  奥特曼的公司 (for openai)`);
  });

  test('shows a term as it is written in Chinese and in Japanese', () => {
    expect(tree('人工智能')).toBe('人工智能');
    expect(tree('データセンター')).toBe('データセンター');
  });

  test('is the same from lists and from a string', () => {
    expect(tree({ all: ['a1'], any: ['b1', 'c1'], none: ['d1'] })).toBe(tree('a1 AND (b1 OR c1) NOT d1'));
  });
});

describe('a warning is given', () => {
  test.each([
    ['a1 NEAR/11 b1', 'is wide'],
    ['OpenAI OR GPT', '"GPT" alone is short'],
    ['China NOT China', 'never match'],
    ['score/9(chip^3, export^2)', 'never match'],
    ['NOT China', 'matches everything'],
    ['China OR NOT Japan', 'matches everything'],
    ['cats or dogs', 'write OR'],
  ])('for %s', (source, message) => {
    expect(warned(source)).toEqual([expect.stringContaining(message)]);
  });

  test('never for an ordinary topic', () => {
    expect(warned('OpenAI AND (China NEAR/5 block*) NOT (recipe OR allcaps:UK)')).toEqual([]);
    expect(warned('芯片 AND lang:ZH AND lang:zh-Hant')).toEqual([]);
  });
});
