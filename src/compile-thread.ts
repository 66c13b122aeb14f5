import { parentPort } from 'node:worker_threads';
import { type CompiledTables, READY } from './compile-task.js';
import { compileTopics, type CompiledTopic, type TopicSource } from './match/compile.js';
import { portable } from './match/topic-index.js';

/** Parsed queries, so that the next edit parses what it changed. */
let known: { readonly topics: readonly CompiledTopic[] } | undefined;

parentPort?.on('message', (topics: readonly TopicSource[]) => {
  const { index, refused } = compileTopics(topics, known);
  known = { topics: index.topics };
  const places = new Map(topics.map(({ id }, i) => [id, i]));
  const accepted = index.topics.map(({ id }) => places.get(id) ?? 0);
  const { tables, buffers } = portable(index.tables);
  const compiled: CompiledTables = { accepted, refused, exact: index.exact, tables };
  parentPort?.postMessage(compiled, buffers);
});

parentPort?.postMessage(READY);
