import type { FeedStatus } from './domain/feed.js';
import type { StoryDesk } from './domain/story-desk.js';
import type { TopicDesk } from './domain/topic-edit.js';
import type { Engine } from './engine.js';
import { explaining } from './explaining.js';
import type { InForce } from './in-force.js';
import { createConversation } from './lookup/conversation.js';
import type { Conversation } from './lookup/inbox.js';
import type { Library } from './lookup/library.js';
import type { Log } from './observe/log.js';

/** What the program is asked through. */
export interface Talking {
  readonly engine: Engine;
  readonly inForce: InForce;
  readonly feeds: () => Promise<readonly FeedStatus[]>;
  readonly topicDesk: TopicDesk;
  readonly pipeline: { readonly storyDesk: StoryDesk };
  readonly now: () => Date;
  readonly log: Log;
}

/** What questions are answered from, and what people do in chat and on the page. */
export function talking({ engine, inForce, feeds, topicDesk, pipeline, now, log }: Talking): {
  readonly library: Library;
  readonly conversation: Conversation;
} {
  const { db, queue } = engine;
  const { live, refused, config } = inForce;
  const library: Library = {
    db,
    topics: () => live().topics,
    refused,
    feeds,
    topicDesk,
    storyDesk: pipeline.storyDesk,
    ...explaining(live),
    now,
    destinations: () => [...live().destinations],
    permissions: () => config().permissions,
    wake: (job, ids) => queue.wake(job, ids, now()),
  };
  const conversation = createConversation(library, (where, error) =>
    log.error(`${where} could not be answered: ${String(error)}`, { err: error }),
  );
  return { library, conversation };
}
