import { createRequire } from 'node:module';
import Parser from 'rss-parser';
import { pickLink, type LinkElement } from './pick-link.js';
import { looksLikeHtml, type RawEntry, type RawFeed, type RawText } from './raw-feed.js';

/**
 * Two lazy regexes behind `contentSnippet` take quadratic time (224 KB: 54.7 s) and run on every text.
 * We never read the snippet; the library calls it through this object, so it can be switched off.
 */
const internals: { getSnippet: (html: string) => string } = createRequire(import.meta.url)(
  'rss-parser/lib/utils',
);
internals.getSnippet = () => '';

/** An element as xml2js gives it: a text, or an object with `_` for its text and `$` for its attributes. */
type Node = unknown;

type Fields = Readonly<Record<string, Node>>;

const ALL = { keepArray: true };

/** The library's types know only names here; its code takes `[element, field, options]` as for items. */
const FEED_FIELDS: unknown[] = [
  ['title', 'titleNodes', ALL],
  ['link', 'links', ALL],
  ['atom:link', 'atomLinks', ALL],
  ['author', 'authorNodes', ALL],
  ['dc:language', 'dcLanguage'],
  ['sy:updatePeriod', 'updatePeriod'],
  ['sy:updateFrequency', 'updateFrequency'],
];

const ITEM_FIELDS: [string, string, { keepArray: boolean }][] = [
  ['title', 'titleNodes', ALL],
  ['link', 'links', ALL],
  ['guid', 'guidNodes', ALL],
  ['content', 'contentNodes', ALL],
  ['summary', 'summaryNodes', ALL],
  ['source', 'sourceNodes', ALL],
  ['author', 'authorNodes', ALL],
  ['published', 'published', ALL],
  ['updated', 'updated', ALL],
];

/** Reads RSS 0.9x, 1.0, 2.0 and Atom by rss-parser; throws where it does. */
export async function readWithRssParser(xml: string): Promise<RawFeed> {
  const parser = new Parser<Fields, Fields>({
    defaultRSS: 2,
    customFields: { feed: FEED_FIELDS as string[], item: ITEM_FIELDS },
  });
  const feed: Fields & { items: readonly Fields[] } = await parser.parseString(xml);
  const atom = /<(?:feed|rss|rdf:RDF)\b/.exec(xml)?.[0] === '<feed';
  const links = [...linksOf(feed['links']), ...linksOf(feed['atomLinks'])];
  return {
    title: markupOf(first(feed['titleNodes']) ?? feed['title'], atom),
    link: pickLink(linksOf(feed['links']))?.href,
    publisher: markupOf(feed['publisher'], false),
    author: textOf(feed['creator']) ?? personOf(feed['authorNodes']),
    language: textOf(feed['language']) ?? textOf(feed['dcLanguage']) ?? languageOf(xml),
    hub: links.find((link) => link.rel === 'hub')?.href,
    self: links.find((link) => link.rel === 'self')?.href,
    ttl: textOf(feed['ttl']),
    updatePeriod: textOf(feed['updatePeriod']),
    updateFrequency: textOf(feed['updateFrequency']),
    skipHours: textsIn(feed['skipHours'], 'hour'),
    skipDays: textsIn(feed['skipDays'], 'day'),
    entries: feed.items.map((item) => readItem(item, atom)),
  };
}

function readItem(item: Fields, atom: boolean): RawEntry {
  const guid = first(item['guidNodes']);
  return {
    guid: textOf(guid) ?? textOf(item['id']) ?? textOf(item['rdf:about']),
    permalink: attribute(guid, 'isPermaLink')?.toLowerCase() !== 'false',
    link: pickLink(linksOf(item['links']))?.href,
    title: markupOf(first(item['titleNodes']) ?? item['title'], atom),
    body: atom
      ? (bodyOf(item['contentNodes']) ?? bodyOf(item['summaryNodes']))
      : (markupOf(item['content:encoded'], false) ??
        markupOf(item['content'], false) ??
        markupOf(item['summary'], false)),
    author: textOf(item['creator']) ?? personOf(item['authorNodes']),
    publisher: markupOf(publisherNode(first(item['sourceNodes'])), false),
    language: textOf(item['language']),
    published: atom
      ? (textOf(first(item['published'])) ?? textOf(first(item['updated'])))
      : (textOf(item['pubDate']) ??
        textOf(item['date']) ??
        textOf(first(item['published'])) ??
        textOf(first(item['updated']))),
  };
}

/** RSS names the publisher in the element, Atom in its title. */
function publisherNode(source: Node): Node {
  return isFields(source) && source['title'] !== undefined ? first(source['title']) : source;
}

/** Atom says whether a text is HTML; RSS leaves it open, so there it may always be. */
function markupOf(node: Node, atom: boolean): RawText | undefined {
  if (isFields(node) && Object.keys(node).some((key) => key !== '_' && key !== '$'))
    throw new Error('markup in a text');
  const value = textOf(node);
  if (value === undefined) return undefined;
  return { value, html: !atom || (attribute(node, 'type') ?? '').toLowerCase().includes('html') };
}

/** Many Atom feeds forget type="html" on a body. */
function bodyOf(nodes: Node): RawText | undefined {
  const body = markupOf(first(nodes), true);
  return body === undefined || body.html ? body : { value: body.value, html: looksLikeHtml(body.value) };
}

function linksOf(nodes: Node): LinkElement[] {
  if (!Array.isArray(nodes)) return [];
  return nodes.map((node: Node) => ({
    href: attribute(node, 'href') ?? textOf(node),
    rel: attribute(node, 'rel'),
    type: attribute(node, 'type'),
  }));
}

/** A person's name: Atom has it in a child, RSS in the text. */
function personOf(nodes: Node): string | undefined {
  const node = first(nodes);
  if (!isFields(node)) return textOf(node);
  return textOf(first(node['name'])) ?? textOf(first(node['email'])) ?? textOf(node);
}

/** xml:lang of the root. */
function languageOf(xml: string): string | undefined {
  const root = /<(?:feed|rss|rdf:RDF)\b[^>]{0,8000}/.exec(xml)?.[0] ?? '';
  return /\sxml:lang\s*=\s*["']([\w-]{1,35})["']/.exec(root)?.[1];
}

function textsIn(node: Node, child: string): string[] {
  const list = isFields(node) ? node[child] : undefined;
  return Array.isArray(list)
    ? list
        .slice(0, 40)
        .map(textOf)
        .filter((value) => value !== undefined)
    : [];
}

function textOf(node: Node): string | undefined {
  const value = isFields(node) ? node['_'] : node;
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

function attribute(node: Node, name: string): string | undefined {
  const attributes = isFields(node) ? node['$'] : undefined;
  return isFields(attributes) ? textOf(attributes[name]) : undefined;
}

function first(nodes: Node): Node {
  return Array.isArray(nodes) ? nodes[0] : undefined;
}

function isFields(node: Node): node is Fields {
  return typeof node === 'object' && node !== null && !Array.isArray(node);
}
