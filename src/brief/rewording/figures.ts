/** The figures of a text as values: "1.5 million", "1,500,000" and "150万" are one and the same number or are not. */
import { IN_WORDS, SCALES, wordsValue } from '../number-words.js';
import { stem } from '../../text/stem.js';

export interface Figure {
  readonly value: number;
  /** `%`, a currency, `th` for an ordinal, `×` for a multiple, `some` for "thousands of", else empty. */
  readonly unit: string;
  /** What bounds it: "more than", "up to", "about". */
  readonly bound: 'above' | 'below' | 'about' | '';
  /** Stem of the word after it; empty when it is none that says what is counted. */
  readonly of: string;
  readonly text: string;
}

const ORDINALS = 'first second third fourth fifth sixth seventh eighth ninth tenth';
const RANK = new Map(ORDINALS.split(' ').map((word, i) => [word, i + 1]));
const MULTIPLE: Readonly<Record<string, number>> = {
  half: 0.5,
  halved: 0.5,
  halving: 0.5,
  twice: 2,
  double: 2,
  doubled: 2,
  doubling: 2,
  twofold: 2,
  triple: 3,
  tripled: 3,
  tripling: 3,
  threefold: 3,
};
const SCALE: Readonly<Record<string, number>> = {
  ...SCALES,
  百: 1e2,
  千: 1e3,
  万: 1e4,
  萬: 1e4,
  亿: 1e8,
  億: 1e8,
  万亿: 1e12,
  萬億: 1e12,
};
const SCALE_WORDS = Object.keys(SCALE).toSorted((a, b) => b.length - a.length);
const LATIN_SCALES = SCALE_WORDS.filter((word) => /[a-z]/.test(word)).join('|');
const HAN_SCALES = SCALE_WORDS.filter((word) => !/[a-z]/.test(word)).join('|');
const CURRENCY = 'US\\$|HK\\$|S\\$|A\\$|NT\\$|[$£€¥₹]';
const DIGITS = '\\d{1,3}(?:,\\d{3})+(?:\\.\\d{1,6})?|\\d{1,18}(?:\\.\\d{1,6})?';

const NUMBER = new RegExp(
  `(${CURRENCY})?\\s?(?:(?<![\\p{Script=Latin}\\p{N}.]|[\\p{Script=Latin}\\p{N}]-)(${DIGITS})(st|nd|rd|th)?(?![\\p{Script=Latin}\\d])|(?<![\\d.,])(${DIGITS})(?=[kmb](?:n)?\\b)|\\b${IN_WORDS}\\b)` +
    `(?:[ -]?(${LATIN_SCALES})\\b|\\s?(${HAN_SCALES}))?(?:\\s?(%|per ?cent\\b|percentage points?\\b|pct\\b))?`,
  'giu',
);
const RANKED = new RegExp(`\\b(${[...RANK.keys()].join('|')})\\b`, 'giu');
const TIMES = new RegExp(`\\b(${Object.keys(MULTIPLE).join('|')})\\b`, 'giu');
const VAGUE = /\b(dozen|hundred|thousand|million|billion|trillion)s\b/giu;
const MONEY_WORD = /^\s?(?:us |u\.s\. |hong kong )?(dollars?|pounds?|euros?|yuan|rupees?|yen|won)\b/iu;
const MONEY: Readonly<Record<string, string>> = {
  dollar: '$',
  pound: '£',
  euro: '€',
  yuan: '¥',
  rupee: '₹',
};

const ABOVE = /(?:more than|over|above|at least|exceed\w*|greater than|upwards of|超过|超過|逾)\s*$/iu;
const BELOW = /(?:less than|fewer than|under|below|up to|at most|as many as|as much as|不到|不足|至多)\s*$/iu;
const ABOUT =
  /(?:about|around|roughly|nearly|almost|approximately|some|close to|an estimated|约|約|近|大约|大約)\s*$/iu;

/** Figures in the order in which they stand. Without "one" and 一, which are articles more often than counts. */
export function figuresIn(text: string): Figure[] {
  const found: (Figure & { at: number })[] = [];
  const add = (match: RegExpExecArray, value: number, unit: string) => {
    const before = text.slice(Math.max(0, match.index - 24), match.index);
    const after = text.slice(match.index + match[0].length, match.index + match[0].length + 40);
    const bound = ABOVE.test(before)
      ? 'above'
      : BELOW.test(before)
        ? 'below'
        : ABOUT.test(before)
          ? 'about'
          : '';
    found.push({ value, unit, bound, of: counted(after), text: match[0].trim(), at: match.index });
  };
  for (const match of text.matchAll(NUMBER)) {
    const read = readNumber(match, text);
    if (read) add(match, read.value, read.unit);
  }
  for (const match of text.matchAll(RANKED)) add(match, RANK.get((match[1] ?? '').toLowerCase()) ?? 0, 'th');
  for (const match of text.matchAll(TIMES)) add(match, MULTIPLE[(match[1] ?? '').toLowerCase()] ?? 0, '×');
  for (const match of text.matchAll(VAGUE)) add(match, SCALE[(match[1] ?? '').toLowerCase()] ?? 0, 'some');
  for (const match of text.matchAll(HAN_RUN)) if (match[0] !== '一') add(match, hanNumber(match[0]), '');
  return found.toSorted((a, b) => a.at - b.at);
}

function readNumber(match: RegExpExecArray, text: string): { value: number; unit: string } | null {
  const [whole, sign, digits, rank, glued, words = '', scale, han, percent] = match;
  const figure = digits ?? glued;
  const base = figure === undefined ? wordsValue(words) : Number(figure.replaceAll(',', ''));
  if (figure === undefined && base === 1 && scale === undefined && percent === undefined) return null;
  const value = base * (SCALE[(scale ?? han ?? '').toLowerCase()] ?? 1);
  if (rank !== undefined) return { value, unit: 'th' };
  if (percent !== undefined) return { value, unit: '%' };
  const named = MONEY_WORD.exec(text.slice(match.index + whole.length, match.index + whole.length + 24));
  const money =
    named === null ? '' : (MONEY[(named[1] ?? '').toLowerCase().replace(/s$/, '')] ?? named[1] ?? '');
  return { value, unit: sign === undefined ? money : sign.toUpperCase().replace('US$', '$') };
}

/** What is counted: the next word, unless it is too common to tell two figures apart. */
function counted(after: string): string {
  const word = /^[\s-]*([\p{L}]{3,30})/u.exec(after)?.[1]?.toLowerCase() ?? '';
  return NO_COUNT.has(word) ? '' : stem(word);
}

const NO_COUNT = new Set(
  'and the for per with from that this were was are has had have who which but not'.split(' '),
);

const HAN_NUMERALS = '零〇一二两兩三四五六七八九十百千万萬亿億';
/** Without what scales the digits before it: 万亿 in 5万亿, 万 in 150 万. */
const HAN_RUN = new RegExp(`(?<![\\d.${HAN_NUMERALS}]|\\d\\s(?=[百千万萬亿億]))[${HAN_NUMERALS}]+`, 'gu');
const HAN_DIGITS = new Map(Array.from('零一二三四五六七八九', (character, i) => [character, i]));
const HAN_STEPS = new Map([
  ['十', 10],
  ['百', 100],
  ['千', 1_000],
]);
const HAN_MYRIADS = new Map([
  ['万', 1e4],
  ['萬', 1e4],
  ['亿', 1e8],
  ['億', 1e8],
]);

function hanNumber(run: string): number {
  let sum = 0;
  let group = 0;
  let digit = 0;
  for (const character of run.replace(/[两兩]/g, '二').replace(/〇/g, '零')) {
    const step = HAN_STEPS.get(character);
    const myriad = HAN_MYRIADS.get(character);
    if (step !== undefined) {
      group += (digit || 1) * step;
      digit = 0;
    } else if (myriad !== undefined) {
      sum += (group + digit || 1) * myriad;
      group = 0;
      digit = 0;
    } else digit = digit * 10 + (HAN_DIGITS.get(character) ?? 0);
  }
  return sum + group + digit;
}

/** A figure of the claim that no cited sentence has, or that counts something else there, or without its bound. */
export function strayFigure(claim: readonly Figure[], cited: readonly Figure[]): string | null {
  for (const figure of claim) {
    const same = cited.filter((one) => sameValue(one, figure));
    if (same.length === 0) return figure.text;
    const counts = same.some(({ of }) => of === '' || figure.of === '' || of === figure.of);
    const elsewhere = cited.some((one) => !sameValue(one, figure) && one.of !== '' && one.of === figure.of);
    if (!counts && elsewhere) return `${figure.text} ${figure.of}`;
    const bounded = same.some(
      ({ bound }) => bound === figure.bound || (bound === '' && figure.bound === 'about'),
    );
    if (!bounded) return `${figure.bound || 'exactly'} ${figure.text}`;
  }
  return null;
}

function sameValue(a: Figure, b: Figure): boolean {
  return a.unit === b.unit && Math.abs(a.value - b.value) <= 1e-9 * Math.max(a.value, b.value, 1);
}
