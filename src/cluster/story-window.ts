/**
 * The stories of the last 72 hours, in memory, or of the last 262,144 articles where that is less: where a new item belongs, by its text (a copy), by its headline (the
 * same article, edited) or by what it tells (another report of the event). The store is the truth: after a start,
 * `put` what it has.
 */
import type { Role } from '../domain/story.js';
import { masthead } from '../text/masthead.js';
import { type CrossingIndex, crossingIndex } from './crossings.js';
import { type Copy, copyIndex, type CopyIndex } from './copies.js';
import { type EventIndex, eventIndex, type WeighedReport } from './events.js';
import type { Fingerprint } from './fingerprint.js';
import { areOneTemplate, headlineOf, namesAnother } from './headline.js';
import { type Aliases, type Crossing, crossingOf, type NameTable, nameTable } from './names.js';

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
  /** Remembers it as a member of this story. */
  readonly settle: (storyId: number) => Undo;
}

/** Forgets it again, because it was not stored; the last thing remembered first. */
export type Undo = () => void;

export interface StoryWindow {
  place(report: Report): Placed;
  /** Remembers what the store has. Also moves an item to another story. */
  put(report: Report, storyId: number): Undo;
  size(): number;
}

/** How far back a window reaches: what is older than this is not asked for, however it is remembered. */
export const REACH = { ms: 72 * 3_600_000, articles: 262_144 };

interface State {
  readonly copies: CopyIndex;
  readonly events: EventIndex;
  readonly crossings: CrossingIndex;
  /** Compiled anew when the aliases are others. */
  names: { readonly of: Aliases; readonly table: NameTable };
  readonly members: Map<number, Member>;
  readonly stories: Map<number, Story>;
  readonly headlines: Map<string, number>;
  readonly most: number;
}

/** What tells a template filled in anew from the article that it looks like. */
interface Form {
  readonly publisher: string;
  readonly title: string;
  /** Of title and lead. */
  readonly figures: readonly string[];
}

interface Member {
  readonly form: Form;
  readonly storyId: number;
  readonly at: number;
}

interface Story {
  readonly publishers: readonly string[];
  /** Of its last member. */
  readonly form: Form;
  readonly lastAt: number;
}

const HOUR = 3_600_000;
/** An article that is published again within this time under one headline is one article. */
const EDITED_MS = 20 * HOUR;
/** Shorter headlines ("Market update", "Transaction in own shares") name another article every day. */
const TELLING_HEADLINE = { characters: 25, words: 6 };
/** Equal headlines without a text ("Stocks rise") may be days apart: the event decides, which minds the clock. */
const SHORT = 20;
/** As good as equal: a reprint, whatever its headline says. */
const SURELY_COPY = 0.9;
/** Old stories are looked for each time that so many items are held more. */
const SWEEP_EVERY = 4_096;
/** What is kept of a window that is full. */
const KEPT = 0.9;

const NO_ALIASES: Aliases = new Map();

/**
 * `aliases`: what topics call a thing in other words and languages; asked for each report. `most`: articles held, with
 * those that have come since it was looked last.
 */
export function storyWindow(
  aliases: () => Aliases = () => NO_ALIASES,
  most: number = REACH.articles,
): StoryWindow {
  const state: State = {
    copies: copyIndex(most),
    events: eventIndex(),
    crossings: crossingIndex(),
    names: { of: NO_ALIASES, table: nameTable(NO_ALIASES) },
    members: new Map(),
    stories: new Map(),
    headlines: new Map(),
    most,
  };
  return {
    place(report) {
      const seen = look(state, report, aliases());
      return {
        join: findJoin(state, report, seen),
        settle: (storyId) => settle(state, report, seen, storyId),
      };
    },
    put: (report, storyId) => settle(state, report, look(state, report, aliases()), storyId),
    size: () => state.members.size,
  };
}

/** What a report is compared by. */
interface Seen {
  readonly form: Form;
  /** Null without a date. */
  readonly weighed: WeighedReport | null;
  readonly crossing: Crossing;
}

function look(state: State, report: Report, aliases: Aliases): Seen {
  if (state.names.of !== aliases) state.names = { of: aliases, table: nameTable(aliases) };
  const weighed = report.dated ? state.events.weigh(eventOf(report)) : null;
  const crossing = crossingOf(report, state.names.table);
  const figures = [...crossing.keys].flatMap(([key, kind]) => (kind === 'figure' ? [key] : []));
  const form = { publisher: masthead(report.publisher), title: report.title, figures };
  return { form, weighed, crossing };
}

const eventOf = ({ title, body, publishedAt }: Report) => ({ title, body, at: publishedAt });

function findJoin(state: State, report: Report, seen: Seen): Joining | null {
  const { form, weighed } = seen;
  const isHeld = (itemId: number) => itemId !== report.itemId && state.members.has(itemId);
  const copy = state.copies.nearest(report.fingerprint, isHeld);
  const original = copy && state.members.get(copy.itemId);
  const telling = report.fingerprint.words >= SHORT || !report.dated;
  if (telling && copy && original && !isAnother(copy, original.form, form))
    return { storyId: original.storyId, role: 'copy', similarity: copy.similarity };
  const edited = state.members.get(state.headlines.get(headlineKey(report)) ?? -1);
  if (edited && (!report.dated || Math.abs(edited.at - report.publishedAt.getTime()) <= EDITED_MS))
    return { storyId: edited.storyId, role: 'copy', similarity: 1 };
  const event = weighed && state.events.nearest(weighed);
  const story = event && state.stories.get(event.storyId);
  if (!event || !story) return weighed && inOtherScript(state, report, seen);
  if (isFilledAnew(story.form, form)) return null;
  const role = original?.storyId === event.storyId ? 'copy' : roleIn(story, form);
  return { storyId: event.storyId, role, similarity: event.similarity };
}

const roleIn = ({ publishers }: Story, { publisher }: Form): Role =>
  publishers.includes(publisher) ? 'follow-up' : 'report';

/** How alike two reports are that share no word says only that they share enough. */
const CROSSED = 0.25;

function inOtherScript(state: State, { publishedAt }: Report, { form, crossing }: Seen): Joining | null {
  const found = state.crossings.nearest(crossing, publishedAt.getTime());
  const story = found && state.stories.get(found.storyId);
  if (!found || !story) return null;
  return { storyId: found.storyId, role: roleIn(story, form), similarity: CROSSED };
}

/** A copy of a template with other figures is another filing, listing or result. */
const isAnother = ({ similarity }: Copy, original: Form, form: Form): boolean =>
  similarity < SURELY_COPY && isFilledAnew(original, form);

/** One headline with other figures; or, of one publisher, the same headline over a text that shares no figure. */
function isFilledAnew(a: Form, b: Form): boolean {
  const [headline, other] = [headlineOf(a.title), headlineOf(b.title)];
  if (namesAnother(headline, other)) return true;
  if (a.publisher !== b.publisher || a.figures.length === 0 || b.figures.length === 0) return false;
  return areOneTemplate(headline, other) && !a.figures.some((figure) => b.figures.includes(figure));
}

function settle(state: State, report: Report, { form, weighed, crossing }: Seen, storyId: number): Undo {
  const { members, headlines, stories } = state;
  const { itemId } = report;
  const seenAt = report.seenAt.getTime();
  const at = report.dated ? report.publishedAt.getTime() : seenAt;
  const key = isTelling(report.title) ? headlineKey(report) : null;
  const before = {
    member: members.get(itemId),
    story: stories.get(storyId),
    named: key && headlines.get(key),
  };
  // Read again, it tells of the event once.
  const joins = weighed !== null && before.member?.storyId !== storyId;
  state.copies.add(itemId, report.fingerprint, seenAt);
  if (joins) {
    state.events.join(weighed, storyId);
    state.crossings.add(storyId, crossing, at);
  }
  members.set(itemId, { form, storyId, at });
  if (key !== null) headlines.set(key, itemId);
  const { publishers = [], lastAt = seenAt } = before.story ?? {};
  const others = publishers.includes(form.publisher) ? publishers : [...publishers, form.publisher];
  stories.set(storyId, { publishers: others, form, lastAt: Math.max(lastAt, seenAt) });
  if (members.size % SWEEP_EVERY === 0) sweep(state, seenAt);
  return () => {
    if (joins) {
      state.events.leave(weighed, storyId);
      state.crossings.remove(storyId, crossing);
    }
    restore(members, itemId, before.member);
    restore(stories, storyId, before.story);
    if (key !== null) restore(headlines, key, before.named ?? undefined);
  };
}

function restore<K, V>(map: Map<K, V>, key: K, before: V | undefined): void {
  if (before === undefined) map.delete(key);
  else map.set(key, before);
}

function isTelling(title: string): boolean {
  if (title.length < TELLING_HEADLINE.characters) return false;
  const { words, figures } = headlineOf(title);
  return words.size + figures.size >= TELLING_HEADLINE.words;
}

const headlineKey = ({ publisher, title }: Report) => `${publisher}\n${title.toLowerCase()}`;

/** Forgets the stories that nothing was added to for 72 hours, and the oldest of too many, with all of their members. */
function sweep(state: State, now: number): void {
  const { stories, members, headlines, events, crossings } = state;
  const before = Math.max(now - REACH.ms, endOfSurplus(state));
  for (const [id, { lastAt }] of stories) if (lastAt < before) stories.delete(id);
  for (const [id, { storyId }] of members) if (!stories.has(storyId)) members.delete(id);
  for (const [key, itemId] of headlines) if (!members.has(itemId)) headlines.delete(key);
  events.forget(before);
  crossings.forget(before);
}

/** When something was added last to the oldest story that stays where there are too many articles. */
function endOfSurplus({ members, stories, most }: State): number {
  if (members.size <= most) return -Infinity;
  const times = Float64Array.from(
    members.values(),
    ({ storyId }) => stories.get(storyId)?.lastAt ?? 0,
  ).sort();
  return times[Math.floor(times.length - KEPT * most)] ?? -Infinity;
}
