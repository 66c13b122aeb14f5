import { decodeHTML } from 'entities';
import type { Entry } from '../domain/feed.js';
import { LIMITS, type ParsedFeed, type Reader } from './parsed-feed.js';
import { type RawHints, readHints } from './feed-hints.js';

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
    language: languageTag(raw.language),
    hub: absolute(raw.hub, base),
    self: absolute(raw.self, base),
    ...readHints(raw),
    entries: raw.entries.slice(0, LIMITS.items).map((entry) => assembleEntry(entry, raw, base)),
    notes,
  };
}

/** A title or name may be this long in markup. */
const LINE_LENGTH = 100_000;

/** Markup as one line of plain text: tags, comments and scripts out, entities decoded once. Linear. */
export function textOfMarkup(markup: string): string {
  const bare = withoutHidden(markup.slice(0, LINE_LENGTH)).replace(/<(?:\/?[a-zA-Z!?])[^<>]*>/g, ' ');
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
    author: personName(raw.author ?? feed.author),
    publisher: plainTitle(raw.publisher),
    language: languageTag(raw.language),
    published: tidy(raw.published),
  };
}

/** RSS writes persons as mail headers do: `me@example.org (Name)`, `Name <me@example.org>`. */
function personName(person: string | undefined): string | undefined {
  if (person === undefined) return undefined;
  const text = textOfMarkup(person.slice(0, 1000).replaceAll(/<([^\s<>@]+@[^\s<>@]+)>/g, '($1)'));
  const name =
    /^[^\s()@]+@[^\s()@]+ \(([^()]+)\)$/.exec(text)?.[1] ??
    /^([^()]+) \([^\s()@]+@[^\s()@]+\)$/.exec(text)?.[1];
  return tidy(name ?? text);
}

/** What is `html` is decoded once more; plain text is taken literally ("use &lt;b&gt;" stays so). */
function plainTitle(title: RawText | undefined): string | undefined {
  if (title === undefined) return undefined;
  const text = title.html ? textOfMarkup(title.value) : oneLine(title.value.slice(0, LINE_LENGTH));
  return text === '' ? undefined : text;
}

/** Drops comments, scripts and styles with what is in them. Linear: no search goes back. */
function withoutHidden(markup: string): string {
  const opening = /<!--|<(script|style)\b/gi;
  const kept: string[] = [];
  let from = 0;
  for (let found = opening.exec(markup); found !== null; found = opening.exec(markup)) {
    kept.push(markup.slice(from, found.index));
    const closing = found[1] === undefined ? /-->/g : /<\/(?:script|style)[^<>]*>/gi;
    closing.lastIndex = opening.lastIndex;
    if (closing.exec(markup) === null) return kept.join(' ');
    from = closing.lastIndex;
    opening.lastIndex = from;
  }
  return from === 0 ? markup : [...kept, markup.slice(from)].join(' ');
}

function oneLine(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u001f\u007f\s]+/g, ' ').trim();
}

function tidy(value: string | undefined): string | undefined {
  const text = value === undefined ? '' : oneLine(value.slice(0, 10_000));
  return text === '' ? undefined : text;
}

/** `en_US` is common and means `en-US`. */
function languageTag(value: string | undefined): string | undefined {
  return tidy(value)?.replaceAll('_', '-');
}

/** A link that can't be resolved is kept as it is: the normaliser decides. */
function absolute(link: string | undefined, base: string): string | undefined {
  const text = tidy(link);
  if (text === undefined) return undefined;
  return URL.canParse(text, base) ? new URL(text, base).href : text;
}
