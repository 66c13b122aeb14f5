/**
 * Porter's stemmer (An algorithm for suffix stripping, Program 14, 1980) with the two departures of his own C version
 * (bli, logi). For finding words that belong together; a stem is never shown.
 */

const SUFFIXES_2: readonly [string, string][] = [
  ['ational', 'ate'],
  ['tional', 'tion'],
  ['enci', 'ence'],
  ['anci', 'ance'],
  ['izer', 'ize'],
  ['bli', 'ble'],
  ['alli', 'al'],
  ['entli', 'ent'],
  ['eli', 'e'],
  ['ousli', 'ous'],
  ['ization', 'ize'],
  ['ation', 'ate'],
  ['ator', 'ate'],
  ['alism', 'al'],
  ['iveness', 'ive'],
  ['fulness', 'ful'],
  ['ousness', 'ous'],
  ['aliti', 'al'],
  ['iviti', 'ive'],
  ['biliti', 'ble'],
  ['logi', 'log'],
];
const SUFFIXES_3: readonly [string, string][] = [
  ['icate', 'ic'],
  ['ative', ''],
  ['alize', 'al'],
  ['iciti', 'ic'],
  ['ical', 'ic'],
  ['ful', ''],
  ['ness', ''],
];
const SUFFIXES_4 = [
  'al',
  'ance',
  'ence',
  'er',
  'ic',
  'able',
  'ible',
  'ant',
  'ement',
  'ment',
  'ent',
  'ou',
  'ism',
  'ate',
  'iti',
  'ous',
  'ive',
  'ize',
];

/** The stem of a lower-case English word. */
export function stem(word: string): string {
  if (word.length <= 2) return word;
  let stemmed = step1(word);
  if (stemmed.endsWith('y') && hasVowel(stemmed.slice(0, -1))) stemmed = `${stemmed.slice(0, -1)}i`;
  stemmed = replaceSuffix(stemmed, SUFFIXES_2);
  stemmed = replaceSuffix(stemmed, SUFFIXES_3);
  stemmed = dropSuffix(stemmed);
  return tidy(stemmed);
}

function step1(word: string): string {
  let out = word;
  if (out.endsWith('sses') || out.endsWith('ies')) out = out.slice(0, -2);
  else if (out.endsWith('s') && !out.endsWith('ss')) out = out.slice(0, -1);
  if (out.endsWith('eed')) return measure(out.slice(0, -3)) > 0 ? out.slice(0, -1) : out;
  const ending = /(?:ed|ing)$/.exec(out);
  if (!ending || !hasVowel(out.slice(0, ending.index))) return out;
  out = out.slice(0, ending.index);
  if (/(?:at|bl|iz)$/.test(out)) return `${out}e`;
  if (/([^aeioulsz])\1$/.test(out) && isConsonant(out, out.length - 1)) return out.slice(0, -1);
  return measure(out) === 1 && endsShort(out) ? `${out}e` : out;
}

function replaceSuffix(word: string, suffixes: readonly [string, string][]): string {
  let best: [string, string] | null = null;
  for (const pair of suffixes)
    if (word.endsWith(pair[0]) && pair[0].length > (best?.[0].length ?? 0)) best = pair;
  if (!best) return word;
  const base = word.slice(0, -best[0].length);
  return measure(base) > 0 ? base + best[1] : word;
}

function dropSuffix(word: string): string {
  const ion = /[st]ion$/.test(word) ? 'ion' : '';
  const suffix = SUFFIXES_4.reduce(
    (best, one) => (word.endsWith(one) && one.length > best.length ? one : best),
    ion,
  );
  const base = word.slice(0, word.length - suffix.length);
  return suffix !== '' && measure(base) > 1 ? base : word;
}

function tidy(word: string): string {
  let out = word;
  if (out.endsWith('e')) {
    const base = out.slice(0, -1);
    if (measure(base) > 1 || (measure(base) === 1 && !endsShort(base))) out = base;
  }
  return out.endsWith('ll') && measure(out) > 1 ? out.slice(0, -1) : out;
}

function isConsonant(word: string, at: number): boolean {
  const letter = word.charAt(at);
  if (letter === 'y') return at === 0 || !isConsonant(word, at - 1);
  return !'aeiou'.includes(letter);
}

function hasVowel(word: string): boolean {
  for (let i = 0; i < word.length; i++) if (!isConsonant(word, i)) return true;
  return false;
}

/** How often a consonant follows a vowel. */
function measure(word: string): number {
  let count = 0;
  for (let i = 1; i < word.length; i++) if (isConsonant(word, i) && !isConsonant(word, i - 1)) count++;
  return count;
}

/** Consonant, vowel, consonant other than w, x, y. */
function endsShort(word: string): boolean {
  const last = word.length - 1;
  if (last < 2 || /[wxy]$/.test(word)) return false;
  return isConsonant(word, last) && !isConsonant(word, last - 1) && isConsonant(word, last - 2);
}
