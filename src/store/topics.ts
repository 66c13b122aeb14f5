import { sql } from 'kysely';
import type { Topic, TopicTest } from '../domain/topic.js';
import type { Db } from './db.js';
import { toJson } from './json.js';

/** Keeps each version of each topic, so that an old match can be explained by the topic it was made with. */
export async function saveTopics(db: Db, topics: readonly Topic[], now: Date): Promise<void> {
  for (let from = 0; from < topics.length; from += ROWS_AT_ONCE)
    await saveSome(db, topics.slice(from, from + ROWS_AT_ONCE), now);
}

/** A statement takes 65,535 parameters. */
const ROWS_AT_ONCE = 1_000;

async function saveSome(db: Db, topics: readonly Topic[], now: Date): Promise<void> {
  await db
    .insertInto('topic')
    .values(
      topics.map((topic) => ({
        id: topic.id,
        version: topic.version,
        name: topic.name,
        definition: toJson(withoutArticles(topic)),
        since: now,
      })),
    )
    .onConflict((c) => c.columns(['id', 'version']).doUpdateSet((eb) => ({ name: eb.ref('excluded.name') })))
    .execute();
}

/** Articles that its tests are read from are not the topic's own text, and long. */
function withoutArticles(topic: Topic): Topic {
  const own = (tests: readonly TopicTest[]) => tests.filter(({ source }) => source === undefined);
  return { ...topic, tests: { match: own(topic.tests.match), ignore: own(topic.tests.ignore) } };
}

/** Puts down since when which version is in force: of these topics; all others are watched no more. */
export async function saveTerms(db: Db, topics: readonly Topic[], now: Date): Promise<void> {
  const ids = topics.map((topic) => topic.id);
  const versions = topics.map((topic) => topic.version);
  await sql`
    with last as (
      select distinct on (topic_id) topic_id, version from ww.topic_term order by topic_id, since desc
    ), told as (
      select * from unnest(${ids}::text[], ${versions}::text[]) as t (topic_id, version)
    )
    insert into ww.topic_term (topic_id, since, version)
    select coalesce(told.topic_id, last.topic_id), ${now}::timestamptz, told.version
    from told full join last on last.topic_id = told.topic_id
    where told.version is distinct from last.version
    on conflict (topic_id, since) do update set version = excluded.version`.execute(db);
}

/** A topic as it was in force at a time; null when it was not watched then. */
export async function topicAt(db: Db, topicId: string, at: Date): Promise<Topic | null> {
  const term = await db
    .selectFrom('topic_term')
    .select('version')
    .where('topic_id', '=', topicId)
    .where('since', '<=', at)
    .orderBy('since', 'desc')
    .limit(1)
    .executeTakeFirst();
  return term?.version ? topicOfVersion(db, topicId, term.version) : null;
}

export async function topicOfVersion(db: Db, topicId: string, version: string): Promise<Topic | null> {
  const row = await db
    .selectFrom('topic')
    .select('definition')
    .where('id', '=', topicId)
    .where('version', '=', version)
    .executeTakeFirst();
  return row?.definition ?? null;
}

/** When a topic was first watched; null when it never was. */
export async function watchedSince(db: Db, topicId: string): Promise<Date | null> {
  const row = await db
    .selectFrom('topic_term')
    .select('since')
    .where('topic_id', '=', topicId)
    .orderBy('since')
    .limit(1)
    .executeTakeFirst();
  return row?.since ?? null;
}
