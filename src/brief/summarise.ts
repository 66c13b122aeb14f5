import { cosine } from '../text/terms.js';
import { type Candidate, readItem } from './candidates.js';
import { leansOnPredecessor } from './openings.js';
import { scores } from './score.js';

/** What a sentence that says again what has been said loses (maximal marginal relevance). */
const REPEAT_COST = 0.2;
/** Cosine from which two sentences say the same. */
const SAME = 0.6;

/**
 * The `count` sentences that tell an item best, in the order of the text. One that leans on its predecessor is
 * taken only together with it.
 */
export function summarise(item: Parameters<typeof readItem>[0], count: number): Candidate[] {
  const pool = readItem(item).candidates;
  const weights = scores(pool, 1);
  const chosen: Candidate[] = [];
  while (chosen.length < count) {
    const free = pool.filter(
      (candidate) =>
        !leansOnPredecessor(candidate.sentence.text) ||
        candidate.position === 0 ||
        chosen.some((other) => other.position === candidate.position - 1),
    );
    const next = best(free, (candidate) => weights[candidate.index] ?? 0, chosen);
    if (!next) break;
    chosen.push(next);
  }
  return chosen.sort((a, b) => a.position - b.position);
}

/** The candidate of the highest worth that isn't said by what is `taken`; null when none is left. */
export function best(
  pool: readonly Candidate[],
  worth: (candidate: Candidate) => number,
  taken: readonly Candidate[],
): Candidate | null {
  let found: Candidate | null = null;
  let most = -Infinity;
  for (const candidate of pool) {
    const repeat = Math.max(0, ...taken.map((other) => cosine(candidate.terms, other.terms)));
    if (repeat > SAME || taken.includes(candidate)) continue;
    const value = worth(candidate) - REPEAT_COST * repeat;
    if (value > most) [found, most] = [candidate, value];
  }
  return found;
}
