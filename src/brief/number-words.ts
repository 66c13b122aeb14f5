/** Numbers as English writes them in words: "zero" counts nothing, and "hundred" is a scale. */
const ONES = 'one two three four five six seven eight nine'.split(' ');
const TEENS = 'ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(' ');
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
const VALUES = new Map([
  ...[...ONES, ...TEENS].map((word, i): [string, number] => [word, i + 1]),
  ...TENS.map((word, i): [string, number] => [word, 10 * i + 20]),
]);

/** A number in words as one group of a pattern: "seven", "twenty-five". */
export const IN_WORDS = `((?:${TENS.join('|')})-(?:${ONES.join('|')})|${[...VALUES.keys()].join('|')})`;

/** The value of what that group found. */
export function wordsValue(words: string): number {
  return words.split('-').reduce((sum, word) => sum + (VALUES.get(word.toLowerCase()) ?? 0), 0);
}

/** What a figure is multiplied by. */
export const SCALES: Readonly<Record<string, number>> = {
  dozen: 12,
  hundred: 1e2,
  thousand: 1e3,
  k: 1e3,
  million: 1e6,
  mn: 1e6,
  m: 1e6,
  billion: 1e9,
  bn: 1e9,
  b: 1e9,
  trillion: 1e12,
  tn: 1e12,
};
