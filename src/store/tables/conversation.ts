import type { ColumnType, Generated } from 'kysely';
import type { Marks } from '../../domain/action.js';
import type { NullableTime, Time } from './time.js';

/** What is not posted, to anybody or to one person. */
export interface MuteTable {
  kind: 'story' | 'topic';
  /** Id of the story or the topic. */
  subject: string;
  /** Both empty: for all. */
  account: string;
  user_id: string;
  by_name: string;
  at: Time;
  /** Null: until somebody unmutes it. */
  until: NullableTime;
}

/** Who gets a topic's alerts as direct messages. */
export interface FollowTable {
  topic_id: string;
  account: string;
  user_id: string;
  name: string;
  since: Time;
}

/** The audit trail: who changed what, when and from where. */
export interface ChangeTable {
  id: Generated<number>;
  at: Time;
  account: string;
  user_id: string;
  name: string;
  channel: string | null;
  what: string;
  subject: string;
  detail: ColumnType<string, string | undefined, string>;
  /** The platform's id of the click or form; null on the command line. */
  request: string | null;
  /** False: it was so already, and nothing changed. */
  counted: boolean;
}

/** JSON of `Marks`; null: none. */
export type MarksColumn = ColumnType<Marks | null, string | null | undefined, string | null>;
