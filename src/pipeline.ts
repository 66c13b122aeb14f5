import type { StoryDesk } from './domain/story-desk.js';
import { brief } from './pipeline/brief.js';
import { deliver } from './pipeline/deliver.js';
import { type PipelineParts, UNREAD } from './pipeline/parts.js';
import { acceptHeld, type ImportResult, importPaths, poll, pollsToStart } from './pipeline/poll.js';
import { createReader } from './pipeline/read.js';
import { reword } from './pipeline/reword.js';
import { openStoryDesk } from './pipeline/story-desk.js';
import { tellPromises } from './pipeline/tell-promises.js';
import { createWebSub, type WebSub } from './pipeline/websub.js';
import type { Handlers } from './queue/queue.js';
import { dueDigests } from './store/digests.js';
import { dueLanes } from './store/lanes.js';
import { unreadItems } from './store/readings.js';
import { unasked } from './store/rewordings.js';
import * as stories from './store/stories.js';

/**
 * The straight line: Feed → Item → Story → Match → Briefing → Alert → Delivery. Four jobs, and beside them the one that
 * rewords: each carries one id, is safe to run twice, and commits what it decided before it wakes the next. What a lost
 * wake-up leaves behind, `sweep` finds.
 */
export interface Pipeline extends Handlers {
  /** Wakes workers for all that is due, and for the feeds that were due at `pollsDueAt`. */
  sweep(pollsDueAt: Date | null): Promise<void>;
  /** Stores saved articles, files or folders of them, and hands them on. */
  importPaths(paths: readonly string[]): Promise<ImportResult>;
  /** Hands on what a flood brake held of a feed: to be posted, or as a new baseline. Returns how many. */
  acceptHeld(feedId: string, post: boolean): Promise<number>;
  /** What can be written on stories on request. */
  readonly storyDesk: StoryDesk;
  /** What hubs say and push. */
  readonly websub: WebSub;
  /** Starts nothing new and breaks polls off; what is being sent is finished. */
  stop(): void;
}

/** `isShared`: whether other processes may work on the store. */
export function createPipeline(parts: PipelineParts, isShared = false): Pipeline {
  const stopping = new AbortController();
  const websub = createWebSub(parts);
  const reader = createReader(parts, isShared);
  const surely = async (work: () => Promise<void>) => {
    await parts.sure();
    await work();
  };
  return {
    poll: async (feedId) => {
      await reader.idle();
      await surely(() => poll(parts, stopping.signal, feedId));
    },
    read: () => reader.read(),
    brief: (storyId) => surely(() => brief(parts, Number(storyId))),
    reword: (key) => surely(() => reword(parts, stopping.signal, key)),
    deliver: (destination) => deliver(parts, stopping.signal, destination),
    sweep: (pollsDueAt) => surely(() => sweep(parts, pollsDueAt)),
    importPaths: (paths) => importPaths(parts, paths),
    acceptHeld: (feedId, post) => acceptHeld(parts, feedId, post),
    storyDesk: openStoryDesk(parts),
    websub,
    stop: () => {
      stopping.abort();
      reader.stop();
    },
  };
}

async function sweep(parts: PipelineParts, pollsDueAt: Date | null): Promise<void> {
  const { db, live, queue, now } = parts;
  const { messengers } = live();
  const at = now();
  const lanes = new Set([...(await dueLanes(db, at)), ...(await dueDigests(db, at))]);
  await queue.wake(
    'deliver',
    [...lanes].filter((destination) => messengers.has(destination)),
    at,
  );
  await queue.wake('brief', await stories.unbriefedStories(db, at, SWEEP_LIMIT), at);
  await tellPromises(parts);
  if (parts.rewording) await queue.wake('reword', await unasked(db, at, SWEEP_LIMIT), at);
  if ((await unreadItems(db, at, 1)).length > 0) await queue.wake('read', [UNREAD], at);
  if (pollsDueAt !== null) await queue.wake('poll', await pollsToStart(parts, pollsDueAt), at);
}

/** Enough for every worker until the next sweep. */
const SWEEP_LIMIT = 500;
