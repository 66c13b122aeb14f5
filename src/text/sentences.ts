/**
 * Sentences with exact offsets: the platform's segmenter (UAX #29), then a repair pass for what its rules cannot
 * know: abbreviations, quotes, book titles, inline lists. Boundaries are judged from 80 characters on either side,
 * so the work is linear in the text whatever it holds.
 */
import { hanBoundaries } from './han-sentences.js';
import { isHanText } from './han.js';
import { type Boundaries, spacedBoundaries } from './spaced-sentences.js';

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
  const { segmenter, boundaries } = isHanText(text, lang) ? HAN : SPACED;
  const sentences: Sentence[] = [];
  let paragraph = 0;
  for (const line of text.matchAll(/[^\n\r\u2028\u2029]+/g)) {
    const before = sentences.length;
    let start = 0;
    const inside = insideOf(line[0], segmenter, boundaries(line[0]));
    for (const end of [...inside, line[0].length]) {
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

const HAN = {
  segmenter: new Intl.Segmenter('zh', { granularity: 'sentence' }),
  boundaries: hanBoundaries,
};
const SPACED = {
  segmenter: new Intl.Segmenter('en', { granularity: 'sentence' }),
  boundaries: spacedBoundaries,
};

/** Those of all proposed boundaries that are inside the line and not joined, ascending. */
function insideOf(line: string, segmenter: Intl.Segmenter, { proposed, joins }: Boundaries): number[] {
  const all = new Set([...proposed, ...segmentStarts(line, segmenter)]);
  const kept: number[] = [];
  for (const at of [...all].sort((a, b) => a - b)) {
    if (at > 0 && at < line.length && !joins(kept.at(-1) ?? 0, at)) kept.push(at);
  }
  return kept;
}

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
