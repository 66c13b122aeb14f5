import { setImmediate } from 'node:timers/promises';
import { REACH, storyWindow, type StoryWindow, type Undo } from '../cluster/story-window.js';
import type { Topic } from '../domain/topic.js';
import { matchArticle } from '../match/match.js';
import type { Tx } from '../store/db.js';
import { newOwner, releaseLease, takeLease } from '../store/leases.js';
import * as readings from '../store/readings.js';
import { within } from '../queue/queue.js';
import { isUnreachable } from '../store/sqlstate.js';
import { type PipelineParts, reason } from './parts.js';

/** Item → Story and Match: reads all that waits. */
export interface Reader {
  /** Nothing while another process is the reader. Throws what was thrown last, after the rest has been read. */
  read(): Promise<void>;
  /** Settles when this process reads nothing, or has read for long: what waits to be read comes before what would add to it. */
  idle(): Promise<unknown>;
  /** Ends after the batch that is being read, and lets another process be the reader. */
  stop(): void;
}

/** Items read in one transaction, which share what its statements cost. */
const BATCH = 50;
/** Items learned of from the store at once. */
const LESSON = 500;
/** Reading that never ends holds nobody up for longer. */
const PATIENCE_MS = 10_000;

/** Of the processes on a store one reads, for as long as it lives: each that did would have to learn what the others read. */
const LEASE = 'reader';
/** So long after the reader has died another one takes over. */
const LEASE_SECONDS = 5;
/** A wake-up may reach a process that is not the reader: the reader looks by itself. */
const LOOK_MS = 500;

interface State {
  readonly parts: PipelineParts;
  /** The name of this reader; null where there can be no other. */
  readonly owner: string | null;
  readonly window: StoryWindow;
  /** The last reading that the window knows of; null before the first lesson. */
  known: number | null;
  stopped: boolean;
  reading: Promise<void>;
  isReading: boolean;
  /** While it is the reader. */
  holding: NodeJS.Timeout | undefined;
}

/** `isShared`: whether other processes may read from the store. */
export function createReader(parts: PipelineParts, isShared: boolean): Reader {
  const state: State = {
    parts,
    owner: isShared ? newOwner() : null,
    window: openWindow(parts),
    known: null,
    stopped: false,
    reading: Promise.resolve(),
    isReading: false,
    holding: undefined,
  };
  return {
    read: () => readOnce(state),
    idle: () => within(PATIENCE_MS, state.reading),
    stop: () => {
      state.stopped = true;
      const { owner, reading, holding } = state;
      if (owner === null || holding === undefined) return;
      void reading.then(() => releaseLease(parts.db, LEASE, owner)).catch(() => undefined);
      letGo(state);
    },
  };
}

/** One after the other in a process, whoever asks. */
function readOnce(state: State): Promise<void> {
  const read = state.reading.then(() => readAll(state));
  state.reading = read.catch(() => undefined);
  return read;
}

async function readAll(state: State): Promise<void> {
  const { db, now } = state.parts;
  const faults: unknown[] = [];
  state.isReading = true;
  try {
    while (await mayRead(state)) {
      const ids = await readings.unreadItems(db, now(), BATCH);
      if (ids.length === 0) break;
      await readItems(state, ids).catch(async () => faults.push(...(await readSingly(state, ids))));
      await setImmediate();
    }
  } finally {
    state.isReading = false;
  }
  if (faults.length > 0) throw faults.at(-1);
}

async function mayRead(state: State): Promise<boolean> {
  const { owner, parts, holding } = state;
  if (owner === null || holding !== undefined || state.stopped) return !state.stopped;
  if (!(await takeLease(parts.db, LEASE, owner, LEASE_SECONDS))) return false;
  if (!state.stopped) state.holding = setInterval(() => void hold(state, owner), LOOK_MS).unref();
  return !state.stopped;
}

/** Renews the lease, and reads what others were woken for. */
async function hold(state: State, owner: string): Promise<void> {
  const { db, warn } = state.parts;
  const isReader = await takeLease(db, LEASE, owner, LEASE_SECONDS).catch(() => false);
  if (!isReader) return letGo(state);
  if (state.isReading) return;
  await readOnce(state).catch((error: unknown) => {
    // That the store is away is told by everybody.
    if (!isUnreachable(error)) warn(`reading: ${reason(error)}`);
  });
}

function letGo(state: State): void {
  clearInterval(state.holding);
  state.holding = undefined;
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
  const placed: Undo[] = [];
  try {
    await learn(state);
    const done = await db.transaction().execute(async (tx) => {
      await readings.lockReading(tx);
      await learn(state, tx);
      const read = place(state, await readings.claimItems(tx, ids), await readings.lastStory(tx), placed);
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
    // The window has placed what was not stored; if it was after all, it is learned of like what others have read.
    for (const undo of placed.reverse()) undo();
    throw error;
  }
}

/** Tells the window what was read before this process began, or by another one. */
async function learn(state: State, tx?: Tx): Promise<void> {
  const { db, now } = state.parts;
  const since = new Date(now().getTime() - REACH.ms);
  for (;;) {
    state.known ??= await readings.readingBefore(tx ?? db, since, REACH.articles);
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
  placed: Undo[],
): readings.ReadItem[] {
  const { tierOf, index } = parts.live();
  let last = lastStory;
  return claimed.map(({ item, fingerprint, storyId }) => {
    const matches = matchArticle(index, { ...item, tier: tierOf(item) });
    const report = { ...item, itemId: item.id, fingerprint };
    if (storyId !== null) {
      placed.push(window.put(report, storyId));
      return { item, matches, storyId, joins: null };
    }
    const { join, settle } = window.place(report);
    const story = join?.storyId ?? ++last;
    placed.push(settle(story));
    const joins = {
      role: join?.role ?? 'original',
      similarity: join?.similarity ?? null,
      opens: join === null,
    };
    return { item, matches, storyId: story, joins };
  });
}
