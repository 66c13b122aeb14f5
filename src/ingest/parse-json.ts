import { LIMITS } from './parsed-feed.js';
import type { RawEntry, RawFeed, RawText } from './raw-feed.js';

export type JsonFeed =
  | { readonly kind: 'feed'; readonly feed: RawFeed }
  | { readonly kind: 'not-a-feed'; readonly reason: string };

type Json = Readonly<Record<string, unknown>>;

/** Reads JSON Feed 1.0 and 1.1 (jsonfeed.org). An array is no feed, whatever is in it. */
export function readJsonFeed(text: string): JsonFeed {
  const feed = parse(text);
  if (feed === undefined) return { kind: 'not-a-feed', reason: 'damaged JSON' };
  if (!isObject(feed) || !Array.isArray(feed['items']))
    return { kind: 'not-a-feed', reason: 'JSON that is not a JSON Feed' };
  const items: unknown[] = feed['items'];
  return {
    kind: 'feed',
    feed: {
      title: plain(feed['title']),
      link: string(feed['home_page_url']),
      self: string(feed['feed_url']),
      hub: list(feed['hubs']).map((hub) => string(hub['url']))[0],
      author: authorOf(feed),
      language: string(feed['language']),
      entries: items.slice(0, LIMITS.items).filter(isObject).map(readEntry),
    },
  };
}

function readEntry(item: Json): RawEntry {
  return {
    guid: string(item['id']),
    link: string(item['url']),
    otherLink: string(item['external_url']),
    title: plain(item['title']),
    body: bodyOf(item),
    author: authorOf(item),
    language: string(item['language']),
    published: string(item['date_published']) ?? string(item['date_modified']),
  };
}

function bodyOf(item: Json): RawText | undefined {
  const html = string(item['content_html']);
  if (html !== undefined) return { value: html, html: true };
  const text = string(item['content_text']) ?? string(item['summary']);
  return text === undefined ? undefined : { value: text, html: false };
}

/** Titles are plain text by the standard, but publishers export what they have. */
function plain(value: unknown): RawText | undefined {
  const text = string(value);
  return text === undefined ? undefined : { value: text, html: true };
}

function authorOf(of: Json): string | undefined {
  const one = of['author'];
  const first = list(of['authors'])[0] ?? (isObject(one) ? one : undefined);
  return first === undefined ? undefined : string(first['name']);
}

function list(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function string(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
