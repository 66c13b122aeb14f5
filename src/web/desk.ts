import type { StoryRow, WireAlert, WireFilter } from '../domain/pages.js';
import type { FeedStatus } from '../domain/feed.js';
import type { Item } from '../domain/item.js';
import type { Evidence } from '../domain/match.js';
import type { Answer, Message } from '../domain/message.js';
import type { Preview } from '../domain/preview.js';
import type { Role } from '../domain/story.js';
import type {
  TopicChange,
  TopicChanged,
  TopicDraft,
  TopicEdit,
  TopicFault,
  TopicForm,
} from '../domain/topic-edit.js';
import type { Priority, RefusedTopic, Topic } from '../domain/topic.js';
import type { FeedFile, FeedsAdded, FoundFeed, Outbox } from './feeds-and-outbox.js';

export type * from './feeds-and-outbox.js';

/** What the page asks of the program. */
export interface Desk {
  readonly now: () => Date;
  choices(): Choices;
  wire(filter: WireFilter, after: string | null, limit: number): Promise<WirePage>;
  alert(id: string): Promise<AlertDetail | null>;
  /** Stories that a topic matched, the newest first; any topic when null. */
  stories(topic: string | null, after: string | null, limit: number): Promise<StoryPage>;
  story(id: number): Promise<StoryFile | null>;
  item(id: number): Promise<ItemFile | null>;
  topics(): Promise<{ readonly topics: readonly TopicRow[]; readonly refused: readonly RefusedTopic[] }>;
  topic(id: string): Promise<TopicFile | null>;
  topicRules(): { readonly readOnly: string | null; readonly watchlists: readonly string[] };
  /** What a query can name here: feeds, publishers, shared blocks, names with aliases. */
  queryWords(): readonly string[];
  /** Holds a query against the last thirty days. */
  tryTopic(query: string, of: { topicId: string | null; watchlist: string | null }): Promise<Trial>;
  changeTopic(change: TopicChange, who: string | null): Promise<TopicChanged>;
  /** What a change would write, without writing it. */
  draftTopic(change: TopicChange): Promise<TopicDraft>;
  /** Those in trouble first. */
  feeds(): Promise<readonly FeedStatus[]>;
  feed(id: string): Promise<FeedFile | null>;
  /** Makes it due at once; false when there is no such feed. */
  pollFeed(id: string): Promise<boolean>;
  /** Hands on what was held of it, to be posted or not. Returns how many. */
  acceptHeld(id: string, post: boolean): Promise<number>;
  findFeed(address: string): Promise<FoundFeed>;
  addFeed(url: string, id: string): Promise<FeedsAdded>;
  importOpml(xml: string): Promise<FeedsAdded>;
  exportOpml(): string;
  outbox(offset: number, limit: number): Promise<Outbox>;
  /** Does what the same words do in chat: `outbox retry all`, `mute s5 for 24h`. */
  act(question: string, who: string | null): Promise<Acted>;
  /** Null takes back what was said. */
  judge(storyId: number, relevant: boolean | null, who: string | null): Promise<Acted>;
  dropAlert(id: string, who: string | null): Promise<Acted>;
  /** By words, or in the language of topics over the last days; the newest or best three hundred. */
  search(query: string): Promise<Searched>;
  /** The newest articles of a topic; of any when null. */
  latest(topicId: string | null, limit: number): Promise<readonly Found[]>;
  /** A question as in chat, from somebody who may change nothing. */
  ask(question: string, page: number): Promise<Answer>;
  /** Platforms that a message can be shown for. */
  readonly platforms: readonly string[];
  preview(platform: string, message: Message): Promise<Preview>;
}

/** What may be chosen from. */
export interface Choices {
  readonly topics: readonly { readonly id: string; readonly name: string }[];
  readonly destinations: readonly string[];
}

export interface WirePage {
  readonly alerts: readonly WireAlert[];
  /** What leads to the next page; null on the last. */
  readonly next: string | null;
}

export interface AlertDetail {
  readonly alert: WireAlert;
  /** The last ones, newest first. */
  readonly attempts: readonly Attempt[];
}

export interface Attempt {
  readonly action: 'send' | 'update' | 'find';
  readonly startedAt: Date;
  readonly outcome: string | null;
  readonly detail: string | null;
}

export interface StoryPage {
  readonly stories: readonly StoryRow[];
  readonly next: string | null;
}

export interface StoryFile {
  readonly id: number;
  readonly firstAt: Date;
  readonly lastAt: Date;
  /** In order of time; the first hundred. */
  readonly members: readonly StoryMember[];
  readonly items: number;
  /** What was posted of it, newest first. */
  readonly alerts: readonly WireAlert[];
}

export interface StoryMember {
  readonly item: Item;
  readonly role: Role;
  /** To the text that it repeats, 0 to 1; null where it repeats none. */
  readonly similarity: number | null;
  readonly topics: readonly string[];
}

export interface ItemFile {
  readonly item: Item;
  readonly storyId: number | null;
  readonly matches: readonly { readonly topicId: string; readonly evidence: readonly Evidence[] }[];
}

export interface TopicRow {
  readonly id: string;
  readonly name: string;
  readonly watchlist: string;
  readonly priority: Priority;
  readonly destinations: readonly string[];
  /** Stories that it matched, a day; the last one is today. */
  readonly perDay: readonly number[];
  readonly lastAlertAt: Date | null;
  /** What readers have said of its posts. */
  readonly relevant: number;
  readonly judged: number;
}

export interface TopicFile {
  readonly form: TopicForm;
  readonly perDay: readonly number[];
  readonly refusal: RefusedTopic | null;
  readonly tests: Topic['tests'];
  /** The newest first. */
  readonly edits: readonly TopicEdit[];
}

/** What a query would find, and what it gains and loses against the one that is saved. */
export type Trial =
  | {
      readonly ok: true;
      readonly days: number;
      readonly articles: number;
      readonly posts: number;
      readonly postsPerDay: number;
      /** Null: nothing is saved yet. */
      readonly savedPostsPerDay: number | null;
      readonly samples: readonly Sample[];
      readonly gained: number;
      readonly gains: readonly Sample[];
      readonly lost: number;
      readonly losses: readonly Sample[];
      readonly warnings: readonly string[];
    }
  | { readonly ok: false; readonly faults: readonly TopicFault[] };

export interface Sample {
  readonly itemId: number;
  readonly storyId: number | null;
  readonly title: string;
  readonly publisher: string;
  readonly link: string | null;
  readonly publishedAt: Date;
  /** What was found, as the article has it. */
  readonly terms: readonly string[];
  readonly text: string;
}

export interface Found {
  readonly item: Item;
  readonly storyId: number | null;
  readonly topicIds: readonly string[];
  /** The text around what was found, and what that was. */
  readonly text: string;
  readonly terms: readonly string[];
}

export type Searched =
  /** `days`: how far back was looked; null: through all. */
  | { readonly ok: true; readonly days: number | null; readonly found: readonly Found[] }
  | { readonly ok: false; readonly faults: readonly TopicFault[] };

/** What came of something that was changed. */
export interface Acted {
  readonly ok: boolean;
  readonly text: string;
}
