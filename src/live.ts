import { setImmediate } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Compiler } from './compile-aside.js';
import type { Config } from './config/config.js';
import type { Messenger } from './deliver/messenger.js';
import type { Topic } from './domain/topic.js';
import { masthead } from './text/masthead.js';
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

/**
 * Compiles what a config says into what the pipeline works with; a topic whose tests fail does not go live. Of many
 * topics nothing takes so long at a time that others wait for it.
 */
export async function compileLive(
  config: Config,
  { messengers, direct, elsewhere, isShared }: Places,
  compile: Compiler['compile'],
  before?: Compiled,
): Promise<Compiled> {
  const refused: Refusal[] = [];
  const destinations = new Set(messengers.keys());
  const withOff = (topic: Topic): Topic => {
    const added = (topic.off ?? []).filter((id) => elsewhere.has(id));
    for (const id of added) destinations.add(id);
    return { ...topic, destinations: [...topic.destinations, ...added] };
  };
  const topics: Topic[] = [];
  for (const [i, topic] of config.topics.map(withOff).entries()) {
    if (i % AT_ONCE === AT_ONCE - 1) await setImmediate();
    const previous = before?.live.topics.get(topic.id);
    const messages = isTested(topic, previous) ? [] : testTopic(topic);
    if (messages.length === 0) topics.push(topic);
    else {
      refused.push({ topicId: topic.id, messages, kept: previous !== undefined });
      if (previous) topics.push(previous);
    }
  }
  const live: Live = {
    feeds: new Map(config.feeds.map((feed) => [feed.id, feed])),
    topics: new Map(topics.map((topic) => [topic.id, topic])),
    index: await compile(topics, before?.live.index),
    destinations,
    messengers: withDirect(messengers, direct),
    isShared,
    places: new Map(config.destinations.map((destination) => [destination.id, destination])),
    tierOf: tiersOf(config),
    operator: config.operator,
  };
  return { live, refused };
}

/** Topics that are tested before others have their turn. */
const AT_ONCE = 50;

/** What is in force has passed its tests. */
function isTested(topic: Topic, previous: Topic | undefined): boolean {
  return topic.version === previous?.version && isDeepStrictEqual(topic.tests, previous.tests);
}

function withDirect(configured: Places['messengers'], direct: Places['direct']): Messengers {
  return {
    get: (id) => configured.get(id) ?? direct(id) ?? undefined,
    has: (id) => configured.has(id) || direct(id) !== null,
    keys: () => configured.keys(),
    size: configured.size,
  };
}

/** What the configuration says of a publisher comes before what it says of the feed. */
export function tiersOf({ feeds, publishers = {} }: Pick<Config, 'feeds' | 'publishers'>): Live['tierOf'] {
  const ofFeed = new Map(feeds.map(({ id, tier }) => [id, tier]));
  const ofPublisher = new Map(Object.entries(publishers).map(([name, tier]) => [masthead(name), tier]));
  return ({ feedId, publisher }) => ofPublisher.get(masthead(publisher)) ?? ofFeed.get(feedId) ?? 2;
}
