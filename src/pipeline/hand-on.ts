import type { Article } from '../domain/item.js';
import type * as items from '../store/items.js';
import type { PipelineParts } from './parts.js';

/** Reports what is new or changed and wakes its readers. */
export async function handOn(
  { queue, now, report }: PipelineParts,
  feed: string,
  articles: readonly Article[],
  arrivals: readonly items.Arrival[],
): Promise<void> {
  const unread: number[] = [];
  arrivals.forEach(({ kind, itemId }, i) => {
    const article = articles[i];
    if (kind === 'known' || kind === 'held' || !article) return;
    const { title, publisher, lang, link, publishedAt } = article;
    const published = publishedAt.toISOString();
    report({ event: 'item', item: itemId, feed, change: kind, title, publisher, lang, link, published });
    unread.push(itemId);
  });
  await queue.wake('read', unread, now());
}
