import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addWord, newVocabulary, scan, type Vocabulary } from '../../src/match/vocabulary.js';
import { singular, splitWords } from '../../src/text/words.js';

/** Every word of the text by position, as the plain splitter has it; '' at breaks. */
function plainly(text: string): string[] {
  const words: string[] = [];
  for (const word of splitWords(text)) {
    while (words.length < word.position) words.push('');
    words.push(singular(word.text));
  }
  return words;
}

function knowing(words: Iterable<string>): { vocabulary: Vocabulary; words: string[] } {
  const vocabulary = newVocabulary();
  const all = [...new Set(words)].filter((word) => word !== '');
  all.forEach((word, i) => addWord(vocabulary, word, i + 1));
  return { vocabulary, words: ['', ...all] };
}

function scanned({ vocabulary, words }: ReturnType<typeof knowing>, text: string): string[] {
  const end = scan(vocabulary, text, 0);
  return Array.from(vocabulary.words.subarray(0, end), (number) => words[number] ?? '');
}

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc
    .array(
      fc.constantFrom(
        'a',
        'Chips',
        'é',
        'e\u0301',
        '’s',
        "'s",
        "'",
        ' ',
        '。',
        '\n',
        '\n\n',
        '，',
        '中',
        '國',
        '𠮷',
        'ﬁ',
        '㎏',
        '\u00ad',
        '½',
        '가',
        'ガ',
        '😀',
        '\ud800',
        '.',
      ),
      { maxLength: 30 },
    )
    .map((pieces) => pieces.join('')),
);

describe('the fast scan', () => {
  test('sees the words that the plain splitter sees, at the same positions', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const expected = plainly(text);
        const found = scanned(knowing(expected), text);
        // A break after the last word is only seen by the scan.
        expect(found.slice(0, expected.length)).toEqual(expected);
        expect(found.slice(expected.length).join('')).toBe('');
      }),
      { numRuns: 1000 },
    );
  });

  test('keeps what it learned about words when its table grows', () => {
    const words = Array.from({ length: 20_000 }, (_, i) => `w${i}`);
    const known = knowing(words);
    const text = words.join(' ');
    expect(scanned(known, text)).toEqual(words);
    expect(scanned(known, text)).toEqual(words);
  });
});
