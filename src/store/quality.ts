import { sql } from 'kysely';
import type { Db } from './db.js';

/** How the posts of a topic do. */
export interface TopicQuality {
  readonly topicId: string;
  readonly posts: number;
  /** Posts in one place under the headline of another. */
  readonly repeats: number;
  /** Articles that said the same as one before and made no post of their own. */
  readonly folded: number;
  /** Minutes from the publication of the first article that matched to its post; null where none has a date. */
  readonly medianMinutes: number | null;
  readonly p95Minutes: number | null;
  /** Stories that most of their judges called relevant, and not. */
  readonly relevant: number;
  readonly irrelevant: number;
}

/** What was posted of each topic since a time, and what readers said of it. Topics without either are left out. */
export async function topicQuality(db: Db, since: Date): Promise<Map<string, TopicQuality>> {
  const [posts, judged, folded] = await Promise.all([
    postsOf(db, since),
    judgedOf(db, since),
    foldedOf(db, since),
  ]);
  const ids = new Set([...posts.keys(), ...judged.keys(), ...folded.keys()]);
  return new Map(
    [...ids].map((topicId) => [
      topicId,
      { topicId, ...NONE, ...posts.get(topicId), ...judged.get(topicId), folded: folded.get(topicId) ?? 0 },
    ]),
  );
}

const NONE = { posts: 0, repeats: 0, medianMinutes: null, p95Minutes: null, relevant: 0, irrelevant: 0 };

type Posts = Pick<TopicQuality, 'posts' | 'repeats' | 'medianMinutes' | 'p95Minutes'>;

async function postsOf(db: Db, since: Date): Promise<Map<string, Posts>> {
  const { rows } = await sql<{
    topic_id: string;
    posts: number;
    repeats: number;
    median: number | null;
    p95: number | null;
  }>`
    with post as (
      select t.topic_id, a.story_id, a.destination, min(a.first_at) as at,
        min(a.message #>> '{briefing,headline}') as headline
      from ww.alert a cross join unnest(a.topics) as t (topic_id)
      where a.story_id is not null and a.root_id is null and a.state = 'sent' and a.first_at >= ${since}
      group by t.topic_id, a.story_id, a.destination
    ), published as (
      select m.topic_id, b.story_id, min(i.published_at) as at
      from ww.match m join ww.member b on b.item_id = m.item_id join ww.item i on i.id = m.item_id
      where i.dated and not i.baseline and b.story_id in (select story_id from post)
      group by m.topic_id, b.story_id
    ), timed as (
      select post.*, extract(epoch from post.at - published.at) / 60 as minutes
      from post left join published
        on published.topic_id = post.topic_id and published.story_id = post.story_id and published.at <= post.at
    )
    select topic_id, count(distinct story_id)::int as posts,
      (count(*) - count(distinct (destination, lower(headline))))::int as repeats,
      percentile_cont(0.5) within group (order by minutes)::float8 as median,
      percentile_cont(0.95) within group (order by minutes)::float8 as p95
    from timed group by topic_id`.execute(db);
  return new Map(
    rows.map(({ topic_id, posts, repeats, median, p95 }) => [
      topic_id,
      { posts, repeats, medianMinutes: median, p95Minutes: p95 },
    ]),
  );
}

async function judgedOf(
  db: Db,
  since: Date,
): Promise<Map<string, Pick<TopicQuality, 'relevant' | 'irrelevant'>>> {
  const { rows } = await sql<{ topic_id: string; relevant: number; irrelevant: number }>`
    with story as (
      select topic_id, story_id, avg(relevant::int) as share
      from ww.feedback where at >= ${since} group by topic_id, story_id
    )
    select topic_id, count(*) filter (where share > 0.5)::int as relevant,
      count(*) filter (where share <= 0.5)::int as irrelevant
    from story group by topic_id`.execute(db);
  return new Map(rows.map(({ topic_id, ...counts }) => [topic_id, counts]));
}

async function foldedOf(db: Db, since: Date): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('match')
    .innerJoin('member', 'member.item_id', 'match.item_id')
    .select(['match.topic_id', (eb) => eb.fn.countAll<number>().as('count')])
    .where('match.matched_at', '>=', since)
    .where('member.role', 'in', ['copy', 'report'])
    .groupBy('match.topic_id')
    .execute();
  return new Map(rows.map((row) => [row.topic_id, Number(row.count)]));
}

/** An article that readers called wrong for a topic, as it was when they did. */
export interface WrongPost {
  readonly storyId: number;
  readonly itemId: number;
  readonly title: string;
  readonly body: string;
  readonly lang: string;
  readonly by: string;
}

/** The newest wrong posts of a topic. */
export async function wrongPosts(db: Db, topicId: string, limit: number): Promise<WrongPost[]> {
  return db
    .selectFrom('feedback')
    .select(['story_id as storyId', 'item_id as itemId', 'title', 'body', 'lang', 'by_name as by'])
    .where('topic_id', '=', topicId)
    .where('relevant', '=', false)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}
