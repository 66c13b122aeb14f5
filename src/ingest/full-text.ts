import type { Feed } from '../domain/feed.js';
import type { Article } from '../domain/item.js';
import { detectLanguage } from '../text/language.js';
import { stem } from '../text/stem.js';
import { contentTerms, words } from '../text/terms.js';
import type { Fetcher, FetchResult } from './fetch.js';
import { authorOf, bodyOf, dateOf } from './normalise.js';
import { PAGE_LIMITS } from './page-limits.js';
import type { Parser, PageText } from './parse.js';
import type { Robots } from './robots.js';

/** What of an article its page says better than its feed. */
type Fuller = Pick<Article, 'body' | 'headings' | 'lang' | 'author' | 'publishedAt' | 'dated'>;

export type FullText =
  | ({ readonly kind: 'full' } & Fuller)
  /** The text of the feed stays. With `restMs` the host wants to be left alone for so long. */
  | { readonly kind: 'kept'; readonly why: string; readonly restMs?: number };

export interface FullTextTools {
  readonly fetcher: Fetcher;
  readonly parser: Pick<Parser, 'extractPage'>;
  readonly robots: Robots;
  readonly now: Date;
}

const DEADLINE_MS = 10_000;
/** Without a word from the server: what a reader who was told to go would wait. */
const REST_MS = 15 * 60_000;
/** Under it, a feed's text is taken for a teaser. */
const TEASER_WORDS = 120;
/** Letters to look at: enough to count words, or to know a text again. */
const SAMPLE = 4_000;
const PAGE_SAMPLE = 60_000;
const CUT =
  /(?:…|\.{3}|\[(?:…|\.{2,3}|&hellip;|\+)\]|\b(?:read more|continue reading|read the full (?:story|article)|weiterlesen|lire la suite|seguir leyendo)|阅读全文|閱讀全文|查看全文|全文)[\s\])»›>→.:]{0,5}$/i;
/** Of the words that the feed says, how many the page must have, and how many at least. Login and error pages have under a tenth. */
const SHARED = 0.4;
const SHARED_TERMS = 2;
/** A page that says hardly more than the feed is not worth a change. */
const LONGER = 1.2;

export const FORBIDDEN = "robots.txt does not allow it, or can't be read";

/** Why the page of an article is not to be fetched; null when it is. */
export function keepsFeedText(article: Article, setting: Feed['fulltext']): string | null {
  if (setting === 'never') return 'the feed is not to be completed';
  if (article.link === null) return 'there is no link';
  const { pathname, search } = new URL(article.link);
  if (pathname === '/' && search === '') return 'the link leads to a front page';
  if (setting === 'always') return null;
  const text = article.body.trimEnd();
  const short = text.length < SAMPLE && words(text).length < TEASER_WORDS;
  return short || CUT.test(text.slice(-60)) ? null : 'the feed has the whole text';
}

/**
 * The text of an article's page, when robots.txt lets us, the page has an article, and that is longer than
 * what the feed has and on the same thing: a login page, a cookie wall or an error page is not.
 */
export async function fetchFullText(article: Article, tools: FullTextTools): Promise<FullText> {
  const { fetcher, parser, robots, now } = tools;
  const { link } = article;
  if (link === null) return kept('there is no link');
  if (!(await robots.allowed(link, now))) return kept(FORBIDDEN);
  const fetched = await fetcher.get(link, {
    now,
    maxBytes: PAGE_LIMITS.size,
    deadlineMs: DEADLINE_MS,
    headers: { accept: 'text/html, application/xhtml+xml;q=0.9, */*;q=0.1' },
  });
  if (fetched.kind !== 'ok') return unfetched(fetched);
  if (fetched.redirects.length > 0 && !(await robots.allowed(fetched.url, now)))
    return kept('robots.txt does not allow where it leads');
  const page = await parser.extractPage(fetched.body, fetched.contentType, fetched.url);
  return page.kind === 'page' ? merged(article, page, now) : kept(page.reason);
}

function unfetched(fetched: Exclude<FetchResult, { kind: 'ok' }>): FullText {
  if (fetched.kind === 'unchanged') return kept('the server answers 304');
  if (fetched.kind !== 'refused') return kept(fetched.reason);
  const { status, retryAfterMs } = fetched;
  const why = `the server answers ${status}`;
  return status === 429 || status === 503
    ? { kind: 'kept', why, restMs: Math.max(REST_MS, retryAfterMs ?? 0) }
    : kept(why);
}

function merged(article: Article, page: PageText, now: Date): FullText {
  const { body, headings } = bodyOf(page);
  if (body.length < article.body.length * LONGER) return kept('the page has no more than the feed');
  if (!isSameThing(article, body)) return kept('the page is about something else');
  const hint = article.lang === 'und' ? page.language : article.lang;
  const date = article.dated ? article : dateOf([page.published], now);
  return {
    kind: 'full',
    body,
    headings,
    lang: detectLanguage(`${article.title}\n${body}`, hint),
    author: article.author ?? authorOf(page.author),
    publishedAt: date.dated ? date.publishedAt : article.publishedAt,
    dated: date.dated,
  };
}

/** Whether the body has enough of the words of the feed's title and text. The page's own title proves nothing: walls keep it. */
function isSameThing(article: Article, body: string): boolean {
  const wanted = stems(`${article.title}\n${article.body.slice(0, SAMPLE)}`);
  const there = stems(body.slice(0, PAGE_SAMPLE));
  let shared = 0;
  for (const term of wanted) if (there.has(term)) shared += 1;
  return shared >= SHARED_TERMS && shared >= wanted.size * SHARED;
}

function stems(text: string): Set<string> {
  return new Set(contentTerms(text).map(stem));
}

export function kept(why: string): FullText {
  return { kind: 'kept', why };
}
