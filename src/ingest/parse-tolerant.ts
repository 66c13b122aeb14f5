import { childrenOf, type Element, innerOf, readElements } from './elements.js';
import { LIMITS } from './parsed-feed.js';
import { pickLink, type LinkElement } from './pick-link.js';
import { looksLikeHtml, type RawEntry, type RawFeed, type RawText } from './raw-feed.js';

export type Tolerant =
  | { readonly kind: 'feed'; readonly feed: RawFeed; readonly notes: readonly string[] }
  | { readonly kind: 'not-a-feed'; readonly reason: string };

/** Best first: when it was published, when anything is known to have happened to it, when it was changed. */
const DATES = [
  'pubdate',
  'published',
  'issued',
  'dc:date',
  'dc:issued',
  'dc:created',
  'created',
  'date',
  'updated',
  'modified',
  'dc:modified',
  'lastmod',
  'lastbuilddate',
];
const PAGES = new Set(['html', 'head', 'body']);
const ROOTS = new Set(['rss', 'rdf', 'feed', 'channel', 'entry']);

/** Reads RSS of all versions, RDF, Atom 0.3 and 1.0, and CDF, well-formed or not. */
export function readTolerant(xml: string, url: string): Tolerant {
  const entries: RawEntry[] = [];
  let items = 0;
  const { root, stopped } = readElements(xml, url, (item) => {
    items += 1;
    if (items <= LIMITS.items) entries.push(readEntry(item));
  });
  if (root === null) return { kind: 'not-a-feed', reason: 'no XML in it' };
  if (PAGES.has(root.name) || (!ROOTS.has(root.name) && items === 0)) {
    return { kind: 'not-a-feed', reason: nameOfDocument(root.name) };
  }
  const notes = stopped === null ? [] : [`${stopped}, read up to there`];
  if (root.name === 'entry') entries.push(readEntry(root));
  return { kind: 'feed', feed: readFeed(root, entries), notes };
}

function nameOfDocument(root: string): string {
  if (PAGES.has(root)) return 'an HTML page';
  return root === 'opml' ? 'an OPML list of feeds' : `an XML document <${root.slice(0, 40)}>`;
}

/** Elements by `name`, or `vocabulary:name` outside RSS and Atom, in document order. */
type Fields = ReadonlyMap<string, readonly Element[]>;

function fieldsOf(elements: readonly Element[]): Fields {
  const fields = new Map<string, Element[]>();
  for (const element of elements) {
    const key = keyOf(element);
    const same = fields.get(key);
    if (same === undefined) fields.set(key, [element]);
    else same.push(element);
  }
  return fields;
}

function keyOf({ vocabulary, name }: Element): string {
  return vocabulary === 'core' || vocabulary === 'atom' || vocabulary === 'rdf'
    ? name
    : `${vocabulary}:${name}`;
}

function readFeed(root: Element, entries: readonly RawEntry[]): RawFeed {
  const top = childrenOf(root);
  const channel = top.find((element) => element.name === 'channel');
  const fields = fieldsOf(channel === undefined ? top : [...childrenOf(channel), ...top]);
  const links = linksOf(fields);
  const home = pickLink(links);
  return {
    title: textOf(fields, 'title', 'dc:title'),
    link: home?.href ?? channel?.attributes['href'] ?? root.attributes['href'],
    publisher: textOf(fields, 'dc:publisher'),
    author: personOf(fields, 'dc:creator', 'author', 'itunes:author'),
    language: valueOf(fields, 'language', 'dc:language') ?? channel?.language ?? root.language,
    hub: links.find((link) => link.rel === 'hub')?.href,
    self: links.find((link) => link.rel === 'self')?.href,
    base: channel?.base ?? root.base,
    ttl: valueOf(fields, 'ttl'),
    updatePeriod: valueOf(fields, 'sy:updateperiod'),
    updateFrequency: valueOf(fields, 'sy:updatefrequency'),
    skipHours: partsOf(fields, 'skiphours'),
    skipDays: partsOf(fields, 'skipdays'),
    entries,
  };
}

function readEntry(item: Element): RawEntry {
  const fields = fieldsOf(
    childrenOf(item).flatMap((child) => (keyOf(child) === 'media:group' ? childrenOf(child) : [child])),
  );
  const links = linksOf(fields);
  const picked = pickLink(links);
  const guid = fields.get('guid')?.find((element) => innerOf(element).trim() !== '');
  const source = fields.get('source')?.[0];
  return {
    guid: valueOf(fields, 'guid', 'id') ?? attribute(item, 'rdf:about'),
    permalink: guid?.attributes['ispermalink']?.toLowerCase() !== 'false',
    link: picked?.href ?? attribute(item, 'href'),
    otherLink: otherLink(fields, links, item),
    title: textOf(fields, 'title', 'dc:title', 'media:title', 'itunes:title'),
    body: bodyOf(fields),
    author: personOf(fields, 'dc:creator', 'author', 'dc:author', 'itunes:author', 'creator'), // RSS: a name, then an address
    publisher: source === undefined ? textOf(fields, 'dc:publisher') : publisherOf(source),
    language: valueOf(fields, 'dc:language', 'language') ?? attribute(item, 'xml:lang'),
    published: valueOf(fields, ...DATES) ?? attribute(item, 'lastmod'),
    base: picked?.base ?? item.base,
  };
}

/** RSS names the publisher in the element, Atom in its title. */
function publisherOf(source: Element): RawText | undefined {
  const children = childrenOf(source);
  if (children.length > 0) return textOf(fieldsOf(children), 'title');
  return { value: innerOf(source), html: true };
}

function otherLink(fields: Fields, links: readonly LinkElement[], item: Element): string | undefined {
  return (
    valueOf(fields, 'feedburner:origlink') ??
    attribute(item, 'rdf:about') ??
    links.find((link) => link.rel !== 'hub' && link.rel !== 'license')?.href ??
    fields.get('enclosure')?.[0]?.attributes['url'] ??
    valueOf(fields, 'comments')
  );
}

/** RSS links are text, Atom's an attribute; both occur in both. */
function linksOf(fields: Fields): (LinkElement & { base: string })[] {
  return (fields.get('link') ?? []).map((element) => ({
    href: element.attributes['href'] ?? element.attributes['rdf:resource'] ?? innerOf(element),
    rel: element.attributes['rel'],
    type: element.attributes['type'],
    base: element.base,
  }));
}

function bodyOf(fields: Fields): RawText | undefined {
  return (
    textOf(fields, 'content:encoded', 'encoded', 'content', 'xhtml:body', 'xhtml:div', 'body', 'fullitem') ??
    textOf(
      fields,
      'description',
      'summary',
      'abstract',
      'media:description',
      'dc:description',
      'itunes:summary',
    )
  );
}

function textOf(fields: Fields, ...keys: string[]): RawText | undefined {
  for (const key of keys) {
    for (const element of fields.get(key) ?? []) {
      const text = readText(element, key);
      if (text.value !== '') return text;
    }
  }
  return undefined;
}

/** Only Atom says what its text is; elsewhere it is HTML until it is shown not to be. */
function readText(element: Element, key: string): RawText {
  const { attributes, vocabulary } = element;
  const type = (attributes['type'] ?? '').toLowerCase();
  const mode = (attributes['mode'] ?? '').toLowerCase();
  const value = innerOf(element, type !== 'html').trim();
  if (isBase64(value, type, mode))
    return { value: Buffer.from(value, 'base64').toString('utf8'), html: !type.startsWith('text/plain') };
  if (vocabulary !== 'atom' || type.includes('html') || childrenOf(element).length > 0)
    return { value, html: true };
  // Many Atom feeds forget type="html" on a body; on a title, taking it literally is what the standard says.
  return { value, html: key !== 'title' && looksLikeHtml(value) };
}

/** Atom 0.3 says so by its mode, Atom 1.0 by a type that is neither text nor XML (RFC 4287 §4.1.3.3). */
function isBase64(value: string, type: string, mode: string): boolean {
  const binary = type.includes('/') && !/^text\/|xml$/.test(type) && mode === '';
  return (mode === 'base64' || binary) && value !== '' && /^[A-Za-z0-9+/=\s]+$/.test(value);
}

function valueOf(fields: Fields, ...keys: string[]): string | undefined {
  for (const key of keys) {
    for (const element of fields.get(key) ?? []) {
      const value = innerOf(element).trim();
      if (value !== '') return value;
    }
  }
  return undefined;
}

/** A person's name: Atom has it in a child, RSS in the text. */
function personOf(fields: Fields, ...keys: string[]): string | undefined {
  for (const key of keys) {
    for (const element of fields.get(key) ?? []) {
      const inside = fieldsOf(childrenOf(element));
      const name =
        inside.size === 0 ? innerOf(element).trim() : valueOf(inside, 'name', 'email', 'homepage', 'uri');
      if (name !== undefined && name !== '') return name;
    }
  }
  return undefined;
}

function partsOf(fields: Fields, key: string): string[] {
  return (fields.get(key) ?? [])
    .flatMap(childrenOf)
    .slice(0, 40)
    .map((part) => innerOf(part));
}

function attribute(element: Element, name: string): string | undefined {
  return element.attributes[name];
}
