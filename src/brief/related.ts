/** Other stories that a reader of this one may want: on the same names, or at odds with it. */
import type { Conflict, RelatedStory } from '../domain/briefing.js';
import type { Item } from '../domain/item.js';
import { contentTerms, cosine, termVector, type TermVector } from '../text/terms.js';

/** Another story by the item that tells it. */
export interface Neighbour {
  readonly storyId: number;
  readonly item: Item;
}

const MOST = 3;
const MOST_COMPARED = 6;
/** Cosine of headline and lead from which two stories speak of one thing. */
const LEAST = 0.16;
const LEAD = 900;
/** Further apart than this, one came before the other. */
const APART_MS = 12 * 3_600_000;

/** Those that speak of the same thing, the most alike first: what this story is compared with. */
export function alike(lead: Item, neighbours: readonly Neighbour[]): Neighbour[] {
  const about = vectorOf(lead);
  const ranked = neighbours.map((one) => ({ one, likeness: cosine(about, vectorOf(one.item)) }));
  return ranked
    .filter(({ likeness }) => likeness >= LEAST)
    .sort((a, b) => b.likeness - a.likeness)
    .slice(0, MOST_COMPARED)
    .map(({ one }) => one);
}

/** Of the stories on the same thing three at the most, those at odds with this one first. */
export function relatedStories(
  lead: Item,
  onSame: readonly Neighbour[],
  conflicts: readonly Conflict[],
): RelatedStory[] {
  const disputed = new Set(conflicts.flatMap(({ sides }) => sides.map(({ sentence }) => sentence.itemId)));
  const disputes = ({ item }: Neighbour): boolean => disputed.has(item.id);
  const inOrder = onSame.toSorted((a, b) => Number(disputes(b)) - Number(disputes(a)));
  return inOrder.slice(0, MOST).map((one) => ({
    storyId: one.storyId,
    headline: one.item.title,
    link: one.item.link,
    publisher: one.item.publisher,
    relation: disputes(one) ? 'disputes' : inTime(lead, one.item),
  }));
}

const vectorOf = ({ title, body }: Item): TermVector =>
  termVector(contentTerms(`${title} ${title} ${body.slice(0, LEAD)}`));

function inTime(lead: Item, other: Item): RelatedStory['relation'] {
  if (!lead.dated || !other.dated) return 'parallel';
  const apart = other.publishedAt.getTime() - lead.publishedAt.getTime();
  if (Math.abs(apart) <= APART_MS) return 'parallel';
  return apart < 0 ? 'earlier' : 'later';
}
