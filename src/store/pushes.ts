import type { Feed } from '../domain/feed.js';
import type { Db } from './db.js';
import { type Arrival, type NewArticle, storeArticles } from './arrivals.js';

/** A feed is looked at so soon after a push, in case the push itself comes to nothing. */
const SOON_MS = 2 * 60_000;

/** When a feed was due before a push made it due sooner, and when it is now. */
export interface Hurried {
  readonly from: Date;
  readonly to: Date;
}

/**
 * Makes a feed due soon, so that a push that was answered and then lost to a crash is found by a poll. A
 * server that is to be left alone stays so. Null when nothing was changed.
 */
export async function hurry(db: Db, feedId: string, now: Date): Promise<Hurried | null> {
  const to = new Date(now.getTime() + SOON_MS);
  return db.transaction().execute(async (tx) => {
    const row = await tx
      .selectFrom('feed')
      .select('next_poll_at')
      .where('id', '=', feedId)
      .where('failing_since', 'is', null)
      .where('next_poll_at', '>', to)
      .forUpdate()
      .executeTakeFirst();
    if (!row?.next_poll_at) return null;
    await tx.updateTable('feed').set({ next_poll_at: to }).where('id', '=', feedId).execute();
    return { from: row.next_poll_at, to };
  });
}

/** Stores what a hub pushed, as a poll is stored, and lets the feed wait as long as it was going to. */
export async function savePush(
  db: Db,
  feed: Feed,
  articles: readonly NewArticle[],
  hurried: Hurried | null,
  now: Date,
): Promise<Arrival[]> {
  return db.transaction().execute(async (tx) => {
    // What a hub pushes is an article or two: no flood, so no brake.
    const delivery = { feedId: feed.id, at: now, baseline: false, held: false };
    const arrivals = await storeArticles(tx, articles, delivery);
    if (articles.length > 0) {
      const works = { pushed_at: now, misses: 0, reason: null };
      await tx.updateTable('hub').set(works).where('feed_id', '=', feed.id).execute();
    }
    if (hurried) {
      await tx
        .updateTable('feed')
        .set({ next_poll_at: hurried.from })
        .where('id', '=', feed.id)
        .where('next_poll_at', '=', hurried.to)
        .execute();
    }
    return arrivals;
  });
}
