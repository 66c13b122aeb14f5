import type { Citation } from '../domain/briefing.js';
import type { Item } from '../domain/item.js';
import { weaknesses } from './weaknesses.js';

/**
 * Items in order of origin: whoever the others have it from, then those who name nobody, then those who have it
 * through somebody, then the texts that nobody seems to have reported, last what is only `background`; earlier
 * before later.
 */
export function originFirst(items: readonly Item[], background: ReadonlySet<number> = new Set()): Item[] {
  const named = new Set(items.flatMap(({ via }) => (via === null ? [] : [via.toLowerCase()])));
  const ranked = items.map((item) => ({ item, rank: background.has(item.id) ? 4 : rankOf(item, named) }));
  ranked.sort(
    (a, b) =>
      a.rank - b.rank || a.item.publishedAt.getTime() - b.item.publishedAt.getTime() || a.item.id - b.item.id,
  );
  return ranked.map(({ item }) => item);
}

function rankOf(item: Item, named: ReadonlySet<string>): number {
  if (weaknesses(item).length > 0) return 3;
  if (named.has(item.publisher.toLowerCase())) return 0;
  return item.via === null ? 1 : 2;
}

export function cite(item: Item): Citation {
  const { id: itemId, publisher, via, title, link, lang, publishedAt, dated } = item;
  return { itemId, publisher, via, title, link, lang, publishedAt, dated };
}
