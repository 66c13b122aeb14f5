/**
 * The stories of the last 72 hours, in memory: where a new item belongs, by its text (a copy), by its headline (the
 * same article, edited) or by what it tells (another report of the event). The store is the truth: after a start,
 * `put` what it has.
 */
import type { Role } from '../domain/story.js';
import { type Copy, copyIndex, type CopyIndex } from './copies.js';
import { type EventIndex, eventIndex, type WeighedReport } from './events.js';
import type { Fingerprint } from './fingerprint.js';
import { headlineOf, type Headline, namesAnother } from './headline.js';

/** What clustering looks at in an item. */
export interface Report {
  readonly itemId: number;
  readonly title: string;
  readonly body: string;
  readonly publisher: string;
  /** False: when it happened is anybody's guess, so only its text can tell. */
  readonly dated: boolean;
  readonly publishedAt: Date;
  readonly seenAt: Date;
  readonly fingerprint: Fingerprint;
}

/** The story that an item joins, and as what. Similarity: 0 to 1, of the text of a copy, else of the event's words. */
export interface Joining {
  readonly storyId: number;
  readonly role: Role;
  readonly similarity: number;
}

export interface Placed {
  /** Null: it opens a story. */
  readonly join: Joining | null;
  /** Remembers it as a member of this story; to be called once it is stored there. */
  readonly settle: (storyId: number) => void;
}

export interface StoryWindow {
  place(report: Report): Placed;
  /** Remembers what the store has. Also moves an item to another story. */
  put(report: Report, storyId: number): void;
  size(): number;
}

interface State {
  readonly copies: CopyIndex;
  readonly events: EventIndex;
  readonly members: Map<number, Member>;
  readonly stories: Map<number, Story>;
  readonly headlines: Map<string, number>;
}

interface Member {
  readonly storyId: number;
  readonly headline: Headline;
  readonly at: number;
}

interface Story {
  readonly publishers: Set<string>;
  /** Of its last member. */
  headline: Headline;
  lastAt: number;
}

const HOUR = 3_600_000;
const WINDOW_MS = 72 * HOUR;
/** An article that is published again within this time under one headline is one article. */
const EDITED_MS = 20 * HOUR;
/** Shorter headlines ("Market update") name another article every day. */
const TELLING_HEADLINE = 25;
/** Equal headlines without a text ("Stocks rise") may be days apart: the event decides, which minds the clock. */
const SHORT = 20;
/** As good as equal: a reprint, whatever its headline says. */
const SURELY_COPY = 0.9;
/** Old items are forgotten each time as many have come. */
const SWEEP_EVERY = 1_024;

export function storyWindow(): StoryWindow {
  const state: State = {
    copies: copyIndex(),
    events: eventIndex(),
    members: new Map(),
    stories: new Map(),
    headlines: new Map(),
  };
  return {
    place(report) {
      const headline = headlineOf(report.title);
      const weighed = report.dated ? state.events.weigh(eventOf(report)) : null;
      return {
        join: findJoin(state, report, headline, weighed),
        settle: (storyId) => settle(state, report, headline, weighed, storyId),
      };
    },
    put(report, storyId) {
      const weighed = report.dated ? state.events.weigh(eventOf(report)) : null;
      settle(state, report, headlineOf(report.title), weighed, storyId);
    },
    size: () => state.members.size,
  };
}

const eventOf = ({ title, body, publishedAt }: Report) => ({ title, body, at: publishedAt });

function findJoin(
  state: State,
  report: Report,
  headline: Headline,
  weighed: WeighedReport | null,
): Joining | null {
  const copy = state.copies.nearest(report.fingerprint, (itemId) => itemId !== report.itemId);
  const original = copy && state.members.get(copy.itemId);
  const telling = report.fingerprint.words >= SHORT || !report.dated;
  if (telling && copy && original && !isAnother(copy, original, headline))
    return { storyId: original.storyId, role: 'copy', similarity: copy.similarity };
  const edited = state.members.get(state.headlines.get(headlineKey(report)) ?? -1);
  if (edited && (!report.dated || Math.abs(edited.at - report.publishedAt.getTime()) <= EDITED_MS))
    return { storyId: edited.storyId, role: 'copy', similarity: 1 };
  const event = weighed && state.events.nearest(weighed);
  const story = event && state.stories.get(event.storyId);
  if (!event || !story || namesAnother(story.headline, headline)) return null;
  const again = story.publishers.has(report.publisher) ? 'follow-up' : 'report';
  const role = original?.storyId === event.storyId ? 'copy' : again;
  return { storyId: event.storyId, role, similarity: event.similarity };
}

/** One template with other figures is another filing, listing or result. */
const isAnother = ({ similarity }: Copy, original: Member, headline: Headline) =>
  similarity < SURELY_COPY && namesAnother(original.headline, headline);

function settle(
  state: State,
  report: Report,
  headline: Headline,
  weighed: WeighedReport | null,
  storyId: number,
): void {
  const seenAt = report.seenAt.getTime();
  const at = report.dated ? report.publishedAt.getTime() : seenAt;
  state.copies.add(report.itemId, report.fingerprint, seenAt);
  // Read again, it tells of the event once.
  if (weighed && state.members.get(report.itemId)?.storyId !== storyId) state.events.join(weighed, storyId);
  state.members.delete(report.itemId);
  state.members.set(report.itemId, { storyId, headline, at });
  if (report.title.length >= TELLING_HEADLINE) state.headlines.set(headlineKey(report), report.itemId);
  const story = state.stories.get(storyId) ?? { publishers: new Set(), headline, lastAt: seenAt };
  story.publishers.add(report.publisher);
  story.headline = headline;
  story.lastAt = Math.max(story.lastAt, seenAt);
  state.stories.set(storyId, story);
  if (state.members.size % SWEEP_EVERY === 0) sweep(state, seenAt);
}

const headlineKey = ({ publisher, title }: Report) => `${publisher}\n${title.toLowerCase()}`;

/** What nothing was added to for 72 hours. Maps keep the order of their last writing, so the oldest come first. */
function sweep({ stories, members, headlines }: State, now: number): void {
  for (const [id, { lastAt }] of stories) if (now - lastAt > WINDOW_MS) stories.delete(id);
  for (const [id, { storyId }] of members) if (!stories.has(storyId)) members.delete(id);
  for (const [key, itemId] of headlines) if (!members.has(itemId)) headlines.delete(key);
}
