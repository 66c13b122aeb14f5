/** How a story or a topic went on: its articles in order of time, and what each was the first to say. */
import type { CitedSentence } from '../domain/briefing.js';
import type { Item } from '../domain/item.js';
import type { Development, Role } from '../domain/story.js';
import { cosine, type TermVector } from '../text/terms.js';
import { type Candidate, cited, readItem } from './candidates.js';
import { leansOnPredecessor } from './openings.js';
import { particularsOf } from './particulars.js';
import { weaknesses } from './weaknesses.js';

export interface Told {
  readonly item: Item;
  readonly storyId: number;
  readonly role: Role;
}

/** Sentences of an article that may be its news. */
const LOOKED_AT = 12;
/** Cosine from which two sentences say the same. */
const SAME = 0.5;

/** One development an article, the earliest first; copies are left out, since they say nothing new. */
export function timeline(told: readonly Told[]): Development[] {
  const inOrder = told
    .filter(({ role }) => role !== 'copy')
    .toSorted((a, b) => a.item.publishedAt.getTime() - b.item.publishedAt.getTime() || a.item.id - b.item.id);
  const known = { particulars: new Set<string>(), vectors: [] as TermVector[] };
  return inOrder.map(({ item, storyId, role }, i) => {
    const candidates = readItem(item).candidates.slice(0, LOOKED_AT);
    const fact = i === 0 || weaknesses(item).length > 0 ? null : firstNews(candidates, known);
    for (const particular of particularsOf(item.title)) known.particulars.add(particular);
    for (const { sentence, terms } of candidates) {
      for (const particular of particularsOf(sentence.text)) known.particulars.add(particular);
      known.vectors.push(terms);
    }
    const { id: itemId, publishedAt: at, dated, publisher, title, link } = item;
    return { itemId, storyId, at, dated, publisher, title, link, role, fact };
  });
}

function firstNews(
  candidates: readonly Candidate[],
  { particulars, vectors }: { particulars: ReadonlySet<string>; vectors: readonly TermVector[] },
): CitedSentence | null {
  const news = candidates.find(({ sentence: { text }, terms }) => {
    if (leansOnPredecessor(text) || particularsOf(text).every((one) => particulars.has(one))) return false;
    return vectors.every((other) => cosine(terms, other) < SAME);
  });
  return news ? cited(news) : null;
}
