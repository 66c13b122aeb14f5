import { countHan } from './han.js';
import { STOP_WORDS, STOP_WORDS_HAN } from './stop-words.js';

const SPACED_WORD = /[\p{L}\p{N}]+(?:['.,-][\p{L}\p{N}]+)*/gu;
const HAN_WORDS = new Intl.Segmenter('zh', { granularity: 'word' });

/**
 * Words of a text in lower case, in order; Han text by the platform's dictionary. For counting and comparing:
 * what is matched and looked up is cut by `splitWords`.
 */
export function words(text: string): string[] {
  const lower = text.toLowerCase().replaceAll('’', "'");
  if (countHan(lower) === 0) return lower.match(SPACED_WORD) ?? [];
  const found: string[] = [];
  for (const part of HAN_WORDS.segment(lower)) if (part.isWordLike) found.push(part.segment);
  return found;
}

/** The words that say what a text is about, in order, repeats kept: no stop words, no possessive endings. */
export function contentTerms(text: string): string[] {
  const terms: string[] = [];
  for (const word of words(text)) {
    const term = word.endsWith("'s") ? word.slice(0, -2) : word;
    if (STOP_WORDS.has(term) || STOP_WORDS_HAN.has(term)) continue;
    if (/^[a-z]$/.test(term)) continue;
    terms.push(term);
  }
  return terms;
}

/** Counts of terms and the length of that vector. */
export interface TermVector {
  readonly counts: ReadonlyMap<string, number>;
  readonly norm: number;
}

export function termVector(terms: Iterable<string>): TermVector {
  const counts = new Map<string, number>();
  for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  return withNorm(counts);
}

export function sumOf(vectors: readonly TermVector[]): TermVector {
  const counts = new Map<string, number>();
  for (const vector of vectors) {
    for (const [term, count] of vector.counts) counts.set(term, (counts.get(term) ?? 0) + count);
  }
  return withNorm(counts);
}

/** Cosine similarity, 0 to 1; 0 when either is empty. */
export function cosine(a: TermVector, b: TermVector): number {
  const [small, large] = a.counts.size <= b.counts.size ? [a, b] : [b, a];
  let dot = 0;
  for (const [term, count] of small.counts) dot += count * (large.counts.get(term) ?? 0);
  return dot === 0 ? 0 : dot / (a.norm * b.norm);
}

function withNorm(counts: Map<string, number>): TermVector {
  let squares = 0;
  for (const count of counts.values()) squares += count * count;
  return { counts, norm: Math.sqrt(squares) };
}
