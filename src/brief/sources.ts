import type { Citation, Counts, Standing } from '../domain/briefing.js';
import { wireMark } from '../text/wire-marks.js';
import { countOrigins, type Member, type Source } from './origins.js';

/** Publishers of copies that are named; of the others there is a count. */
const NAMED = 3;

/** Sources as a reader sees them, in their order. */
export function cite({ member, copies }: Source): Citation {
  const { id: itemId, publisher, title, link, lang, publishedAt, dated } = member.item;
  const others = new Set(copies.map((copy) => copy.item.publisher).filter((name) => name !== publisher));
  return {
    itemId,
    publisher,
    ...member.attribution,
    title,
    link,
    lang,
    publishedAt,
    dated,
    standing: standingOf(member),
    mark: wireMark(title),
    tier: member.tier,
    weaknesses: member.weaknesses,
    copies: { count: copies.length, publishers: [...others].slice(0, NAMED) },
  };
}

function standingOf({ isBackground, attribution: { origin, via } }: Member): Standing {
  if (isBackground) return 'background';
  return origin === null && via === null ? 'origin' : 'relays';
}

export function countsOf(sources: readonly Source[]): Counts {
  const copies = sources.reduce((sum, source) => sum + source.copies.length, 0);
  return { origins: countOrigins(sources), items: sources.length + copies, copies };
}

/** The briefing's own language first, then the others of its sources. */
export function languagesOf(lang: string, sources: readonly Source[]): string[] {
  const all = sources.flatMap(({ member, copies }) => [member, ...copies].map(({ item }) => item.lang));
  return [...new Set([lang, ...all])].filter((tag) => tag !== 'und' && tag !== '');
}
