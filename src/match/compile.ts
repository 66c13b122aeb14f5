/** All topics compiled into one index. Refused topics are named; the rest works. */
import type { Topic } from '../domain/topic.js';
import { type Plan, planQuery } from './plan.js';
import { parseQuery } from './query.js';
import { newPass, type Pass } from './select.js';
import type { Query, QueryFault } from './syntax.js';
import { arraysOf, buildTables, settled, type Tables } from './topic-index.js';

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

/** What of a topic an index is made of. */
export type TopicSource = Pick<Topic, 'id' | 'version' | 'query' | 'aliases' | 'shared'>;

/**
 * Compiles topics, each with the `$name` blocks it carries. Topics of the `previous` index with the same id and version
 * are not parsed again.
 */
export function compileTopics(
  topics: readonly TopicSource[],
  previous?: Pick<TopicIndex, 'topics'>,
): { index: TopicIndex; refused: readonly RefusedTopic[] } {
  const accepted: CompiledTopic[] = [];
  const refused: RefusedTopic[] = [];
  const known = knownOf(previous);
  for (const topic of topics) {
    const { id, version } = topic;
    const before = known.get(nameOf(topic));
    if (before) {
      accepted.push(before);
      continue;
    }
    const parsed = parseQuery(topic.query, topic);
    if (parsed.ok) accepted.push({ id, version, query: parsed.query });
    else refused.push({ topicId: id, faults: parsed.faults });
  }
  const plans = accepted.map(({ query }) => planOf(query));
  const tables = buildTables(plans);
  const exact = Uint8Array.from(plans, (plan) => (plan.exact ? 1 : 0));
  return { index: { topics: accepted, exact, tables, pass: newPass(tables, accepted.length) }, refused };
}

/** An index over tables that were compiled elsewhere; a query is parsed when its topic is first selected. */
export function indexOf(
  topics: readonly TopicSource[],
  { accepted, exact, tables }: { accepted: readonly number[]; exact: Uint8Array; tables: Tables },
  previous?: Pick<TopicIndex, 'topics'>,
): TopicIndex {
  const known = knownOf(previous);
  const compiled = accepted.flatMap((place): CompiledTopic[] => {
    const topic = topics[place];
    return topic ? [known.get(nameOf(topic)) ?? parsedLater(topic)] : [];
  });
  const whole = settled(tables);
  return { topics: compiled, exact, tables: whole, pass: newPass(whole, compiled.length) };
}

const knownOf = (previous?: Pick<TopicIndex, 'topics'>) =>
  new Map(previous?.topics.map((topic) => [nameOf(topic), topic]));

const nameOf = ({ id, version }: Pick<Topic, 'id' | 'version'>) => `${id} ${version}`;

function parsedLater(topic: TopicSource): CompiledTopic {
  const { id, version } = topic;
  let query: Query | undefined;
  return {
    id,
    version,
    get query() {
      query ??= parsed(topic);
      return query;
    },
  };
}

function parsed(topic: TopicSource): Query {
  const result = parseQuery(topic.query, topic);
  if (!result.ok) throw new Error(`topic ${topic.id} was compiled and is not understood`);
  return result.query;
}

const planned = new WeakMap<Query, Plan>();

/** Of a query that is compiled again nothing has changed. */
function planOf(query: Query): Plan {
  const known = planned.get(query);
  if (known) return known;
  const made = planQuery(query);
  planned.set(query, made);
  return made;
}

/** Bytes of the index's tables, as far as they have grown; the queries themselves, kept for evidence, are not in it. */
export function indexBytes({ tables, pass, exact }: TopicIndex): number {
  const arrays = [...arraysOf(tables), exact, pass.met, pass.lastPlace, pass.places, pass.selected];
  return arrays.reduce((sum, { byteLength }) => sum + byteLength, 0);
}
