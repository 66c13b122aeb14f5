import { nearest } from '../cluster/fingerprint.js';
import { matchArticle } from '../match/match.js';
import * as items from '../store/items.js';
import * as stories from '../store/stories.js';
import { type PipelineParts, reason } from './parts.js';

/** Item → Story and Match, in one transaction. */
export async function read(parts: PipelineParts, itemId: number): Promise<void> {
  const { db, live, now, queue, report } = parts;
  try {
    const { feeds: known, index } = live();
    const done = await db.transaction().execute(async (tx) => {
      const reading = await stories.claimReading(tx, itemId);
      if (!reading) return null;
      const { item } = reading;
      const candidates = await stories.similarItems(tx, item, reading.fingerprint.bands);
      const copy = nearest(reading.fingerprint, candidates);
      const storyId = candidates.find((candidate) => candidate.itemId === copy?.itemId)?.storyId;
      const tier = known.get(item.feedId)?.tier ?? 2;
      const matches = matchArticle(index, { ...item, tier });
      const place: stories.Assignment =
        copy && storyId !== undefined
          ? { kind: 'join', storyId, role: 'copy', similarity: copy.similarity }
          : { kind: 'new' };
      return { item, matches, ...(await stories.saveReading(tx, item, place, matches, now())) };
    });
    if (!done) return;
    const { item, matches, storyId, toBrief } = done;
    for (const { topicId, evidence } of matches) {
      report({ event: 'match', item: itemId, story: storyId, topic: topicId, title: item.title, evidence });
    }
    if (toBrief) await queue.wake('brief', [storyId], now());
  } catch (error) {
    await items.postponeItem(db, itemId, reason(error), now());
    throw error;
  }
}
