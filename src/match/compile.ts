/** All topics compiled into one index. Refused topics are named; the rest works. */
import type { Topic } from '../domain/topic.js';
import { planQuery } from './plan.js';
import { parseQuery } from './query.js';
import { newPass, type Pass } from './select.js';
import type { Query, QueryFault } from './syntax.js';
import { buildTables, tableBytes, type Tables } from './topic-index.js';

export interface CompiledTopic {
  readonly id: string;
  readonly version: string;
  readonly query: Query;
}

export interface RefusedTopic {
  readonly topicId: string;
  readonly faults: readonly QueryFault[];
}

/** What `matchArticle` looks topics up in. Holds the state of a pass: not to be shared between threads. */
export interface TopicIndex {
  readonly topics: readonly CompiledTopic[];
  /** 1 for topics that the index decides alone; of the others it finds candidates, and the evaluator decides. */
  readonly exact: Uint8Array;
  readonly tables: Tables;
  readonly pass: Pass;
}

/**
 * Compiles topics, each with the `$name` blocks it carries. Topics of the `previous` index with the same id and version
 * are not parsed again.
 */
export function compileTopics(
  topics: readonly Topic[],
  previous?: TopicIndex,
): { index: TopicIndex; refused: readonly RefusedTopic[] } {
  const accepted: { topic: Topic; query: Query }[] = [];
  const refused: RefusedTopic[] = [];
  const known = new Map(previous?.topics.map((topic) => [`${topic.id} ${topic.version}`, topic.query]));
  for (const topic of topics) {
    const before = known.get(`${topic.id} ${topic.version}`);
    const parsed = before
      ? ({ ok: true, query: before } as const)
      : parseQuery(topic.query, { aliases: topic.aliases, shared: topic.shared });
    if (parsed.ok) accepted.push({ topic, query: parsed.query });
    else refused.push({ topicId: topic.id, faults: parsed.faults });
  }
  const plans = accepted.map(({ query }) => planQuery(query));
  const tables = buildTables(plans);
  const compiled = accepted.map(
    ({ topic: { id, version }, query }): CompiledTopic => ({ id, version, query }),
  );
  const exact = Uint8Array.from(plans, (plan) => (plan.exact ? 1 : 0));
  return { index: { topics: compiled, exact, tables, pass: newPass(tables, compiled.length) }, refused };
}

/** Bytes of the index's tables; the queries themselves, kept for evidence, are not in it. */
export function indexBytes({ tables, pass, exact }: TopicIndex): number {
  const own = [exact, pass.met, pass.lastPlace, pass.places, pass.selected];
  return own.reduce((sum, { byteLength }) => sum + byteLength, tableBytes(tables));
}
