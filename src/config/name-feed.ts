const LONGEST = 48;
/** Ids of Wirewatch's own: articles that are handed in, and an address that is tried out. */
export const OWN_FEEDS: readonly string[] = ['import', 'test'];

/** A readable id for a feed, from its title, else from its host; unlike those in `taken`. */
export function nameFeed(title: string | null, url: string, taken: ReadonlySet<string>): string {
  const host = URL.canParse(url) ? new URL(url).hostname.replace(/^www\./, '') : '';
  const name = readable(title ?? '') ?? readable(host.replace(/\.(?:com|org|net)$/, '')) ?? 'feed';
  // From the hundredth namesake on a number that is probably free: a list may have thousands.
  for (let n = 1; ; n = n === 100 ? Math.max(101, taken.size) : n + 1) {
    const id = n === 1 ? name : `${name}-${n}`;
    if (!taken.has(id) && !OWN_FEEDS.includes(id)) return id;
  }
}

/** Small letters, digits and hyphens; null when too little of the text is left to know it by. */
export function readable(text: string): string | null {
  const plain = text
    .slice(0, 300)
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase();
  const letters = plain.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
  const kept = plain.match(/[a-z0-9]/g)?.length ?? 0;
  if (kept < 2 || kept * 3 < letters * 2) return null;
  const words = plain
    .replace(/['’]/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  if (words.length <= LONGEST) return words;
  const cut = words.slice(0, LONGEST + 1).lastIndexOf('-');
  return words.slice(0, cut > 10 ? cut : LONGEST).replace(/-$/, '');
}
