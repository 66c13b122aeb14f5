import type { Config } from './config/config.js';
import type { Messenger } from './deliver/messenger.js';
import type { Topic } from './domain/topic.js';
import { compileTopics } from './match/compile.js';
import { testTopic } from './match/test-topic.js';
import type { Live } from './pipeline/parts.js';

/** A topic that is left out, or kept as it was, because its own tests fail. */
export interface Refusal {
  readonly topicId: string;
  readonly messages: readonly string[];
  /** The version before the edit goes on working. */
  readonly kept: boolean;
}

export interface Compiled {
  readonly live: Live;
  readonly refused: readonly Refusal[];
}

/** Compiles what a config says into what the pipeline works with; a topic whose tests fail does not go live. */
export function compileLive(
  config: Config,
  messengers: ReadonlyMap<string, Messenger>,
  before?: Compiled,
): Compiled {
  const refused: Refusal[] = [];
  const topics = config.topics.flatMap((topic): Topic[] => {
    const failures = testTopic(topic, topic.shared);
    if (failures.length === 0) return [topic];
    const previous = before?.live.topics.get(topic.id);
    const messages = failures.map((failure) => failure.message);
    refused.push({ topicId: topic.id, messages, kept: previous !== undefined });
    return previous ? [previous] : [];
  });
  const live: Live = {
    feeds: new Map(config.feeds.map((feed) => [feed.id, feed])),
    topics: new Map(topics.map((topic) => [topic.id, topic])),
    index: compileTopics(topics, before?.live.index).index,
    messengers,
    operator: config.operator,
  };
  return { live, refused };
}
