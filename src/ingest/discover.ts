import { Parser } from 'htmlparser2';

/** A feed that a page names. */
export interface FoundFeed {
  readonly url: string;
  readonly title: string | null;
  /** A guess by the look of a link, where the page declares no feed. */
  readonly guessed: boolean;
}

const FEED_TYPES = new Set([
  'application/rss+xml',
  'application/atom+xml',
  'application/feed+json',
  'application/rdf+xml',
]);
/** Types that are feeds only when the address says so too: WordPress declares its API as application/json. */
const VAGUE_TYPES = new Set(['application/json', 'application/xml', 'text/xml']);
const FEED_ADDRESS = /(?:^|[/.?=_-])(?:rss2?|atom|feeds?|rdf)(?:[/.?=_&-]|$)|\.(?:rss|atom|rdf)$/i;
const MOST = 20;
/** Of the page; declarations stand at its beginning. */
const MAX_LENGTH = 2 << 20;
/** Missing end tags stay on the tokenizer's stack, which costs time in proportion to its depth. */
const MAX_UNCLOSED = 5_000;

/**
 * The feeds of a site, from the page at `url`: what it declares by `<link rel="alternate">` in its own
 * order, comment feeds last; else links that look like feeds. At most 20, without repeats.
 */
export function discoverFeeds(html: string, url: string): FoundFeed[] {
  const declared: FoundFeed[] = [];
  const guessed: FoundFeed[] = [];
  let base = url;
  let unclosed = 0;
  const add = (list: FoundFeed[], href: string | undefined, title: string | undefined): void => {
    if (href === undefined || list.length >= MOST || !URL.canParse(href.trim(), base)) return;
    const target = new URL(href.trim(), base);
    target.hash = '';
    if (!/^https?:$/.test(target.protocol) || list.some((feed) => feed.url === target.href)) return;
    const name = title?.replace(/\s+/g, ' ').trim().slice(0, 200);
    list.push({
      url: target.href,
      title: name === undefined || name === '' ? null : name,
      guessed: list === guessed,
    });
  };
  const parser = new Parser({
    onopentag(name, attributes) {
      unclosed += 1;
      if (unclosed > MAX_UNCLOSED) parser.pause();
      const { href, title } = attributes;
      if (name === 'base' && href !== undefined && URL.canParse(href, url)) base = new URL(href, url).href;
      else if (name === 'link' && isDeclared(attributes)) add(declared, href, title);
      else if (name === 'a' && href !== undefined && FEED_ADDRESS.test(href.slice(0, 2000)))
        add(guessed, href, title);
    },
    onclosetag() {
      unclosed -= 1;
    },
  });
  parser.end(html.slice(0, MAX_LENGTH));
  const found = declared.length > 0 ? declared : guessed;
  return [...found].sort((a, b) => Number(isComments(a)) - Number(isComments(b)));
}

function isDeclared({ rel = '', type = '', href = '' }: Readonly<Record<string, string>>): boolean {
  const relations = rel.toLowerCase().split(/\s+/);
  if (relations.includes('feed')) return true;
  if (!relations.includes('alternate')) return false;
  const essence = type.toLowerCase().replace(/;.*$/, '').trim();
  return FEED_TYPES.has(essence) || (VAGUE_TYPES.has(essence) && FEED_ADDRESS.test(href.slice(0, 2000)));
}

function isComments({ url, title }: FoundFeed): boolean {
  return /\/comments\//.test(url) || /\bcomments\b/i.test(title ?? '');
}
