import type { ColumnType, Generated, JSONColumnType } from 'kysely';
import type { AlertState, HeldFor, LaneHealth } from '../domain/alert.js';
import type { Heading } from '../domain/item.js';
import type { Evidence } from '../domain/match.js';
import type { Message } from '../domain/message.js';
import type { Role } from '../domain/story.js';
import type { Priority, Topic } from '../domain/topic.js';
import type { AttentionTable } from './tables/attention.js';
import type { ChangeTable, FollowTable, MarksColumn, MuteTable } from './tables/conversation.js';
import type { ModelUseTable, RewordingTable } from './tables/rewording.js';
import type { LeaseTable, MoveTable } from './tables/scale.js';
import type { PromiseTable, StoryMoveTable } from './tables/stories.js';
import type { NullableTime, Time } from './tables/time.js';
import type { FeedbackTable, TopicEditTable, TopicTermTable } from './tables/topics.js';

/** The tables of schema `ww`, as the migrations leave them. */
export interface Schema {
  installation: InstallationTable;
  feed: FeedTable;
  host: HostTable;
  item: ItemTable;
  search_entry: SearchEntryTable;
  alias: AliasTable;
  revision: RevisionTable;
  story: StoryTable;
  member: MemberTable;
  topic: TopicTable;
  match: MatchTable;
  alert: AlertTable;
  delivery: DeliveryTable;
  lane: LaneTable;
  hub: HubTable;
  subscription: SubscriptionTable;
  topic_edit: TopicEditTable;
  topic_term: TopicTermTable;
  feedback: FeedbackTable;
  lease: LeaseTable;
  move: MoveTable;
  mute: MuteTable;
  follow: FollowTable;
  change: ChangeTable;
  attention: AttentionTable;
  promise: PromiseTable;
  story_move: StoryMoveTable;
  rewording: RewordingTable;
  model_use: ModelUseTable;
}

/** One row: the name of this store, under which its jobs live in a Redis that others use too. */
export interface InstallationTable {
  id: string;
}

export interface FeedTable {
  id: string;
  location: string;
  etag: string | null;
  last_modified: string | null;
  body_hash: string | null;
  /** Set once the first feed has been read and stored. */
  baseline_at: NullableTime;
  /** Null: polled no more. */
  next_poll_at: NullableTime;
  /** Why then, in words. */
  next_poll_why: string | null;
  claimed_until: NullableTime;
  last_poll_at: NullableTime;
  last_ok_at: NullableTime;
  failing_since: NullableTime;
  last_outcome: string | null;
  last_error: string | null;
  /** What the ingest stage remembers of its health and of what it asks for. */
  health: JSONColumnType<object, string, string> | null;
  hints: JSONColumnType<object, string, string> | null;
  /** Host and port of the location; empty for a folder. */
  host: string;
  /** A permanent redirect that is being watched. */
  move: JSONColumnType<object, string, string> | null;
  /** Where it is polled since it moved for good. */
  moved_to: string | null;
}

/** A host that asked to be left alone. */
export interface HostTable {
  name: string;
  paused_until: Time;
}

export interface ItemTable {
  id: Generated<number>;
  feed_id: string;
  guid: string;
  url: string | null;
  link: string | null;
  title: string;
  body: string;
  headings: JSONColumnType<Heading[], string, string>;
  lang: string;
  publisher: string;
  author: string | null;
  via: string | null;
  published_at: Time;
  dated: boolean;
  seen_at: Time;
  /** Came with the first poll of its feed: found by look-ups, never posted. */
  baseline: boolean;
  /** Held back: most of a known feed was suddenly new. */
  held_at: NullableTime;
  /** Of title and text as the feed had them. */
  feed_hash: string;
  /** The fingerprint that copies are found by. */
  words: number;
  signature: number[];
  read_at: NullableTime;
  read_failures: Generated<number>;
  read_after: NullableTime;
  read_error: string | null;
  /** When its text was let go of, by its age; its names are kept, so that it is not taken for news. */
  emptied_at: NullableTime;
}

/** What look-ups find an item by, apart from it: an item's row is written again when it is read, and this index is dear. */
export interface SearchEntryTable {
  item_id: number;
  published_at: Time;
  search: ColumnType<never, unknown, unknown>;
}

/** What an item said before it was changed at its source. */
export interface RevisionTable {
  item_id: number;
  replaced_at: Time;
  title: string;
  body: string;
}

export interface AliasTable {
  /** `guid:<feed>:<guid>`, `url:<canonical>` or `title:<feed>:<day>:<publisher>:<title>`. */
  key: string;
  item_id: number;
}

export interface StoryTable {
  id: Generated<number>;
  revision: number;
  briefed_revision: number;
  first_at: Time;
  last_at: Time;
  brief_failures: Generated<number>;
  brief_after: NullableTime;
  brief_error: string | null;
}

export interface MemberTable {
  item_id: number;
  story_id: number;
  role: Role;
  similarity: number | null;
  /** Grows with each reading of an item and each move by hand: what a process has yet to learn of. */
  reading: ColumnType<number, number | undefined, unknown>;
}

export interface TopicTable {
  id: string;
  version: string;
  name: string;
  definition: JSONColumnType<Topic, string, string>;
  since: Time;
}

export interface MatchTable {
  id: Generated<number>;
  item_id: number;
  topic_id: string;
  topic_version: string;
  evidence: JSONColumnType<Evidence[], string, string>;
  matched_at: Time;
}

export interface AlertTable {
  id: string;
  /** Null for a digest, and for a notice of Wirewatch's own. */
  story_id: number | null;
  /** The alert in whose thread it is posted, once that is out; null: it stands in the channel. */
  root_id: ColumnType<string | null, string | undefined, string | null>;
  destination: string;
  topics: string[];
  priority: Priority;
  state: AlertState;
  message: JSONColumnType<Message, string, string>;
  /** What people have made of the story, as the post shows it. */
  marks: MarksColumn;
  /** Grows with every change of the message. */
  revision: number;
  /** The revision that the platform shows, or was sent last. */
  sent_revision: number;
  ref: string | null;
  not_before: Time;
  /** The first attempt that may have been kept, and the last attempt of all. */
  first_at: NullableTime;
  last_at: NullableTime;
  /** When it was first looked for in vain since `last_at`. */
  missed_at: NullableTime;
  /** Until then it may be posted again without being looked for. */
  repeatable_until: NullableTime;
  /** Since when looks can't tell whether it was posted. */
  undecided_at: NullableTime;
  attempts: Generated<number>;
  reason: string | null;
  created_at: Time;
  sent_at: NullableTime;
  /** Why it was not posted at once, and since when; kept when it has been posted. */
  held_for: ColumnType<HeldFor | null, HeldFor | undefined, HeldFor | null>;
  held_at: NullableTime;
  /** The digest that tells it. */
  digest_id: ColumnType<string | null, string | undefined, string | null>;
}

export interface DeliveryTable {
  id: Generated<number>;
  alert_id: string;
  action: 'send' | 'update' | 'find';
  started_at: Time;
  ended_at: NullableTime;
  outcome: string | null;
  detail: string | null;
}

/** One sender a destination at a time, and when it may send next; survives restarts. */
export interface LaneTable {
  destination: string;
  /** A new one for each job: of a sender that was silent too long nothing counts any more. */
  owner: string | null;
  leased_until: NullableTime;
  not_before: Time;
  /** Lost replies since it last took something. */
  failures: Generated<number>;
  /** As the operator was last told. */
  health: Generated<LaneHealth>;
  health_at: NullableTime;
}

/** What a feed says of its hub, and how that hub does. */
export interface HubTable {
  feed_id: string;
  hub: string;
  /** The address that the feed gives itself: what the hub knows it by, and nothing else. */
  topic: string;
  /** When to ask for a subscription, or for the next one. */
  ask_at: Time;
  /** Asks since one was confirmed. */
  failures: Generated<number>;
  /** Null: it has yet to show that it pushes. */
  pushed_at: NullableTime;
  /** Items that polls found first since it last pushed. */
  misses: Generated<number>;
  reason: string | null;
}

/** A promise of a hub to push to one address. */
export interface SubscriptionTable {
  /** The last part of the address; whoever knows it may speak as the hub. */
  token: string;
  feed_id: string;
  hub: string;
  topic: string;
  callback: string;
  secret: string | null;
  /** `leaving`: the hub is still to be told; `left`: it was, and has yet to ask whether that was us. */
  state: 'asked' | 'active' | 'leaving' | 'left';
  confirmed_at: NullableTime;
  until: Time;
}
