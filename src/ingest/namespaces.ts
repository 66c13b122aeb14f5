/** The vocabularies that are read. `core` is RSS of all versions and Atom alike: elements are told apart by name. */
export type Vocabulary =
  | 'core'
  | 'atom'
  | 'rdf'
  | 'dc'
  | 'content'
  | 'xhtml'
  | 'media'
  | 'itunes'
  | 'sy'
  | 'feedburner'
  | 'other';

/** Addresses without scheme and trailing `/` or `#`: feeds get these wrong more than anything else. */
const ADDRESSES: Readonly<Record<string, Vocabulary>> = {
  'www.w3.org/2005/atom': 'atom',
  'purl.org/atom/ns': 'atom',
  'purl.org/pie': 'atom',
  'purl.org/echo': 'atom',
  'example.com/newformat': 'atom',
  'example.com/necho': 'atom',
  'uri/of/echo/namespace': 'atom',
  'purl.org/rss/1.0': 'core',
  'purl.org/net/rss1.1': 'core',
  'my.netscape.com/rdf/simple/0.9': 'core',
  'channel.netscape.com/rdf/simple/0.9': 'core',
  'backend.userland.com/rss': 'core',
  'backend.userland.com/rss2': 'core',
  'backend.userland.com/rss20': 'core',
  'backend.userland.com/rss091': 'core',
  'backend.userland.com/rss092': 'core',
  'blogs.law.harvard.edu/tech/rss': 'core',
  'www.w3.org/1999/02/22-rdf-syntax-ns': 'rdf',
  'purl.org/dc/elements/1.1': 'dc',
  'purl.org/dc/elements/1.0': 'dc',
  'purl.org/dc/terms': 'dc',
  'purl.org/rss/1.0/modules/content': 'content',
  'purl.org/rss/1.0/modules/syndication': 'sy',
  'www.w3.org/1999/xhtml': 'xhtml',
  'search.yahoo.com/mrss': 'media',
  'www.itunes.com/dtds/podcast-1.0.dtd': 'itunes',
  'rssnamespace.org/feedburner/ext/1.0': 'feedburner',
};

/** What a prefix means where the feed forgot to declare it. */
const PREFIXES: Readonly<Record<string, Vocabulary>> = {
  '': 'core',
  atom: 'atom',
  atom10: 'atom',
  a10: 'atom',
  atom03: 'atom',
  rss: 'core',
  rdf: 'rdf',
  dc: 'dc',
  dcterms: 'dc',
  content: 'content',
  xhtml: 'xhtml',
  media: 'media',
  itunes: 'itunes',
  sy: 'sy',
  feedburner: 'feedburner',
};

export function vocabularyOfAddress(address: string): Vocabulary | undefined {
  const key = address
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/[/#]$/, '');
  return Object.hasOwn(ADDRESSES, key) ? ADDRESSES[key] : undefined;
}

export function vocabularyOfPrefix(prefix: string): Vocabulary {
  const key = prefix.toLowerCase();
  return (Object.hasOwn(PREFIXES, key) ? PREFIXES[key] : undefined) ?? 'other';
}

/** The prefixes that rss-parser looks for literally; under any other it finds nothing and says nothing. */
const LITERAL: Readonly<Partial<Record<Vocabulary, string>>> = {
  atom: '',
  core: '',
  rdf: 'rdf',
  dc: 'dc',
  content: 'content',
};

/** Whether a tag binds a vocabulary that matters to a prefix that rss-parser does not know. */
export function hasOddPrefix(rootTag: string): boolean {
  for (const [, prefix, address] of rootTag.matchAll(/\sxmlns(?::([\w.-]+))?\s*=\s*["']([^"']*)["']/g)) {
    const vocabulary = vocabularyOfAddress(address ?? '');
    const literal = vocabulary === undefined ? undefined : LITERAL[vocabulary];
    if (literal === undefined || (prefix ?? '') === literal) continue;
    if (!(vocabulary === 'atom' && prefix === 'atom') && !(vocabulary === 'dc' && prefix === 'dcterms'))
      return true;
  }
  return false;
}
