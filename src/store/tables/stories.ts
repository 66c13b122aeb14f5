import type { ColumnType, Generated, JSONColumnType } from 'kysely';
import type { CitedSentence } from '../../domain/briefing.js';
import type { PromiseState } from '../../domain/story.js';
import type { NullableTime, Time } from './time.js';

/** A sentence that says what is to come, and on which day where it says so. */
export interface PromiseTable {
  id: Generated<number>;
  story_id: number;
  item_id: number;
  sentence: JSONColumnType<CitedSentence, string, string>;
  /** YYYY-MM-DD; null: the text has a day, and nobody knows of which year. */
  due_on: ColumnType<string | null, string | null, string | null>;
  state: PromiseState;
  created_at: Time;
  told_at: NullableTime;
  closed_at: NullableTime;
  /** The article that told what came of it (i7), or who closed it. */
  closed_by: string | null;
}

/** An act of a person on stories, kept for ever. */
export interface StoryMoveTable {
  id: Generated<number>;
  at: ColumnType<Date, Date, never>;
  by_whom: string;
  act: 'merge' | 'split';
  from_story: number;
  to_story: number;
  items: number[];
}
