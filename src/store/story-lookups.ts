import { sql } from 'kysely';
import type { Item } from '../domain/item.js';
import type { Role } from '../domain/story.js';
import type { Db } from './db.js';
import { ITEM_COLUMNS, toItem } from './items.js';

/** Articles of a topic that a page or a timeline is made from, newest first. */
const MOST_ITEMS = 60;

/** What a topic matched since then, the newest sixty. */
export async function itemsOfTopic(
  db: Db,
  topicId: string,
  since: Date,
): Promise<{ item: Item; storyId: number; role: Role }[]> {
  const rows = await db
    .selectFrom('match')
    .innerJoin('item', 'item.id', 'match.item_id')
    .innerJoin('member', 'member.item_id', 'item.id')
    .select([...ITEM_COLUMNS, 'member.story_id', 'member.role'])
    .where('match.topic_id', '=', topicId)
    .where('item.published_at', '>=', since)
    .orderBy('item.published_at', 'desc')
    .orderBy('item.id', 'desc')
    .limit(MOST_ITEMS)
    .execute();
  return rows.map((row) => ({ item: toItem(row), storyId: row.story_id, role: row.role }));
}

export interface StoryLine {
  readonly storyId: number;
  readonly headline: string;
  readonly link: string | null;
  readonly publisher: string;
  readonly at: Date;
  readonly items: number;
  readonly publishers: number;
}

/** Stories of a topic since then, those that most publishers tell first. */
export async function storiesOfTopic(
  db: Db,
  topicId: string,
  since: Date,
  limit: number,
): Promise<StoryLine[]> {
  const { rows } = await sql<StoryLine>`
    with told as (
      select member.story_id, count(*) as items, count(distinct item.publisher) as publishers,
        max(item.published_at) as at, min(item.id) filter (where member.role <> 'copy') as head
      from ww.member join ww.item on item.id = member.item_id
      where member.story_id in (
        select member.story_id from ww.match join ww.member using (item_id) join ww.item on item.id = match.item_id
        where match.topic_id = ${topicId} and item.published_at >= ${since})
      group by member.story_id)
    select told.story_id as "storyId", item.title as headline, item.link, item.publisher, told.at,
      told.items::int as items, told.publishers::int as publishers
    from told join ww.item on item.id = told.head
    order by told.publishers desc, told.at desc, told.story_id limit ${limit}`.execute(db);
  return rows;
}
