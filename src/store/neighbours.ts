import { sql } from 'kysely';
import type { Item } from '../domain/item.js';
import type { Db, Tx } from './db.js';
import { ITEM_COLUMNS, toItem } from './items.js';

/** Matches of the same topics that are looked through, newest first. */
const LOOKED_THROUGH = 300;
/** Stories that one is compared with. */
const COMPARED = 12;

/** Other stories that the same topics matched, the newest first, each with the item that matched first. */
export async function neighbours(
  tx: Db | Tx,
  storyId: number,
  topicIds: readonly string[],
): Promise<{ storyId: number; item: Item }[]> {
  if (topicIds.length === 0) return [];
  const recent = tx
    .selectFrom('match')
    .select('item_id')
    .where('topic_id', 'in', topicIds)
    .orderBy('item_id', 'desc')
    .limit(LOOKED_THROUGH)
    .as('recent');
  const stories = await tx
    .selectFrom(recent)
    .innerJoin('member', 'member.item_id', 'recent.item_id')
    .select(['member.story_id', sql<number>`min(recent.item_id)`.as('first')])
    .where('member.story_id', '<>', storyId)
    .groupBy('member.story_id')
    .orderBy(sql`max(recent.item_id)`, 'desc')
    .limit(COMPARED)
    .execute();
  if (stories.length === 0) return [];
  const ids = stories.map((row) => row.first);
  const rows = await tx.selectFrom('item').select(ITEM_COLUMNS).where('id', 'in', ids).execute();
  const items = new Map(rows.map((row) => [row.id, toItem(row)]));
  return stories.flatMap(({ story_id, first }) => {
    const item = items.get(first);
    return item ? [{ storyId: story_id, item }] : [];
  });
}

/**
 * Has those of these stories briefed anew that were posted without a word on the dispute with `storyId`; returns
 * which.
 */
export async function rebriefDisputed(
  tx: Tx,
  storyId: number,
  disputed: readonly number[],
): Promise<number[]> {
  if (disputed.length === 0) return [];
  const link = JSON.stringify([{ storyId, relation: 'disputes' }]);
  const rows = await tx
    .updateTable('story')
    .set((eb) => ({ revision: eb('revision', '+', 1), brief_failures: 0, brief_after: null }))
    .where('id', 'in', disputed)
    .whereRef('briefed_revision', '=', 'revision')
    .where(
      sql<boolean>`exists (select from ww.alert where alert.story_id = story.id and alert.message ->> 'kind' = 'alert'
        and not coalesce(alert.message -> 'briefing' -> 'related', '[]'::jsonb) @> ${link}::jsonb)`,
    )
    .returning('id')
    .execute();
  return rows.map((row) => row.id);
}
