import { sql } from 'kysely';
import type { Db } from './db.js';

/** A story as it was last told somewhere. */
export interface RecentStory {
  readonly storyId: number;
  readonly headline: string;
  readonly topics: readonly string[];
  readonly at: Date;
}

/** The stories that were told last, of some topics or of all, newest first. */
export async function recentStories(
  db: Db,
  topicIds: readonly string[] | null,
  limit: number,
): Promise<RecentStory[]> {
  const rows = await db
    .selectFrom('alert')
    .select(['story_id', 'topics', 'created_at as at'])
    .select(HEADLINE.as('headline'))
    .where('story_id', 'is not', null)
    .where(sql<boolean>`message ->> 'kind' = 'alert'`)
    .$if(topicIds !== null, (q) => q.where(sql<boolean>`topics && ${[...(topicIds ?? [])]}::text[]`))
    .orderBy('created_at', 'desc')
    .orderBy('id')
    // A story may stand in several places.
    .limit(limit * 8)
    .execute();
  const stories = new Map<number, RecentStory>();
  for (const { story_id, ...row } of rows)
    if (story_id !== null && !stories.has(story_id)) stories.set(story_id, { storyId: story_id, ...row });
  return [...stories.values()].slice(0, limit);
}

const HEADLINE = sql<string>`coalesce(message -> 'briefing' ->> 'headline', '')`;

/** The headline that a story has in its posts; null when it has none. */
export async function headlineOf(db: Db, storyId: number): Promise<string | null> {
  const row = await db
    .selectFrom('alert')
    .select(HEADLINE.as('headline'))
    .where('story_id', '=', storyId)
    .where(sql<boolean>`message ->> 'kind' = 'alert'`)
    .orderBy('created_at', 'desc')
    .executeTakeFirst();
  return row?.headline ?? null;
}
