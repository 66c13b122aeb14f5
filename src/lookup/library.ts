import type { FeedStatus } from '../domain/feed.js';
import type { Answer } from '../domain/message.js';
import type { Topic } from '../domain/topic.js';
import type { Db } from '../store/db.js';

/** What questions are answered from. */
export interface Library {
  readonly db: Db;
  readonly topics: () => ReadonlyMap<string, Topic>;
  /** How the feeds do, those in trouble first. */
  readonly feeds: () => Promise<readonly FeedStatus[]>;
  readonly now: () => Date;
}

/** An answer before it knows which page of which question it is. */
export type Reply = Omit<Answer, 'page' | 'question'>;

export function refuse(text: string): Reply {
  return { ok: false, title: 'That did not work', text, entries: [], pages: 1 };
}
