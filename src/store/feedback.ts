import { sql } from 'kysely';
import type { Judged, Verdict } from '../domain/feedback.js';
import type { Db, Tx } from './db.js';

/** An article so long is no example any more. */
const LONGEST = 20_000;

/**
 * Keeps a verdict as a labelled example of each topic that it is about: the first article of the story that matched
 * it, with its text. Whoever judges again has changed their mind.
 */
export async function putVerdict(
  db: Db,
  { post, topicId, relevant, by }: Verdict,
  now: Date,
): Promise<Judged> {
  return db.transaction().execute(async (tx): Promise<Judged> => {
    const story = await storyOf(tx, post);
    if (story === null) return { ok: false, reason: 'there is no such post' };
    const wanted = topicId === null ? story.topics : [topicId];
    const rows = await tx
      .selectFrom('match')
      .innerJoin('member', 'member.item_id', 'match.item_id')
      .innerJoin('item', 'item.id', 'match.item_id')
      .distinctOn('match.topic_id')
      .select(['match.topic_id', 'match.topic_version', 'item.id as item_id', 'item.title', 'item.lang'])
      .select(sql<string>`left(item.body, ${LONGEST})`.as('body'))
      .where('member.story_id', '=', story.id)
      .$if(wanted !== null, (q) => q.where('match.topic_id', 'in', wanted ?? []))
      .orderBy('match.topic_id')
      .orderBy('match.id')
      .execute();
    if (rows.length === 0) return { ok: false, reason: 'no article of this story matches a topic any more' };
    const said = { story_id: story.id, relevant, by_id: by.id, by_name: by.name, at: now };
    await tx
      .insertInto('feedback')
      .values(rows.map((row) => ({ ...row, ...said })))
      .onConflict((c) =>
        c.columns(['story_id', 'topic_id', 'by_id']).doUpdateSet((eb) => ({
          relevant: eb.ref('excluded.relevant'),
          at: eb.ref('excluded.at'),
          topic_version: eb.ref('excluded.topic_version'),
          item_id: eb.ref('excluded.item_id'),
          title: eb.ref('excluded.title'),
          body: eb.ref('excluded.body'),
        })),
      )
      .execute();
    return { ok: true, topics: rows.map((row) => row.topic_id) };
  });
}

/** Somebody has said nothing of a story after all; true when they had. */
export async function takeBackVerdict(db: Db, storyId: number, by: string): Promise<boolean> {
  const rows = await db
    .deleteFrom('feedback')
    .where('story_id', '=', storyId)
    .where('by_id', '=', by)
    .returning('id')
    .execute();
  return rows.length > 0;
}

/** The story of a post, and the topics that the post was made for; null topics mean all that matched. */
async function storyOf(
  tx: Tx,
  post: Verdict['post'],
): Promise<{ readonly id: number; readonly topics: readonly string[] | null } | null> {
  if ('storyId' in post) {
    const row = await tx.selectFrom('story').select('id').where('id', '=', post.storyId).executeTakeFirst();
    return row ? { id: row.id, topics: null } : null;
  }
  const row = await tx
    .selectFrom('alert')
    .select(['story_id', 'topics'])
    .where('id', '=', post.alertId)
    .executeTakeFirst();
  return row?.story_id ? { id: row.story_id, topics: row.topics } : null;
}
