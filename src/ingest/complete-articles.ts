import type { Feed } from '../domain/feed.js';
import type { Article } from '../domain/item.js';
import type { Fetcher } from './fetch.js';
import { fetchFullText, FORBIDDEN, type FullText, kept, keepsFeedText } from './full-text.js';
import { createPageQueue, type PageQueueOptions } from './page-queue.js';
import type { Parser } from './parse.js';
import { createRobots } from './robots.js';

/** Reads the pages of articles whose feed gives only the beginning. One for all feeds: it holds the spacing between visits. */
export interface Completer {
  /** The same articles in the same order, with the text of their pages where that could be had in time. */
  complete<T extends Article>(articles: readonly T[], feed: Feed, limitMs: number): Promise<Completed<T>>;
  /** Lets go of all waiting; what is being completed keeps its feed's text. */
  close(): void;
}

export interface Completed<T> {
  readonly articles: readonly T[];
  /** Pages that were tried for and not used, and why. */
  readonly kept: readonly { readonly path: string; readonly reason: string }[];
}

export interface CompleterOptions extends PageQueueOptions {
  readonly fetcher: Fetcher;
  readonly parser: Pick<Parser, 'extractPage'>;
}

/** Pages of one feed in one poll; the rest keep the feed's text. */
const MAX_PAGES = 20;

export function createCompleter({ fetcher, parser, now, wait, takeTurn }: CompleterOptions): Completer {
  const robots = createRobots({ fetcher });
  const queue = createPageQueue({ now, wait, takeTurn });
  const resting = new Map<string, number>();
  const closing = new AbortController();

  const visit = async ({ article, host }: Chosen): Promise<FullText> => {
    const text = await fetchFullText(article, { fetcher, parser, robots, now: now() });
    if (text.kind === 'kept' && text.restMs !== undefined) resting.set(host, now().getTime() + text.restMs);
    return text;
  };
  const isOpen = (host: string): boolean => {
    const open = (resting.get(host) ?? 0) <= now().getTime();
    if (open) resting.delete(host);
    return open;
  };
  const textOf = async (chosen: Chosen, signal: AbortSignal): Promise<FullText | null> => {
    const { link, host } = chosen;
    // Asked before it queues: what may not be read must not keep the others waiting.
    if (!(await robots.allowed(link, now()))) return kept(FORBIDDEN);
    const text = await queue.run(
      host,
      signal,
      () => visit(chosen),
      () => isOpen(host),
    );
    return text ?? (isOpen(host) ? null : kept('its host asked for patience'));
  };

  return {
    complete: async (articles, feed, limitMs) => {
      const chosen = choose(articles, feed);
      const texts = new Map<Article, FullText>();
      if (chosen.length > 0) {
        const over = new AbortController();
        const signal = AbortSignal.any([over.signal, closing.signal]);
        const visits = chosen.map(async (one) => {
          const text = await textOf(one, signal);
          if (text !== null && !signal.aborted) texts.set(one.article, text);
        });
        await Promise.race([Promise.all(visits), wait(limitMs, signal)]);
        over.abort();
      }
      return {
        articles: articles.map((article) => withText(article, texts.get(article))),
        kept: chosen.flatMap(({ article }) => {
          const text = texts.get(article) ?? kept('there was no time for its page');
          return text.kind === 'full' ? [] : [{ path: article.link ?? article.guid, reason: text.why }];
        }),
      };
    },
    close: () => closing.abort(),
  };
}

interface Chosen {
  readonly article: Article;
  readonly link: string;
  readonly host: string;
}

/** The newest first: they are what may be posted. */
function choose(articles: readonly Article[], feed: Feed): Chosen[] {
  const setting = feed.fulltext ?? 'auto';
  const homes = homesOf(articles, feed);
  const wanted = articles.flatMap((article): Chosen[] => {
    if (article.link === null || keepsFeedText(article, setting) !== null) return [];
    const { host, hostname } = new URL(article.link);
    return setting === 'auto' && !homes.has(siteOf(hostname)) ? [] : [{ article, link: article.link, host }];
  });
  return wanted
    .sort((a, b) => b.article.publishedAt.getTime() - a.article.publishedAt.getTime())
    .slice(0, MAX_PAGES);
}

/**
 * Where a feed's own pages are: on its own site, or where half of its links lead. A link list comments on
 * the pages of others, whose text must not appear under its name.
 */
function homesOf(articles: readonly Article[], feed: Feed): Set<string> {
  const counts = new Map<string, number>();
  for (const { link } of articles) {
    if (link === null) continue;
    const site = siteOf(new URL(link).hostname);
    counts.set(site, (counts.get(site) ?? 0) + 1);
  }
  const usual = [...counts].flatMap(([site, count]) => (count * 2 >= articles.length ? [site] : []));
  const own = URL.canParse(feed.location) ? [siteOf(new URL(feed.location).hostname)] : [];
  return new Set([...own, ...usual]);
}

/** The last labels of a name, three where the last but one is short ("co.uk"): near enough to tell one site from another. */
function siteOf(hostname: string): string {
  if (/^[\d.]+$|:/.test(hostname)) return hostname;
  const labels = hostname.split('.');
  const short = (labels.at(-2)?.length ?? 0) <= 3 && (labels.at(-1)?.length ?? 0) === 2;
  return labels.slice(short ? -3 : -2).join('.');
}

function withText<T extends Article>(article: T, text: FullText | undefined): T {
  if (text?.kind !== 'full') return article;
  const { body, headings, lang, author, publishedAt, dated } = text;
  return { ...article, body, headings, lang, author, publishedAt, dated };
}
