import { decodeHTML } from 'entities';
import type { Entry } from '../domain/feed.js';
import { LIMITS, type ParsedFeed, type Reader } from './parsed-feed.js';
import { hintsOf, type RawHints } from './feed-hints.js';

/** A text after XML decoding: `html` still has markup and entities of its own. */
export interface RawText {
  readonly value: string;
  readonly html: boolean;
}

/** What a reader found for one entry, before any choice between fields is made plain. */
export interface RawEntry {
  readonly guid?: string;
  /** False when the feed says that its guid is no address. */
  readonly permalink?: boolean;
  readonly link?: string;
  /** Used when there is neither a link nor a guid that is one. */
  readonly otherLink?: string;
  readonly title?: RawText;
  readonly body?: RawText;
  readonly author?: string;
  readonly publisher?: RawText;
  readonly language?: string;
  readonly published?: string;
  /** What relative links resolve against. */
  readonly base?: string;
}

export interface RawFeed extends RawHints {
  readonly title?: RawText;
  readonly link?: string;
  readonly publisher?: RawText;
  readonly author?: string;
  readonly language?: string;
  readonly hub?: string;
  readonly self?: string;
  readonly base?: string;
  readonly entries: readonly RawEntry[];
}

/** The common end of all three readers: one decision on titles, links, dates and limits. */
export function assemble(raw: RawFeed, reader: Reader, notes: readonly string[], url: string): ParsedFeed {
  const base = raw.base ?? url;
  return {
    kind: 'feed',
    reader,
    title: plainTitle(raw.title),
    link: absolute(raw.link, base),
    publisher: plainTitle(raw.publisher),
    language: tidy(raw.language),
    hub: absolute(raw.hub, base),
    self: absolute(raw.self, base),
    ...hintsOf(raw),
    entries: raw.entries.slice(0, LIMITS.items).map((entry) => assembleEntry(entry, raw, base)),
    notes,
  };
}

/** Markup as one line of plain text: comments and tags out, entities decoded once. Linear. */
export function textOfMarkup(markup: string): string {
  const bare = withoutComments(markup.slice(0, LIMITS.fieldLength)).replace(
    /<(?:\/?[a-zA-Z!?])[^<>]*>/g,
    ' ',
  );
  return oneLine(bare.includes('&') ? decodeHTML(bare) : bare);
}

/** Whether a text that says it is plain has tags in it all the same. */
export function looksLikeHtml(text: string): boolean {
  return /<\/?(?:p|a|br|b|i|div|span|img|ul|h\d)\b[^<>]*>/i.test(text);
}

function assembleEntry(raw: RawEntry, feed: RawFeed, feedBase: string): Entry {
  const base = raw.base ?? feedBase;
  const guid = tidy(raw.guid);
  const guidLink =
    raw.permalink !== false && guid !== undefined && /^https?:\/\//i.test(guid) ? guid : undefined;
  return {
    guid,
    link: absolute(raw.link, base) ?? guidLink ?? absolute(raw.otherLink, base),
    title: plainTitle(raw.title),
    body: raw.body?.value.slice(0, LIMITS.fieldLength),
    html: raw.body?.html ?? false,
    author: tidy(raw.author === undefined ? feed.author : textOfMarkup(raw.author)),
    publisher: plainTitle(raw.publisher),
    language: tidy(raw.language),
    published: tidy(raw.published),
  };
}

/** What is `html` is decoded once more; plain text is taken literally ("use &lt;b&gt;" stays so). */
function plainTitle(title: RawText | undefined): string | undefined {
  if (title === undefined) return undefined;
  const text = title.html ? textOfMarkup(title.value) : oneLine(title.value);
  return text === '' ? undefined : text.slice(0, LIMITS.fieldLength);
}

function withoutComments(markup: string): string {
  let from = markup.indexOf('<!--');
  if (from < 0) return markup;
  let kept = markup.slice(0, from);
  while (from >= 0) {
    const end = markup.indexOf('-->', from + 4);
    if (end < 0) break;
    from = markup.indexOf('<!--', end + 3);
    kept += markup.slice(end + 3, from < 0 ? undefined : from);
  }
  return kept;
}

function oneLine(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u001f\u007f\s]+/g, ' ').trim();
}

function tidy(value: string | undefined): string | undefined {
  const text = value === undefined ? '' : oneLine(value.slice(0, 10_000));
  return text === '' ? undefined : text;
}

/** A link that can't be resolved is kept as it is: the normaliser decides. */
function absolute(link: string | undefined, base: string): string | undefined {
  const text = tidy(link);
  if (text === undefined) return undefined;
  return URL.canParse(text, base) ? new URL(text, base).href : text;
}
