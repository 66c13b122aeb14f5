import { setImmediate } from 'node:timers/promises';
import { storyWindow, type StoryWindow } from '../cluster/story-window.js';
import type { Topic } from '../domain/topic.js';
import { matchArticle } from '../match/match.js';
import type { Tx } from '../store/db.js';
import * as readings from '../store/readings.js';
import { within } from '../queue/queue.js';
import { type PipelineParts, reason } from './parts.js';

/** Item → Story and Match: reads all that waits. */
export interface Reader {
  /** Throws what was thrown last, after the rest has been read. */
  read(): Promise<void>;
  /** Settles when this process reads nothing, or has read for long: what waits to be read comes before what would add to it. */
  idle(): Promise<unknown>;
  /** Ends after the batch that is being read. */
  stop(): void;
}

/** Items read in one transaction, which share what its statements cost. */
const BATCH = 50;
/** What the window of stories remembers; see src/cluster. */
const WINDOW_MS = 72 * 3_600_000;
/** Items learned of from the store at once. */
const LESSON = 500;
/** Reading that never ends holds nobody up for longer. */
const PATIENCE_MS = 10_000;

interface State {
  readonly parts: PipelineParts;
  window: StoryWindow;
  /** The last reading that the window knows of. */
  known: number;
  stopped: boolean;
  reading: Promise<void>;
}

export function createReader(parts: PipelineParts): Reader {
  const reading = Promise.resolve();
  const state: State = { parts, window: openWindow(parts), known: 0, stopped: false, reading };
  return {
    read() {
      const read = readAll(state);
      state.reading = read.catch(() => undefined);
      return read;
    },
    idle: () => within(PATIENCE_MS, state.reading),
    stop: () => {
      state.stopped = true;
    },
  };
}

async function readAll(state: State): Promise<void> {
  const { db, now } = state.parts;
  const faults: unknown[] = [];
  while (!state.stopped) {
    const ids = await readings.unreadItems(db, now(), BATCH);
    if (ids.length === 0) break;
    await readItems(state, ids).catch(async () => faults.push(...(await readSingly(state, ids))));
    await setImmediate();
  }
  if (faults.length > 0) throw faults.at(-1);
}

/** Topics' aliases join reports across scripts; what is in force is compiled once. */
function openWindow({ live }: PipelineParts): StoryWindow {
  let compiled = { of: live().topics, aliases: aliasesOf(live().topics) };
  return storyWindow(() => {
    const { topics } = live();
    if (topics !== compiled.of) compiled = { of: topics, aliases: aliasesOf(topics) };
    return compiled.aliases;
  });
}

const aliasesOf = (topics: ReadonlyMap<string, Topic>) =>
  new Map([...topics.values()].flatMap(({ aliases }) => Object.entries(aliases)));

/** Of a batch that failed each is read alone, so that one item is set aside and not fifty. */
async function readSingly(state: State, ids: readonly number[]): Promise<unknown[]> {
  const { db, now } = state.parts;
  const faults: unknown[] = [];
  for (const id of ids) {
    if (state.stopped) break;
    await readItems(state, [id]).catch(async (error: unknown) => {
      faults.push(error);
      await readings.postponeItem(db, id, reason(error), now());
    });
  }
  return faults;
}

async function readItems(state: State, ids: readonly number[]): Promise<void> {
  const { db, now, report, queue } = state.parts;
  try {
    await learn(state);
    const done = await db.transaction().execute(async (tx) => {
      await readings.lockReading(tx);
      await learn(state, tx);
      const read = place(state, await readings.claimItems(tx, ids), await readings.lastStory(tx));
      return read.length === 0 ? null : { read, ...(await readings.saveReadings(tx, read, now())) };
    });
    if (!done) return;
    state.known = done.last;
    for (const { item, storyId: story, matches } of done.read) {
      for (const { topicId: topic, evidence } of matches)
        report({ event: 'match', item: item.id, story, topic, title: item.title, evidence });
    }
    await queue.wake('brief', done.toBrief, now());
  } catch (error) {
    // The window has placed what was never stored.
    state.window = openWindow(state.parts);
    state.known = 0;
    throw error;
  }
}

/** Tells the window what was read before this process began, or by another one. */
async function learn(state: State, tx?: Tx): Promise<void> {
  const { db, now } = state.parts;
  const since = new Date(now().getTime() - WINDOW_MS);
  for (;;) {
    const lesson = await readings.readAfter(tx ?? db, state.known, since, LESSON);
    for (const { item, fingerprint, storyId, number } of lesson) {
      state.window.put({ ...item, itemId: item.id, fingerprint }, storyId);
      state.known = number;
    }
    if (lesson.length < LESSON) return;
    await setImmediate();
  }
}

function place(
  { parts, window }: State,
  claimed: readonly readings.Reading[],
  lastStory: number,
): readings.ReadItem[] {
  const { tierOf, index } = parts.live();
  let last = lastStory;
  return claimed.map(({ item, fingerprint, storyId }) => {
    const matches = matchArticle(index, { ...item, tier: tierOf(item) });
    const report = { ...item, itemId: item.id, fingerprint };
    if (storyId !== null) {
      window.put(report, storyId);
      return { item, matches, storyId, joins: null };
    }
    const { join, settle } = window.place(report);
    const story = join?.storyId ?? ++last;
    settle(story);
    const joins = {
      role: join?.role ?? 'original',
      similarity: join?.similarity ?? null,
      opens: join === null,
    };
    return { item, matches, storyId: story, joins };
  });
}
