import type { Citation } from '../domain/briefing.js';
import type { Item } from '../domain/item.js';

/**
 * Items in order of origin: whoever the others have it from, then those who name nobody, then those who have it
 * through somebody; earlier before later.
 */
export function originFirst(items: readonly Item[]): Item[] {
  const named = new Set(items.flatMap(({ via }) => (via === null ? [] : [via.toLowerCase()])));
  const rank = (item: Item): number =>
    named.has(item.publisher.toLowerCase()) ? 0 : item.via === null ? 1 : 2;
  return [...items].sort(
    (a, b) => rank(a) - rank(b) || a.publishedAt.getTime() - b.publishedAt.getTime() || a.id - b.id,
  );
}

export function cite(item: Item): Citation {
  const { id: itemId, publisher, via, title, link, lang, publishedAt, dated } = item;
  return { itemId, publisher, via, title, link, lang, publishedAt, dated };
}
