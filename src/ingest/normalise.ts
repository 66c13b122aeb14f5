import type { Entry, Feed } from '../domain/feed.js';
import type { Article, Heading } from '../domain/item.js';
import { detectLanguage } from '../text/language.js';
import { splitSentences } from '../text/sentences.js';
import { canonicalUrl } from './canonical-url.js';
import { cleanLines, type CleanText, cleanText } from './clean-text.js';
import { parseDate } from './dates.js';
import { htmlText, type PageFacts } from './html-text.js';
import { guidOf } from './identity.js';
import { cutAtWord, tidyLine } from './tidy-text.js';

export type Normalised =
  | { readonly kind: 'article'; readonly article: Article }
  | { readonly kind: 'unusable'; readonly reason: string };

const MAX_TITLE = 300;
/** A title made of a first sentence is shorter: it was not written to be one. */
const MAX_MADE_TITLE = 120;
const MAX_BODY = 200_000;
const MAX_NAME = 200;
const MAX_LINK = 2_048;
/** Of a title or name as it came: enough to fill the caps above whatever is taken out. */
const MAX_RAW = 10_000;
const DAY = 24 * 60 * 60 * 1000;

/** What one publisher wrote, from an entry as its feed gave it. `now` stands in for a date that is missing or still to come. */
export function normalise(entry: Entry, feed: Feed, now: Date): Normalised {
  const given = textOf(entry.title);
  const { text, facts } = readText(entry, given ?? undefined);
  const { body, headings } = bodyOf(text);
  const title = given ?? textOf(facts.title) ?? textOf(text.title) ?? madeTitle(body);
  if (title === null) return { kind: 'unusable', reason: 'there is no title and no text' };
  const link = linkOf(entry.link ?? facts.link, feed);
  const url = link === null ? null : canonicalUrl(link);
  const publisher = publisherOf(entry, feed, text, facts, link);
  const via = nameOf(entry.via ?? (feed.kind === 'folder' ? text.via : undefined));
  const hint = entry.language ?? facts.language ?? feed.language;
  return {
    kind: 'article',
    article: {
      guid: guidOf(entry, url, title, body),
      url,
      link,
      title: cutAtWord(title, MAX_TITLE),
      body,
      headings,
      lang: detectLanguage(`${title}\n${body}`, hint),
      publisher,
      author: authorOf(entry.author ?? facts.author ?? text.author),
      via: via === publisher ? null : via,
      ...dateOf([entry.published, facts.published, text.published], now),
    },
  };
}

/** The text of an entry, and what its HTML says of itself: much where it is a saved page with its head. */
function readText(entry: Entry, title: string | undefined): { text: CleanText; facts: PageFacts } {
  const body = entry.body ?? '';
  if (!entry.html) return { text: cleanText(body, title), facts: {} };
  const { lines, facts } = htmlText(body);
  return { text: cleanLines(lines, title ?? facts.title), facts };
}

export function bodyOf(text: Pick<CleanText, 'paragraphs' | 'headings'>): {
  body: string;
  headings: readonly Heading[];
} {
  const starts: number[] = [];
  let body = '';
  for (const paragraph of text.paragraphs) {
    const at = body === '' ? 0 : body.length + 2;
    if (at >= MAX_BODY) break;
    starts.push(at);
    body += (body === '' ? '' : '\n\n') + cutAtWord(paragraph, MAX_BODY - at);
  }
  const headings = text.headings.flatMap(({ text: heading, before }) => {
    const at = starts[before];
    return at === undefined ? [] : [{ text: cutAtWord(heading, MAX_TITLE), at }];
  });
  return { body, headings };
}

/** The first sentence, ended at a clause where one fits. */
function madeTitle(body: string): string | null {
  const sentence = splitSentences(body.slice(0, 2_000), 'und')[0]?.text;
  if (sentence === undefined) return null;
  const bare = sentence.replace(/[.。]$/, '');
  if (bare.length <= MAX_MADE_TITLE) return bare;
  const head = bare.slice(0, MAX_MADE_TITLE + 1);
  const clause = Math.max(...[', ', '; ', ' – ', ' — ', ',', ';'].map((mark) => head.lastIndexOf(mark)));
  return clause > MAX_MADE_TITLE / 2 ? head.slice(0, clause) : `${cutAtWord(bare, MAX_MADE_TITLE - 1)}…`;
}

/** On the web what the operator says of a feed counts most; in a folder each file speaks for itself first. */
function publisherOf(
  entry: Entry,
  feed: Feed,
  text: CleanText,
  facts: PageFacts,
  link: string | null,
): string {
  const said =
    feed.kind === 'folder'
      ? [entry.publisher, text.publisher, facts.publisher, feed.publisher]
      : [feed.publisher, entry.publisher];
  for (const name of said) {
    const tidy = nameOf(name);
    if (tidy !== null) return tidy;
  }
  return link === null ? 'unsigned' : new URL(link).hostname.replace(/^www\./, '');
}

/** RSS has "desk@example.org (Jane Doe)"; pages have profile addresses where a name should be. */
export function authorOf(raw: string | undefined): string | null {
  const text = nameOf(raw);
  if (text === null || /^https?:/i.test(text)) return null;
  const inBrackets = /^\S{1,100}@\S{1,100} \(([^()]{1,200})\)$/.exec(text)?.[1];
  const name = (inBrackets ?? text).replace(/^by /i, '').trim();
  return name === '' || /^\S{1,100}@\S{1,100}$/.test(name) ? null : name;
}

function linkOf(raw: string | undefined, feed: Feed): string | null {
  const base = feed.kind === 'web' ? feed.location : undefined;
  const text = raw?.trim() ?? '';
  if (text === '' || text.length > MAX_LINK || !URL.canParse(text, base)) return null;
  const url = new URL(text, base);
  if ((url.protocol !== 'http:' && url.protocol !== 'https:') || url.href.length > MAX_LINK) return null;
  url.username = '';
  url.password = '';
  return url.href;
}

/** The first of the candidates that can be read; undated = now. */
export function dateOf(
  candidates: readonly (string | undefined)[],
  now: Date,
): { publishedAt: Date; dated: boolean } {
  for (const raw of candidates) {
    const date = raw === undefined ? null : parseDate(raw);
    // The epoch and what lies before it is how software writes "no date".
    if (date === null || date.getTime() <= 0) continue;
    return { publishedAt: date.getTime() > now.getTime() + DAY ? now : date, dated: true };
  }
  return { publishedAt: now, dated: false };
}

function textOf(raw: string | undefined): string | null {
  const text = raw === undefined ? '' : tidyLine(raw.slice(0, MAX_RAW));
  return text === '' ? null : text;
}

function nameOf(raw: string | undefined): string | null {
  const text = textOf(raw);
  return text === null ? null : cutAtWord(text, MAX_NAME);
}
