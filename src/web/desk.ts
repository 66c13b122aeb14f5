import type { AlertState } from '../domain/alert.js';
import type { Item } from '../domain/item.js';
import type { Evidence } from '../domain/match.js';
import type { Message } from '../domain/message.js';
import type { Preview } from '../domain/preview.js';
import type { Role } from '../domain/story.js';
import type { Priority } from '../domain/topic.js';

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
  /** Platforms that a message can be shown for. */
  readonly platforms: readonly string[];
  preview(platform: string, message: Message): Promise<Preview>;
}

/** What may be chosen from. */
export interface Choices {
  readonly topics: readonly { readonly id: string; readonly name: string }[];
  readonly destinations: readonly string[];
}

export interface WireFilter {
  readonly topic?: string;
  readonly destination?: string;
  readonly priority?: Priority;
  /** `2025-03-14`, in UTC. */
  readonly day?: string;
}

export interface WirePage {
  readonly alerts: readonly WireAlert[];
  /** What leads to the next page; null on the last. */
  readonly next: string | null;
}

export interface WireAlert {
  readonly id: string;
  /** Null for a notice of Wirewatch's own. */
  readonly storyId: number | null;
  readonly destination: string;
  readonly topics: readonly string[];
  readonly priority: Priority;
  readonly state: AlertState;
  readonly message: Message;
  readonly reason: string | null;
  readonly createdAt: Date;
  readonly sentAt: Date | null;
  /** Grows with each change of what is said or shown. */
  readonly stamp: string;
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

export interface StoryRow {
  readonly id: number;
  readonly firstAt: Date;
  readonly lastAt: Date;
  readonly headline: string;
  readonly items: number;
  readonly publishers: readonly string[];
  readonly topics: readonly string[];
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
