/**
 * Sentences with exact offsets: the platform's segmenter (UAX #29), then a repair pass for what its rules cannot
 * know: abbreviations, quotes, book titles, inline lists. Boundaries are judged from 80 characters on either side,
 * so the work is linear in the text whatever it holds.
 */
import {
  BEFORE_NUMBER,
  EXCLAIMING_NAMES,
  MAYBE_FINAL,
  NEVER_FINAL,
  STARTERS,
  TITLES,
} from './abbreviations.js';
import { isHanText } from './han.js';

/** `text.slice(start, end) === sentence.text`, in UTF-16 units; no white space at either end. */
export interface Sentence {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** 0-based, over the lines that hold text. */
  readonly paragraph: number;
}

/** Splits line by line: a sentence never runs over a line break. In order; together they hold all that is not space. */
export function splitSentences(text: string, lang: string): Sentence[] {
  const han = isHanText(text, lang);
  const sentences: Sentence[] = [];
  let paragraph = 0;
  for (const line of text.matchAll(/[^\n\r\u2028\u2029]+/g)) {
    const before = sentences.length;
    let start = 0;
    for (const end of [...boundaries(line[0], han), line[0].length]) {
      const sentence = trimmed(line[0], start, end, line.index, paragraph);
      if (sentence) sentences.push(sentence);
      start = end;
    }
    if (sentences.length > before) paragraph++;
  }
  return sentences;
}

function trimmed(
  line: string,
  start: number,
  end: number,
  offset: number,
  paragraph: number,
): Sentence | null {
  const raw = line.slice(start, end);
  const text = raw.trim();
  if (text === '') return null;
  const from = offset + start + (raw.length - raw.trimStart().length);
  return { text, start: from, end: from + text.length, paragraph };
}

const SEGMENTERS = {
  han: new Intl.Segmenter('zh', { granularity: 'sentence' }),
  spaced: new Intl.Segmenter('en', { granularity: 'sentence' }),
};

/** Inner boundaries of one line, ascending. */
function boundaries(line: string, han: boolean): number[] {
  const listed = han ? new Set<number>() : listItems(line);
  const found = new Set([...listed, ...(han ? gluedHan(line) : gluedSpaced(line))]);
  for (const at of segmentStarts(line, han ? SEGMENTERS.han : SEGMENTERS.spaced)) found.add(at);
  const whole = han ? wholeSpans(line) : [];
  const kept: number[] = [];
  let start = 0;
  for (const at of [...found].sort((a, b) => a - b)) {
    if (at === 0 || at === line.length) continue;
    const before = line.slice(Math.max(start, at - WINDOW), at).trimEnd();
    const after = line.slice(at, at + WINDOW).trimStart();
    while (whole[0] && whole[0].end <= at) whole.shift();
    const inside = whole[0] !== undefined && whole[0].start < at;
    const joined = inside || (han ? joinsHan(before, after) : joinsSpaced(before, after));
    if (joined && !listed.has(at)) continue;
    kept.push(at);
    start = at;
  }
  return kept;
}

const WINDOW = 80;
const CHUNK = 4000;

/** ICU looks ahead without bound (rule SB8) and is quadratic on a long line of brackets, so it gets 4,000 at a time. */
function* segmentStarts(line: string, segmenter: Intl.Segmenter): Generator<number> {
  let from = 0;
  while (from < line.length) {
    let last = 0;
    for (const segment of segmenter.segment(line.slice(from, from + CHUNK))) {
      last = segment.index;
      yield from + last;
    }
    // The last segment of a chunk may be cut short: start again at it.
    if (from + CHUNK >= line.length) return;
    from += last > 0 ? last : CHUNK;
  }
}

/** Boundaries without a space ("…two weeks.Paul said"), which UAX #29 leaves alone; not inside addresses. */
function gluedSpaced(line: string): number[] {
  const cuts: number[] = [];
  for (const match of line.matchAll(/(?<=[a-z0-9)%’”"]{2})[.!?]["”’]?(?=[“"‘(]?[A-Z][a-z’'])/g)) {
    const cut = match.index + match[0].length;
    const word = /\S*$/.exec(line.slice(Math.max(0, cut - WINDOW), cut))?.[0] ?? '';
    const rest = /^\S*/.exec(line.slice(cut, cut + WINDOW))?.[0] ?? '';
    if (!/[@/#]|^www\./.test(word + rest)) cuts.push(cut);
  }
  return cuts;
}

function gluedHan(line: string): number[] {
  const ends =
    /[。！？][”」』’）》]{0,3}(?![”」』’）》。！？…，、；：,;:\s])|(?<=\p{Script=Han})[.!?](?=\p{Script=Han})/gu;
  return Array.from(line.matchAll(ends), (match) => match.index + match[0].length);
}

/** Book titles and brackets, which stay whole: 《摔跤吧！爸爸》. Bounded, so that an unclosed one ends nowhere. */
function wholeSpans(line: string): { start: number; end: number }[] {
  return Array.from(line.matchAll(/《[^《》]{0,80}》|（[^（）]{0,160}）|〈[^〈〉]{0,80}〉/g), (match) => ({
    start: match.index,
    end: match.index + match[0].length,
  }));
}

const HAN_END = /[。！？!?….；;][”’」』）)》〉"']*$/;
const HAN_CLOSER = /^["'”’»)\]}」』）】》〉，、；：,;:]/;
const HAN_ATTRIBUTION =
  /^(?:[\p{Script=Han}]{1,8}?)?(?:说|說|表示|称|稱|指出|认为|認為|强调|強調|写道|寫道|问|問|回答|透露|介绍|介紹|解释|解釋|补充|補充|坦言|直言|感叹|道)[。，,：:！？]/u;

function joinsHan(before: string, after: string): boolean {
  if (after === '' || HAN_CLOSER.test(after) || !HAN_END.test(before)) return true;
  // “……。”他说。 belongs to its quotation.
  return /[”」』]$/.test(before) && HAN_ATTRIBUTION.test(after.slice(0, 24));
}

const SPACED_END = /[.!?…]["”’')\]]*$/;

/** Whether `after` goes on with the sentence of `before`, in a script with spaces. */
function joinsSpaced(before: string, after: string): boolean {
  if (after === '' || before === '') return true;
  if (LIST_MARKER_ONLY.test(before)) return true;
  // No edited sentence starts in lower case; "…great.” she said" goes on.
  if (/^\p{Ll}/u.test(after)) return true;
  if (/^[,;:)\]”’»%–—-]/.test(after) && !/^[–—-]\s/.test(after)) return true;
  if (!SPACED_END.test(before)) return true;
  if (/\(\s?$/.test(before) || /^["”]?\s?\(\p{Lu}\p{L}+,? \d{1,4}\)/u.test(after)) return true;
  return before.endsWith('.')
    ? joinsAfterStop(before, after)
    : EXCLAIMING_NAMES.test(before) && /^(?:Inc|Corp|Brands|Finance|News)\b/.test(after);
}

function joinsAfterStop(before: string, after: string): boolean {
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
  if (word === 'a.m' || word === 'p.m') return CLOCK_GOES_ON.test(after);
  if (NEVER_FINAL.has(word)) return true;
  if (MAYBE_FINAL.has(word) || /^(?:\p{L}\.)+\p{L}$/u.test(word)) return figure || (next !== '' && !starter);
  return false;
}

const CLOCK_GOES_ON =
  /^(?:E[SD]?T|GMT|BST|C[SD]?T|P[SD]?T|UTC|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Mr|Mrs|Ms|Dr)\b/;

/** "Albert I. Jones" against "you and I. Did you": an initial follows a given name and precedes another name. */
function initialI(before: string, next: string, starter: boolean): boolean {
  return next !== '' && !starter && /\p{Lu}\p{Ll}+ I\.$/u.test(before);
}

const LIST_MARKER_ONLY = /^(?:[•⁃‣*-]\s?)?(?:\d{1,2}|[a-z])(?:\.\)|[.)])$/;
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
