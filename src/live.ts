import type { Config } from './config/config.js';
import type { Messenger } from './deliver/messenger.js';
import type { Topic } from './domain/topic.js';
import { compileTopics } from './match/compile.js';
import { testTopic } from './match/test-topic.js';
import type { Live, Messengers } from './pipeline/parts.js';

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

/** Where alerts go. */
export interface Places {
  readonly messengers: ReadonlyMap<string, Messenger>;
  /** Those of somebody's direct messages. */
  readonly direct: (destination: string) => Messenger | null;
  /** Destinations that other processes on this store post to. */
  readonly elsewhere: ReadonlySet<string>;
  readonly isShared: boolean;
}

/** Compiles what a config says into what the pipeline works with; a topic whose tests fail does not go live. */
export function compileLive(
  config: Config,
  { messengers, direct, elsewhere, isShared }: Places,
  before?: Compiled,
): Compiled {
  const refused: Refusal[] = [];
  const destinations = new Set(messengers.keys());
  const withOff = (topic: Topic): Topic => {
    const added = (topic.off ?? []).filter((id) => elsewhere.has(id));
    for (const id of added) destinations.add(id);
    return { ...topic, destinations: [...topic.destinations, ...added] };
  };
  const topics = config.topics.map(withOff).flatMap((topic): Topic[] => {
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
    destinations,
    messengers: withDirect(messengers, direct),
    isShared,
    places: new Map(config.destinations.map((destination) => [destination.id, destination])),
    operator: config.operator,
  };
  return { live, refused };
}

function withDirect(configured: Places['messengers'], direct: Places['direct']): Messengers {
  return {
    get: (id) => configured.get(id) ?? direct(id) ?? undefined,
    has: (id) => configured.has(id) || direct(id) !== null,
    keys: () => configured.keys(),
    size: configured.size,
  };
}
