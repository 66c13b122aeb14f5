import { cosine } from '../text/terms.js';
import type { Candidate } from './candidates.js';

/** What a sentence that says again what has been said loses (maximal marginal relevance). */
const REPEAT_COST = 0.2;
/** Cosine from which two sentences say the same. */
const SAME = 0.6;

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
