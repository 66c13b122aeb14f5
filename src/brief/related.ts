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
/** Cosine of headline and lead from which two stories speak of one thing. */
const LEAST = 0.16;
const LEAD = 900;
/** Further apart than this, one came before the other. */
const APART_MS = 12 * 3_600_000;

/** At most three, those at odds with this story first, then the most alike. */
export function relatedStories(
  lead: Item,
  neighbours: readonly Neighbour[],
  conflicts: readonly Conflict[],
): RelatedStory[] {
  const about = vectorOf(lead);
  const disputed = new Set(conflicts.flatMap(({ sides }) => sides.map(({ sentence }) => sentence.itemId)));
  const ranked = neighbours.flatMap((one) => {
    const disputes = disputed.has(one.item.id);
    const likeness = cosine(about, vectorOf(one.item));
    return disputes || likeness >= LEAST ? [{ one, disputes, worth: likeness + (disputes ? 1 : 0) }] : [];
  });
  ranked.sort((a, b) => b.worth - a.worth);
  return ranked.slice(0, MOST).map(({ one, disputes }) => ({
    storyId: one.storyId,
    headline: one.item.title,
    link: one.item.link,
    publisher: one.item.publisher,
    relation: disputes ? 'disputes' : inTime(lead, one.item),
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
