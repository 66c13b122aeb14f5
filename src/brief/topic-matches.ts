import type { Item } from '../domain/item.js';
import type { Evidence, Match } from '../domain/match.js';
import type { Sentence } from '../text/sentences.js';

/** A topic that an item of the story matched. */
export interface TopicMatch {
  readonly itemId: number;
  readonly topicName: string;
  readonly match: Match;
}

/** The evidence that stands in a sentence of the body. */
export function evidenceIn(sentence: Sentence, evidence: readonly Evidence[]): Evidence[] {
  return evidence.filter(
    (one) => one.field === 'body' && one.start >= sentence.start && one.end <= sentence.end,
  );
}

/** 0 to 1: the share of each matched topic's terms that a sentence holds, averaged over the topics. */
export function topicShare(item: Item, sentence: Sentence, matches: readonly TopicMatch[]): number {
  const own = matches.filter((one) => one.itemId === item.id);
  let sum = 0;
  for (const { match } of own) {
    const here = countTerms(evidenceIn(sentence, match.evidence));
    sum += here / Math.max(1, countTerms(match.evidence));
  }
  return own.length === 0 ? 0 : sum / own.length;
}

const countTerms = (evidence: readonly Evidence[]): number =>
  new Set(evidence.map(({ term }) => term.toLowerCase())).size;
