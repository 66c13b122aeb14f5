import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { foldText } from '../../src/text/fold.js';
import { singular, splitWords } from '../../src/text/words.js';

const texts = (source: string) => splitWords(source).map(({ text }) => text);

describe('splitting into words', () => {
  test.each([
    ['OpenAI’s APIs, "said" he', ['openai', 'apis', 'said', 'he']],
    ["the companies' models", ['the', 'companies', 'models']],
    ['AI芯片5G手机', ['ai', '芯', '片', '5g', '手', '机']],
    ['GPT-4 and C++', ['gpt', '4', 'and', 'c']],
    ['𠮷野家', ['𠮷', '野', '家']],
    ["'sup it's", ['sup', 'it']],
    ['', []],
  ])('%s', (source, words) => {
    expect(texts(source)).toEqual(words);
  });

  test('numbers words, and a break takes a number of its own', () => {
    const positions = (source: string) => splitWords(source).map(({ position }) => position);
    expect(positions('a b\nc\n\n\n\nd')).toEqual([0, 1, 2, 4]);
    expect(positions('在中国。！文章')).toEqual([0, 1, 2, 4, 5]);
    expect(positions('。a')).toEqual([0]);
  });

  test('offsets hold the word, folded', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (source) => {
        for (const { text, start, end } of splitWords(source))
          expect(foldText(source.slice(start, end))).toContain(text);
      }),
      { numRuns: 1000 },
    );
  });

  test('agrees with the plain way to say it: fold all, then take runs of letters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (source) => {
        const calm = source.replace(/['’]/g, ' ');
        const runs = foldText(calm).match(
          /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー])[\p{L}\p{N}\p{M}])+/gu,
        );
        expect(texts(calm)).toEqual(runs ?? []);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('the singular of', () => {
  test.each([
    ['strategies', 'strategy'],
    ['apis', 'api'],
    ['launches', 'launch'],
    ['boxes', 'box'],
    ['classes', 'class'],
    ['companies', 'company'],
    ['chips', 'chip'],
  ])('%s is %s', (plural, one) => {
    expect(singular(plural)).toBe(one);
  });

  test.each([
    ['caches', 'cache'],
    ['movies', 'movie'],
    ['heroes', 'hero'],
    ['shoes', 'shoe'],
  ])('%s and %s meet', (plural, one) => {
    expect(singular(plural)).toBe(singular(one));
  });

  test.each(['news', 'analysis', 'paris', 'us', 'gas', 'status', 'business', 'windows', 'always'])(
    '%s stays itself',
    (word) => {
      expect(singular(word)).toBe(word);
    },
  );
});
