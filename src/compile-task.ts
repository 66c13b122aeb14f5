import type { RefusedTopic } from './match/compile.js';
import type { Tables } from './match/topic-index.js';

/** What a thread makes of topics: the tables, and which of the topics are in them. */
export interface CompiledTables {
  readonly accepted: readonly number[];
  readonly refused: readonly RefusedTopic[];
  readonly exact: Uint8Array;
  readonly tables: Tables;
}

/** The first thing that the thread says: what is sent before is lost. */
export const READY = 'ready';
