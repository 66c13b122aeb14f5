/** Where sentences end in scripts with spaces: what UAX #29 cannot know of abbreviations, quotes and inline lists. */
import {
  BEFORE_NUMBER,
  EXCLAIMING_NAMES,
  MAYBE_FINAL,
  NEVER_FINAL,
  STARTERS,
  TITLES,
} from './abbreviations.js';

/** Characters on either side of a place from which it is judged. */
export const WINDOW = 80;

/** Where a line may be cut into sentences, and where it may not. */
export interface Boundaries {
  /** Those that UAX #29 leaves alone. */
  readonly proposed: readonly number[];
  /** Whether what stands after `at` goes on with the sentence from `start`; asked in order. */
  readonly joins: (start: number, at: number) => boolean;
}

export function spacedBoundaries(line: string): Boundaries {
  const listed = listItems(line);
  const joins = (start: number, at: number): boolean => {
    if (listed.has(at)) return false;
    const before = line.slice(Math.max(start, at - WINDOW), at).trimEnd();
    return isInsideAddress(line, at) || goesOn(before, line.slice(at, at + WINDOW).trimStart());
  };
  return { proposed: [...listed, ...gluedEnds(line)], joins };
}

const END = /[.!?…]["”’')\]]*$/;
/** Three spaced dots after a space leave out words of one sentence; a fourth, or one at a word, ends it. */
const DOTS_WITHIN = /[^\s.]\s\. \. \.$/;
const LIST_MARKER_ONLY = /^(?:[•⁃‣*-]\s?)?(?:\d{1,2}|[a-z])(?:\.\)|[.)])$/;

/** Ends without a space after them: "…two weeks.Paul said". */
function gluedEnds(line: string): number[] {
  const ends = /(?<=[a-z0-9)%’”"]{2})[.!?]["”’]?(?=[“"‘(]?[A-Z][a-z’'])/g;
  return Array.from(line.matchAll(ends), (match) => match.index + match[0].length);
}

/** Whether a place lies within an address: news.example/Page.Two?Q=1. */
function isInsideAddress(line: string, at: number): boolean {
  const word = /\S*$/.exec(line.slice(Math.max(0, at - WINDOW), at))?.[0] ?? '';
  const rest = /^\S*/.exec(line.slice(at, at + WINDOW))?.[0] ?? '';
  return word !== '' && rest !== '' && /@|#|:\/\/|^www\.|\.[a-z]{2,}\//i.test(word + rest);
}

/** Whether `after` goes on with the sentence of `before`. */
function goesOn(before: string, after: string): boolean {
  if (after === '' || before === '') return true;
  if (LIST_MARKER_ONLY.test(before)) return true;
  // No edited sentence starts in lower case; "…great.” she said" goes on.
  if (/^\p{Ll}/u.test(after)) return true;
  if (/^[,;:)\]”’»%–—-]/.test(after) && !/^[–—-]\s/.test(after)) return true;
  if (!END.test(before) || DOTS_WITHIN.test(before)) return true;
  if (/\(\s?$/.test(before) || /^["”]?\s?\(\p{Lu}\p{L}+,? \d{1,4}\)/u.test(after)) return true;
  return before.endsWith('.')
    ? joinsAfterStop(before, after)
    : EXCLAIMING_NAMES.test(before) && /^(?:Inc|Corp|Brands|Finance|News)\b/.test(after);
}

/** The same where `before` ends in a full stop, by the word that the stop belongs to. */
export function joinsAfterStop(before: string, after: string): boolean {
  const written = /(?:^|[\s("'“‘[—–\-/])((?:\p{L}(?:[\p{L}.]*\p{L})?)°?)\.$/u.exec(before)?.[1];
  if (written === undefined) return false;
  const word = written.toLowerCase();
  const next = /^["'“‘([]*(\p{L}[\p{L}'’]*)/u.exec(after)?.[1] ?? '';
  const starter = STARTERS.has(next.toLowerCase());
  const figure = /^[#$£€¥]?\d/.test(after);
  if (TITLES.has(word)) return next !== '' && !(word === 'st' && starter);
  if (/^\p{Lu}$/u.test(written))
    return written === 'I' ? initialI(before, next, starter) : figure || (next !== '' && !starter);
  if (BEFORE_NUMBER.has(word)) return figure || /^[IVXLC]+\b/.test(after);
  if (word === 'a.m' || word === 'p.m')
    return CLOCK_GOES_ON.test(after) || (OPENING_TIME.test(before) && next !== '' && !starter);
  if (NEVER_FINAL.has(word)) return true;
  if (MAYBE_FINAL.has(word) || /^(?:\p{L}\.)+\p{L}$/u.test(word)) return figure || (next !== '' && !starter);
  return false;
}

const CLOCK_GOES_ON =
  /^(?:E[SD]?T|GMT|BST|C[SD]?T|P[SD]?T|UTC|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:Eastern|Central|Mountain|Pacific)(?: \p{L}+)? [Tt]ime)\b/u;

/** "At 5 a.m. Mr. Smith went" against "He left at 6 p.m. Mr. Smith went": a sentence that is no more than a time yet. */
const OPENING_TIME =
  /^["“‘]?(?:At|By|Around|About|Shortly|Just|Until|Before|After|From|Since|On)\b[^.]{0,30}[ap]\.m\.$/i;

/** "Albert I. Jones" against "you and I. Did you": an initial follows a given name and precedes another name. */
function initialI(before: string, next: string, starter: boolean): boolean {
  return next !== '' && !starter && /\p{Lu}\p{Ll}+ I\.$/u.test(before);
}

const LIST_MARKER = /(?:^|\s)((?:[•⁃‣]\s?)?(\d{1,2}|[a-z])(?:\.\)|[.)])\s)/g;

/** Starts of items of an inline list ("1) … 2) …") that opens the line and whose markers go up by one. */
function listItems(line: string): Set<number> {
  const starts = new Set<number>();
  let previous: number | null = null;
  for (const match of line.matchAll(LIST_MARKER)) {
    const marker = match[2] ?? '';
    const value = /\d/.test(marker) ? Number(marker) : marker.charCodeAt(0);
    const at = match.index + match[0].length - (match[1]?.length ?? 0);
    if (previous === null && at > 2) return starts;
    if (previous !== null && value !== previous + 1) continue;
    if (previous !== null) starts.add(at);
    previous = value;
  }
  return starts;
}
