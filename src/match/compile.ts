/** All topics compiled into one index. Refused topics are named; the rest works. */
import type { Topic } from '../domain/topic.js';
import { parseQuery, type SharedBlocks } from './query.js';
import type { Query, QueryFault } from './syntax.js';

export interface CompiledTopic {
  readonly id: string;
  readonly version: string;
  readonly query: Query;
}

export interface RefusedTopic {
  readonly topicId: string;
  readonly faults: readonly QueryFault[];
}

/** What `matchArticle` looks topics up in. Not to be shared between threads. */
export interface TopicIndex {
  readonly topics: readonly CompiledTopic[];
}

/** Compiles topics; `shared` are the `$name` blocks of each topic's watchlist, by watchlist id. */
export function compileTopics(
  topics: readonly Topic[],
  shared: Readonly<Record<string, SharedBlocks>> = {},
): { index: TopicIndex; refused: readonly RefusedTopic[] } {
  const compiled: CompiledTopic[] = [];
  const refused: RefusedTopic[] = [];
  for (const topic of topics) {
    const parsed = parseQuery(topic.query, { aliases: topic.aliases, shared: shared[topic.watchlist] });
    if (parsed.ok) compiled.push({ id: topic.id, version: topic.version, query: parsed.query });
    else refused.push({ topicId: topic.id, faults: parsed.faults });
  }
  return { index: { topics: compiled }, refused };
}
