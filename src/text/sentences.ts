/**
 * Sentences with exact offsets: the platform's segmenter (UAX #29), then a repair pass for what its rules cannot
 * know: abbreviations, quotes, book titles, inline lists. Boundaries are judged from 80 characters on either side,
 * so the work is linear in the text whatever it holds.
 */
import { hanBoundaries } from './han-sentences.js';
import { isHanText } from './han.js';
import { gluedSpaced, insideAddress, joinsSpaced, listItems } from './spaced-sentences.js';

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
    for (const end of [...(han ? boundariesHan(line[0]) : boundariesSpaced(line[0])), line[0].length]) {
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

function boundariesHan(line: string): number[] {
  const { proposed, joins } = hanBoundaries(line);
  return boundaries(line, [...proposed, ...segmentStarts(line, SEGMENTERS.han)], joins);
}

function boundariesSpaced(line: string): number[] {
  const listed = listItems(line);
  const proposed = [...listed, ...gluedSpaced(line), ...segmentStarts(line, SEGMENTERS.spaced)];
  return boundaries(line, proposed, (start, at) => {
    if (listed.has(at)) return false;
    const before = line.slice(Math.max(start, at - WINDOW), at).trimEnd();
    return insideAddress(line, at) || joinsSpaced(before, line.slice(at, at + WINDOW).trimStart());
  });
}

/** Those of the proposed boundaries that are inside the line and not joined, ascending. */
function boundaries(
  line: string,
  proposed: readonly number[],
  joins: (start: number, at: number) => boolean,
): number[] {
  const kept: number[] = [];
  for (const at of [...new Set(proposed)].sort((a, b) => a - b)) {
    if (at > 0 && at < line.length && !joins(kept.at(-1) ?? 0, at)) kept.push(at);
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
