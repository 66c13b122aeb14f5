import type { VerbHelp } from '../domain/conversation.js';
import type { FeedStatus } from '../domain/feed.js';
import type { Item } from '../domain/item.js';
import type { Answer, Asker } from '../domain/message.js';
import type { Permission } from '../domain/permission.js';
import type { StoryDesk } from '../domain/story-desk.js';
import type { RefusedTopic, Topic, TopicTest } from '../domain/topic.js';
import type { TopicDesk } from '../domain/topic-edit.js';
import type { Trace } from '../domain/trace.js';
import type { Db } from '../store/db.js';

/** What questions are answered from. */
export interface Library {
  readonly db: Db;
  readonly topics: () => ReadonlyMap<string, Topic>;
  /** Topics whose own tests fail: left out, or going on as they were before an edit. */
  readonly refused: () => readonly RefusedTopic[];
  /** How the feeds do, those in trouble first. */
  readonly feeds: () => Promise<readonly FeedStatus[]>;
  /** Where topics are changed and queries tried. */
  readonly topicDesk: TopicDesk;
  /** What can be written on stories. */
  readonly storyDesk: StoryDesk;
  /** How a version of a topic fares on an article. */
  readonly trace: (topic: Topic, article: Traceable) => Trace;
  /** A text for a topic's tests, out of an article; null when the topic does not match that. */
  readonly proposeTest: (topic: Topic, article: Traceable) => TopicTest | null;
  /** The address of an article as its identity; null for what is none. */
  readonly canonicalUrl: (url: string) => string | null;
  readonly now: () => Date;
  /** Ids of the places that alerts go to. */
  readonly destinations: () => readonly string[];
  /** Who may change what from chat. */
  readonly permissions: () => readonly Permission[];
  /** Has what was changed seen to at once: posts that show it, stories that go on. */
  readonly wake: (job: 'deliver' | 'brief', ids: readonly string[]) => Promise<void>;
}

/** What a topic is held against. */
export type Traceable = Pick<Item, 'title' | 'body' | 'lang' | 'publisher' | 'author' | 'url' | 'feedId'>;

/** What followed the verb of a question. */
export interface Asked {
  readonly rest: string;
  /** 1-based. */
  readonly page: number;
  /** Null on the command line. */
  readonly asker: Asker | null;
  /** The platform's own id of the question. */
  readonly request: string | null;
}

/** A kind of question: one entry of the table in verbs.ts. */
export interface Verb extends VerbHelp {
  answer(library: Library, asked: Asked): Promise<Reply>;
}

/** An answer before it knows which page of which question it is. */
export type Reply = Omit<Answer, 'page' | 'question'>;

/** Entries on a page of an answer. */
export const PAGE_SIZE = 5;
/** The same where an entry is one line. */
export const LINES_A_PAGE = 2 * PAGE_SIZE;

/** What is answered to something that was not asked as a question has no other page. */
export const unasked = (reply: Reply): Answer => ({ ...reply, page: 1, question: '' });

/** All that there is to say. */
export function done(title: string, text: string | null = null): Reply {
  return { ok: true, title, text, entries: [], pages: 1 };
}

export function refuse(text: string): Reply {
  return { ok: false, title: 'That did not work', text, entries: [], pages: 1 };
}

/** The question cannot be meant so: `text` says how to ask. */
export function misused(text: string): Reply {
  return { ...refuse(text), title: 'How to ask', misused: true };
}

export function nothing(text: string): Reply {
  return done('Nothing found', text);
}

/** As an answer echoes what was asked; with quotation marks of its own it needs no others, unless one is not closed. */
export function quoted(text: string): string {
  const shown = text.length > 60 ? `${text.slice(0, 60).toWellFormed()}…` : text;
  const marks = shown.split('"').length - 1;
  return marks > 0 && marks % 2 === 0 ? shown : `"${shown.replaceAll('"', '')}"`;
}
