import { sql } from 'kysely';
import type { StoryRow, WireAlert } from '../domain/pages.js';
import type { Item } from '../domain/item.js';
import type { Evidence } from '../domain/match.js';
import type { Role } from '../domain/story.js';
import type { Db } from './db.js';
import { ITEM_COLUMNS, toItem } from './items.js';
import { selectAlerts, toAlert } from './wire.js';

/** Stories as a reader goes through them, newest first. */

export interface StoryPlace {
  readonly lastAt: Date;
  readonly id: number;
}

/** Stories that a topic matched; any topic when null. */
export async function storyRows(
  db: Db,
  topic: string | null,
  after: StoryPlace | null,
  limit: number,
): Promise<StoryRow[]> {
  const ofTopic = topic === null ? sql`` : sql`and match.topic_id = ${topic}`;
  const further =
    after === null
      ? sql``
      : sql`and (story.last_at, story.id) < (${after.lastAt}::timestamptz, ${after.id}::int)`;
  const found = await sql<StoryRow>`
    with page as (
      select story.id, story.first_at, story.last_at from ww.story
      where exists (
        select from ww.member join ww.match on match.item_id = member.item_id
        where member.story_id = story.id ${ofTopic}
      ) ${further}
      order by story.last_at desc, story.id desc limit ${limit}
    )
    select page.id, page.first_at as "firstAt", page.last_at as "lastAt", told.items, told.publishers,
      coalesce(
        (select message -> 'briefing' ->> 'headline' from ww.alert
         where alert.story_id = page.id order by created_at limit 1),
        told.title
      ) as headline,
      array(
        select distinct match.topic_id from ww.member join ww.match on match.item_id = member.item_id
        where member.story_id = page.id order by 1
      ) as topics
    from page cross join lateral (
      select count(*)::int as items, array_agg(distinct item.publisher) as publishers,
        (array_agg(item.title order by item.id))[1] as title
      from ww.member join ww.item on item.id = member.item_id where member.story_id = page.id
    ) as told
    order by page.last_at desc, page.id desc`.execute(db);
  return found.rows;
}

export interface StoryMember {
  readonly item: Item;
  readonly role: Role;
  /** To the text that it repeats, 0 to 1; null where it repeats none. */
  readonly similarity: number | null;
  readonly topics: readonly string[];
}

export interface StoryFile {
  readonly id: number;
  readonly firstAt: Date;
  readonly lastAt: Date;
  /** In order of time; the first hundred. */
  readonly members: readonly StoryMember[];
  readonly items: number;
  /** What was posted of it, newest first. */
  readonly alerts: readonly WireAlert[];
}

const MOST_MEMBERS = 100;

export async function storyFile(db: Db, id: number): Promise<StoryFile | null> {
  const story = await db
    .selectFrom('story')
    .select(['id', 'first_at as firstAt', 'last_at as lastAt'])
    .select((eb) =>
      eb
        .selectFrom('member')
        .whereRef('member.story_id', '=', 'story.id')
        .select((inner) => inner.fn.countAll<number>().as('n'))
        .as('items'),
    )
    .where('id', '=', id)
    .executeTakeFirst();
  if (!story) return null;
  const rows = await db
    .selectFrom('member')
    .innerJoin('item', 'item.id', 'member.item_id')
    .select(ITEM_COLUMNS)
    .select(['member.role', 'member.similarity'])
    .select(
      sql<string[]>`array(select topic_id from ww.match where match.item_id = item.id order by 1)`.as(
        'topics',
      ),
    )
    .where('member.story_id', '=', id)
    .orderBy('item.published_at')
    .orderBy('item.id')
    .limit(MOST_MEMBERS)
    .execute();
  const members = rows.map(({ role, similarity, topics, ...item }) => ({
    item: toItem(item),
    role,
    similarity,
    topics,
  }));
  const alerts = await selectAlerts(db).where('story_id', '=', id).orderBy('created_at', 'desc').execute();
  return { ...story, items: Number(story.items), members, alerts: alerts.map(toAlert) };
}

export interface ItemFile {
  readonly item: Item;
  readonly storyId: number | null;
  readonly matches: readonly { readonly topicId: string; readonly evidence: readonly Evidence[] }[];
}

export async function itemFile(db: Db, id: number): Promise<ItemFile | null> {
  const row = await db
    .selectFrom('item')
    .leftJoin('member', 'member.item_id', 'item.id')
    .select(ITEM_COLUMNS)
    .select('member.story_id')
    .where('item.id', '=', id)
    .executeTakeFirst();
  if (!row) return null;
  const matches = await db
    .selectFrom('match')
    .select(['topic_id as topicId', 'evidence'])
    .where('item_id', '=', id)
    .orderBy('topic_id')
    .execute();
  return { item: toItem(row), storyId: row.story_id, matches };
}
