import { createHash } from 'node:crypto';
import { fingerprint } from '../cluster/fingerprint.js';
import type { Feed } from '../domain/feed.js';
import type { Article } from '../domain/item.js';
import type { Topic } from '../domain/topic.js';
import * as items from '../store/items.js';
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
  { db, live, completer, now }: PipelineParts,
  feed: Feed,
  articles: readonly Article[],
  at: Date,
  baseline = false,
): Promise<items.NewArticle[]> {
  const limitMs = Math.min(PAGES_MS, at.getTime() + POLL_MS - now().getTime());
  if (feed.kind === 'folder' || feed.fulltext === 'never' || limitMs <= 0)
    return articles.map((article) => indexed(article));
  const known = await items.knownTexts(db, feed.id, articles);
  const oldest = baseline ? at.getTime() - backfillMs(live().topics.values()) : 0;
  const unread = articles.filter((article) => {
    if (article.publishedAt.getTime() < oldest || (baseline && !article.dated)) return false;
    const said = known.get(article.guid);
    return said === undefined || (said !== null && said !== hashOf(article));
  });
  const completed = await completer.complete(unread, feed, limitMs);
  const full = new Map(unread.map((article, i) => [article, completed.articles[i]]));
  return articles.map((article) => indexed(full.get(article) ?? article, article));
}

function backfillMs(topics: Iterable<Topic>): number {
  return Math.max(0, ...Array.from(topics, ({ backfillHours = 0 }) => backfillHours)) * 3_600_000;
}

/** An article with what it is found by; `fed` is what its feed had of it. */
export function indexed(article: Article, fed: Article = article): items.NewArticle {
  return {
    article,
    feedHash: hashOf(fed),
    search: searchVector(article.title, article.body),
    fingerprint: fingerprint(article),
  };
}

const hashOf = ({ title, body }: Article) =>
  createHash('sha256')
    .update(JSON.stringify([title, body]))
    .digest('base64url');
