import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { fingerprint } from '../cluster/fingerprint.js';
import type { Feed } from '../domain/feed.js';
import type { Article } from '../domain/item.js';
import type { Topic } from '../domain/topic.js';
import { knownTexts } from '../store/aliases.js';
import type { ArticleIndex, NewArticle } from '../store/arrivals.js';
import { searchVector } from '../text/search-terms.js';
import type { PipelineParts } from './parts.js';

/** For the pages of one poll. */
const PAGES_MS = 30_000;
/** From the start of a poll, so that it is stored before its claim (60 s) ends. */
const POLL_MS = 50_000;

/**
 * The articles that a feed brought at `at`, with the text of their pages where the feed has only their
 * beginning. Pages are read of articles that are new, or of which the feed says something new; of the first
 * poll of a feed, a baseline, only those that a topic's backfill may post.
 */
export async function inFull(
  parts: PipelineParts,
  feed: Feed,
  articles: readonly Article[],
  at: Date,
  baseline = false,
): Promise<NewArticle[]> {
  const known = await knownTexts(parts.db, feed.id, articles);
  const news = articles.filter((article) => {
    const said = known.get(article.guid);
    return said === undefined || (said !== null && said !== hashOf(article));
  });
  const pages = await pagesOf(parts, feed, news, at, baseline);
  const isNews = new Set(news);
  const arrived: NewArticle[] = [];
  let lastBreath = performance.now();
  for (const article of articles) {
    const added = arriving(pages.get(article) ?? article, article);
    arrived.push(added);
    if (!isNews.has(article)) continue;
    // Before the transaction, which is not kept open to calculate; a feed's first 20,000 items take a minute.
    added.index();
    if (performance.now() - lastBreath < BREATH_MS) continue;
    await setImmediate();
    lastBreath = performance.now();
  }
  return arrived;
}

/** Chat wants an answer within three seconds, whatever a feed brings. */
const BREATH_MS = 25;

async function pagesOf(
  { live, completer, now }: PipelineParts,
  feed: Feed,
  news: readonly Article[],
  at: Date,
  baseline: boolean,
): Promise<Map<Article, Article | undefined>> {
  const limitMs = Math.min(PAGES_MS, at.getTime() + POLL_MS - now().getTime());
  if (feed.kind === 'folder' || feed.fulltext === 'never' || limitMs <= 0) return new Map();
  const oldest = baseline ? at.getTime() - backfillMs(live().topics.values()) : 0;
  const wanted = news.filter(
    ({ publishedAt, dated }) => publishedAt.getTime() >= oldest && (dated || !baseline),
  );
  const completed = await completer.complete(wanted, feed, limitMs);
  return new Map(wanted.map((article, i) => [article, completed.articles[i]]));
}

function backfillMs(topics: Iterable<Topic>): number {
  return Math.max(0, ...Array.from(topics, ({ backfillHours = 0 }) => backfillHours)) * 3_600_000;
}

/** An article with what it is found by; `fed` is what its feed had of it. */
export function arriving(article: Article, fed: Article = article): NewArticle {
  let index: ArticleIndex | undefined;
  return {
    article,
    feedHash: hashOf(fed),
    index: () => {
      if (index) return index;
      const { words, signature } = fingerprint(article);
      index = { search: searchVector(article.title, article.body), words, signature: Array.from(signature) };
      return index;
    },
  };
}

const hashOf = ({ title, body }: Article) =>
  createHash('sha256')
    .update(JSON.stringify([title, body]))
    .digest('base64url');
