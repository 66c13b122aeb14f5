import type { Article } from '../domain/item.js';
import type { Arrival } from '../store/arrivals.js';
import { type PipelineParts, UNREAD } from './parts.js';

/** Reports what is new or changed and wakes its readers. */
export async function handOn(
  { queue, now, report }: PipelineParts,
  feed: string,
  articles: readonly Article[],
  arrivals: readonly Arrival[],
): Promise<void> {
  let unread = 0;
  arrivals.forEach(({ kind, itemId }, i) => {
    const article = articles[i];
    if (kind === 'known' || kind === 'held' || !article) return;
    const { title, publisher, lang, link, publishedAt, dated } = article;
    const published = publishedAt.toISOString();
    const told = { title, publisher, lang, link, published, dated };
    report({ event: 'item', item: itemId, feed, change: kind, ...told });
    unread++;
  });
  if (unread > 0) await queue.wake('read', [UNREAD], now());
}
