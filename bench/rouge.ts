/**
 * ROUGE-1, ROUGE-2 and summary-level ROUGE-L as ROUGE-1.5.5 -m counts them (Lin 2004): lower case, Porter stems of
 * words over three letters, union LCS with clipping.
 */
import { stem } from '../src/text/stem.js';

export interface Rouge {
  readonly r1: number;
  readonly r2: number;
  readonly rl: number;
  /** Recall of the same. */
  readonly recall1: number;
  readonly recall2: number;
}

/** Mean over the references, each a list of sentences. 0 to 1. */
export function rouge(candidate: readonly string[], references: readonly (readonly string[])[]): Rouge {
  const scored = references.map((reference) => against(candidate.map(tokens), reference.map(tokens)));
  const mean = (pick: (one: Rouge) => number): number =>
    scored.reduce((sum, one) => sum + pick(one), 0) / Math.max(1, scored.length);
  return {
    r1: mean((one) => one.r1),
    r2: mean((one) => one.r2),
    rl: mean((one) => one.rl),
    recall1: mean((one) => one.recall1),
    recall2: mean((one) => one.recall2),
  };
}

const stems = new Map<string, string>();

function tokens(text: string): string[] {
  return (text.toLowerCase().match(/[a-z0-9]+|\p{Script=Han}/gu) ?? []).map((word) => {
    if (word.length <= 3) return word;
    const known = stems.get(word) ?? stem(word);
    stems.set(word, known);
    return known;
  });
}

function against(candidate: string[][], reference: string[][]): Rouge {
  const one = overlap(candidate.flat(), reference.flat(), 1);
  const two = overlap(candidate.flat(), reference.flat(), 2);
  const hits = unionLcs(candidate, reference);
  const rl = harmonic(
    hits / Math.max(1, candidate.flat().length),
    hits / Math.max(1, reference.flat().length),
  );
  return { r1: harmonic(...one), r2: harmonic(...two), rl, recall1: one[1], recall2: two[1] };
}

/** Precision and recall of n-grams. */
function overlap(candidate: string[], reference: string[], n: number): [number, number] {
  const [a, b] = [grams(candidate, n), grams(reference, n)];
  let shared = 0;
  for (const [gram, count] of a) shared += Math.min(count, b.get(gram) ?? 0);
  return [shared / Math.max(1, candidate.length - n + 1), shared / Math.max(1, reference.length - n + 1)];
}

function grams(words: readonly string[], n: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let i = 0; i + n <= words.length; i++) {
    const gram = words.slice(i, i + n).join(' ');
    counts.set(gram, (counts.get(gram) ?? 0) + 1);
  }
  return counts;
}

function unionLcs(candidate: string[][], reference: string[][]): number {
  const [left, wanted] = [grams(candidate.flat(), 1), grams(reference.flat(), 1)];
  let hits = 0;
  for (const sentence of reference) {
    const union = new Set(candidate.flatMap((other) => lcsPlaces(sentence, other)));
    for (const at of union) {
      const word = sentence[at] ?? '';
      const [have, want] = [left.get(word) ?? 0, wanted.get(word) ?? 0];
      if (have === 0 || want === 0) continue;
      hits++;
      left.set(word, have - 1);
      wanted.set(word, want - 1);
    }
  }
  return hits;
}

/** Indices in `a` of one longest common subsequence with `b`. */
function lcsPlaces(a: readonly string[], b: readonly string[]): number[] {
  const width = b.length + 1;
  const table = new Uint16Array((a.length + 1) * width);
  const at = (i: number, j: number): number => table[i * width + j] ?? 0;
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      table[i * width + j] =
        a[i - 1] === b[j - 1] ? at(i - 1, j - 1) + 1 : Math.max(at(i - 1, j), at(i, j - 1));
    }
  }
  const places: number[] = [];
  for (let i = a.length, j = b.length; i > 0 && j > 0; ) {
    if (a[i - 1] === b[j - 1]) {
      places.push(--i);
      j--;
    } else if (at(i - 1, j) >= at(i, j - 1)) i--;
    else j--;
  }
  return places;
}

const harmonic = (p: number, r: number): number => (p + r === 0 ? 0 : (2 * p * r) / (p + r));
