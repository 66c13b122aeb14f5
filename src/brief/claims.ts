/** Figures and dates in running text, as values that can be compared. */
import type { Conflict } from '../domain/briefing.js';
import { IN_WORDS, SCALES, wordsValue } from './number-words.js';

type ClaimKind = Conflict['kind'];

export interface Claim {
  readonly kind: ClaimKind;
  /** What is counted or in which currency: two claims of different units say nothing of each other. */
  readonly unit: string;
  /** A date is month × 100 + day. */
  readonly value: number;
  readonly year: number | null;
  /** "about", "at least": a bound or a round figure, not a count. */
  readonly rough: boolean;
  readonly text: string;
  /** UTF-16 offset in the sentence. */
  readonly at: number;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const MONTH =
  '(Jan(?:uary|\\.)?|Feb(?:ruary|\\.)?|March|Mar\\.|April|Apr\\.|May|June|July|Aug(?:ust|\\.)?|Sept?(?:ember|\\.)?|Oct(?:ober|\\.)?|Nov(?:ember|\\.)?|Dec(?:ember|\\.)?)';
const MONTH_DAY = new RegExp(`\\b${MONTH} (\\d{1,2})(?:st|nd|rd|th)?\\b(?:,? ((?:19|20)\\d\\d)\\b)?`, 'g');
const DAY_MONTH = new RegExp(
  `\\b(\\d{1,2})(?:st|nd|rd|th)? (?:of )?${MONTH}(?:,? ((?:19|20)\\d\\d)\\b)?`,
  'g',
);
const HAN_DATE = /(?:((?:19|20)\d\d)年)?(\d{1,2})月(\d{1,2})日/g;
const SCALE = '(hundred|thousand|million|billion|trillion|dozen|mn|bn|tn|[mbk])?';
const FIGURE = '(\\d{1,3}(?:,\\d{3}){1,5}(?:\\.\\d{1,4})?|\\d{1,15}(?:\\.\\d{1,4})?)';
const MONEY = new RegExp(`(US\\$|HK\\$|S\\$|A\\$|[$£€¥])\\s?${FIGURE}(?:[ -]?${SCALE}\\b)?`, 'gi');
const SHARE = new RegExp(`${FIGURE}\\s?(?:%|per ?cent(?:age points?)?\\b|pct\\b)`, 'gi');
const COUNT = new RegExp(
  `\\b(?:${FIGURE}|${IN_WORDS})\\b(?:[ -]${SCALE}\\b)?(?= ((?:[a-z][a-z'’-]{0,30} ){0,3}[a-z][a-z'’-]{1,30}))`,
  'gi',
);
const ROUGH =
  /\b(?:about|around|roughly|nearly|almost|approximately|some|more than|over|at least|up to|less than|fewer than|as many as|as much as|under)\s+$/i;
/** How long something took, or how old it is, is said of too many things to be compared. */
const DURATION = /^(?:years?(?:-old)?|days?|hours?|weeks?|months?|minutes?|seconds?|times?|percent|per)$/;
const NO_HEAD = new Set(
  (
    'of the a an in on and or to for at by from with as its their his her new more other per such these those very about ' +
    'only least most first last old long full good big own many few several additional different major who were was ' +
    'have had has been are is be pm am'
  ).split(' '),
);

/** The claims of one sentence; no figure is read twice. */
export function claimsIn(sentence: string): Claim[] {
  const text = sentence.slice(0, 1000);
  const claims: Claim[] = [];
  const taken: { start: number; end: number }[] = [];
  const add = (match: RegExpExecArray, claim: Bare | null) => {
    const [at, end] = [match.index, match.index + match[0].length];
    if (!claim || taken.some((one) => at < one.end && one.start < end)) return;
    taken.push({ start: at, end });
    const rough = ROUGH.test(text.slice(Math.max(0, at - 16), at));
    claims.push({ text: match[0].trim(), ...claim, at, rough });
  };
  for (const match of text.matchAll(MONTH_DAY))
    add(match, date(monthOf(match[1]), Number(match[2]), match[3]));
  for (const match of text.matchAll(DAY_MONTH))
    add(match, date(monthOf(match[2]), Number(match[1]), match[3]));
  for (const match of text.matchAll(HAN_DATE)) add(match, date(Number(match[2]), Number(match[3]), match[1]));
  for (const match of text.matchAll(MONEY))
    add(match, amount('money', currency(match[1]), match[2], match[3]));
  for (const match of text.matchAll(SHARE)) add(match, amount('share', '%', match[1], undefined));
  for (const match of text.matchAll(COUNT)) add(match, count(match));
  return claims.sort((a, b) => a.at - b.at);
}

type Bare = Omit<Claim, 'text' | 'at' | 'rough'> & { readonly text?: string };

function date(month: number, day: number, year: string | undefined): Bare | null {
  if (month < 1 || month > 12 || day < 1 || day > 31) return null;
  return {
    kind: 'date',
    unit: 'date',
    value: month * 100 + day,
    year: year === undefined ? null : Number(year),
  };
}

const monthOf = (name = ''): number => MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1;
const currency = (sign = ''): string => (sign.toUpperCase() === 'US$' ? '$' : sign.toUpperCase());

function amount(kind: ClaimKind, unit: string, figure: string | undefined, scale: string | undefined): Bare {
  const value = Number((figure ?? '').replaceAll(',', '')) * (SCALES[(scale ?? '').toLowerCase()] ?? 1);
  return { kind, unit, value, year: null };
}

function count(match: RegExpExecArray): Bare | null {
  const [whole, figure, words = '', scale, following = ''] = match;
  if (/^(?:19|20)\d\d$/.test(figure ?? '') && scale === undefined) return null;
  const after = following.split(' ');
  const head = after.findIndex((one) => !NO_HEAD.has(one.toLowerCase()) && !/(?:ly|ed|ing)$/.test(one));
  const noun = after[head]?.toLowerCase();
  if (noun === undefined || DURATION.test(noun) || NO_HEAD.has(after[0]?.toLowerCase() ?? '')) return null;
  const value = figure ?? String(wordsValue(words));
  const text = `${whole} ${after.slice(0, head + 1).join(' ')}`;
  return { ...amount('count', noun.replace(/s$/, ''), value, scale), text };
}

/** Whether two claims of one kind and unit can't both be right: not within 2 %, nor one the round figure of the other. */
export function disagree(a: Claim, b: Claim): boolean {
  if (a.kind !== b.kind || a.unit !== b.unit) return false;
  if (a.kind === 'date')
    return a.value !== b.value && (a.year === null || b.year === null || a.year === b.year);
  const [small, large] = [Math.min(a.value, b.value), Math.max(a.value, b.value)];
  if (large === 0 || (large - small) / large < 0.02) return false;
  const close = large / Math.max(small, 1e-9) < 1.15;
  return !(close && (a.rough || b.rough || isRound(a.value) || isRound(b.value)));
}

/** One significant digit, or two that end in 5. */
function isRound(value: number): boolean {
  const digits = String(Math.round(value)).replace(/0+$/, '');
  return value >= 10 && (digits.length === 1 || (digits.length === 2 && digits.endsWith('5')));
}
