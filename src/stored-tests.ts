import type { Expected, Topic, TopicTest } from './domain/topic.js';
import type { Live } from './pipeline/parts.js';
import { textsOf } from './store/archive.js';
import type { Db } from './store/db.js';

export interface WithStoredTests {
  readonly topics: readonly Topic[];
  /** What is not tried, a line for each topic. */
  readonly untried: readonly string[];
}

/** The topics with the text of the stored articles that their tests name; an article that is gone tests nothing. */
export async function withStoredTests(
  db: Db,
  topics: readonly Topic[],
  tierOf: Live['tierOf'],
): Promise<WithStoredTests> {
  const ids = topics.flatMap(({ tests: { stored = NONE } }) => [...stored.match, ...stored.ignore]);
  if (ids.length === 0) return { topics, untried: [] };
  const texts = new Map<number, TopicTest>();
  for (const item of await textsOf(db, [...new Set(ids)])) {
    const { id, title, body, lang, publisher, author, url, feedId } = item;
    const about = { lang, publisher, author, url, feedId, tier: tierOf(item) };
    texts.set(id, { title, text: body, source: `i${id}`, about });
  }
  const untried: string[] = [];
  const completed = topics.map((topic) => {
    const { match, ignore, stored } = topic.tests;
    if (!stored) return topic;
    const found = (list: readonly number[]) => list.flatMap((id) => texts.get(id) ?? []);
    const lost = (list: readonly number[]) => list.filter((id) => !texts.has(id));
    const left: Expected<number> = { match: lost(stored.match), ignore: lost(stored.ignore) };
    const names = [...left.match, ...left.ignore].map((id) => `i${id}`);
    if (names.length > 0)
      untried.push(
        `topic ${topic.id}: not tried on ${names.join(', ')}: no article with such an id and its text is stored here; take the test out or name another`,
      );
    const tests = {
      match: [...match, ...found(stored.match)],
      ignore: [...ignore, ...found(stored.ignore)],
      ...(names.length > 0 && { stored: left }),
    };
    return { ...topic, tests };
  });
  return { topics: completed, untried };
}

const NONE: Expected<number> = { match: [], ignore: [] };
