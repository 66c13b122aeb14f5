import type { Generated } from 'kysely';
import type { TopicEdit } from '../../domain/topic-edit.js';
import type { Time } from './time.js';

/** A change that somebody made to a topic. */
export interface TopicEditTable {
  id: Generated<number>;
  at: Time;
  by_id: string;
  by_name: string;
  kind: TopicEdit['kind'];
  topic_id: string;
  watchlist: string;
  before: string | null;
  after: string | null;
  /** Id of the topic that a removed one stood behind. */
  follows: string | null;
  undone: Generated<boolean>;
}

/** From when on a version of a topic was in force; null: the topic was not watched. */
export interface TopicTermTable {
  topic_id: string;
  since: Time;
  version: string | null;
}

/** What a reader thought of a post, as an example for its topic: kept when the article itself is gone. */
export interface FeedbackTable {
  id: Generated<number>;
  story_id: number;
  topic_id: string;
  topic_version: string;
  item_id: number;
  title: string;
  body: string;
  lang: string;
  relevant: boolean;
  by_id: string;
  by_name: string;
  at: Time;
}
