import type { Topic } from '../domain/topic.js';
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
        definition: toJson(topic),
        since: now,
      })),
    )
    .onConflict((c) => c.columns(['id', 'version']).doUpdateSet((eb) => ({ name: eb.ref('excluded.name') })))
    .execute();
}
