import type { Topic } from './domain/topic.js';
import type { RefusedTopic } from './match/compile.js';
import type { Tables } from './match/topic-index.js';

/** What of a topic an index is made of. */
export type TopicSource = Pick<Topic, 'id' | 'version' | 'query' | 'aliases' | 'shared'>;

/** What a thread makes of topics: the tables, and which of the topics are in them. */
export interface CompiledTables {
  readonly accepted: readonly number[];
  readonly refused: readonly RefusedTopic[];
  readonly exact: Uint8Array;
  readonly tables: Tables;
}

/** The first thing that the thread says: what is sent before is lost. */
export const READY = 'ready';
