/** Evidence as a reader is shown it: the words that satisfied a topic, quoted short, and how much each of them says. */
import type { Evidence, Piece } from '../domain/match.js';
import type { Reading } from './candidates.js';
import type { TopicMatch } from './topic-matches.js';

export interface Shown {
  readonly evidence: Evidence;
  /** "trademark registrations … China" */
  readonly quoted: string;
  /** What it is made of, folded: "trademark", "registrations", "china". */
  readonly words: readonly string[];
}

/** A longer run of words is a sentence, not a term. UTF-16 units. */
const LONGEST = 48;
/** Two words are quoted with what stands between them up to this length, when no comma or full stop does. */
const CLOSE = { spaced: 24, han: 8 };

export function shownAs(evidence: Evidence, reading: Reading | null): Shown {
  const source = reading?.item[evidence.field] ?? '';
  const { pieces, start, end, text } = evidence;
  if (!pieces || source.slice(start, end) !== text) return shownWhole(evidence);
  const spans: Piece[] = [];
  for (const piece of pieces) {
    const last = spans.at(-1);
    if (last && joins(last, piece, source))
      spans[spans.length - 1] = { start: last.start, end: Math.max(last.end, piece.end) };
    else spans.push(piece);
  }
  const said = (piece: Piece) => tidy(source.slice(piece.start, piece.end));
  return { evidence, quoted: spans.map(said).join(' … '), words: pieces.map((one) => fold(said(one))) };
}

function joins(last: Piece, next: Piece, source: string): boolean {
  if (next.start <= last.end) return true;
  const between = source.slice(last.end, next.start);
  const close = /\p{Script=Han}/u.test(between) ? CLOSE.han : CLOSE.spaced;
  return next.end - last.start <= LONGEST && between.length <= close && !PAUSE.test(between);
}

const PAUSE = /[.,;:!?…。，、；：！？"“”„«»「」()（）\n]/;
const OPERATOR = / (?:SENTENCE|O?NEAR(?:\/\d+)?) /;

/** One word or phrase; of evidence without pieces that is too long to quote, the words of the query. */
function shownWhole(evidence: Evidence): Shown {
  const text = tidy(evidence.text);
  const asked = evidence.term.split(OPERATOR);
  if (text.length <= LONGEST && (asked.length === 1 || !PAUSE.test(text)))
    return { evidence, quoted: text, words: [fold(text)] };
  if (asked.length > 1) return { evidence, quoted: asked.join(' … '), words: asked.map(fold) };
  return { evidence, quoted: `${text.slice(0, LONGEST).trim().toWellFormed()}…`, words: [fold(text)] };
}

const tidy = (text: string): string => text.replace(/\s+/g, ' ');
const fold = (text: string): string => text.toLowerCase();

/**
 * How much a word says of why its topic matched, 1 at the most: less when other topics of the story look for it too,
 * and when the article has it all over.
 */
export function wordWeights(
  matches: readonly TopicMatch[],
  read: (id: number) => Reading | null,
): (word: string, reading: Reading | null) => number {
  const topics = new Map<string, Set<string>>();
  for (const { itemId, match } of matches) {
    for (const word of match.evidence.flatMap((one) => shownAs(one, read(itemId)).words))
      topics.set(word, (topics.get(word) ?? new Set()).add(match.topicId));
  }
  const texts = new Map<Reading, string>();
  return (word, reading) => {
    const asking = topics.get(word)?.size ?? 1;
    if (!reading) return 1 / asking ** 2;
    const text = texts.get(reading) ?? fold(`${reading.item.title}\n${reading.item.body.slice(0, COUNTED)}`);
    texts.set(reading, text);
    return 1 / (asking ** 2 * Math.max(1, text.split(word).length - 1) ** 0.25);
  };
}

/** UTF-16 units of a body in which words are counted. */
const COUNTED = 20_000;
