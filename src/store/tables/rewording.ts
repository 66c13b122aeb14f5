import type { ColumnType, JSONColumnType } from 'kysely';
import type { NullableTime, Time } from './time.js';

/** One question to a language model, by what is asked of whom, and its answer; alike for all destinations. */
export interface RewordingTable {
  key: string;
  story_id: number;
  draft: JSONColumnType<object, string, string>;
  state: 'wanted' | 'answered' | 'useless' | 'failed';
  /** As the model gave them: checked each time that they are used. */
  wordings: JSONColumnType<object[], string, string> | null;
  reason: string | null;
  wanted_at: Time;
  /** Until then new alerts wait for the answer. */
  wait_until: NullableTime;
  claimed_until: NullableTime;
  decided_at: NullableTime;
}

/** What a model has cost on a day (UTC). */
export interface ModelUseTable {
  day: string;
  model: string;
  calls: number;
  /** Asked and answered; what is under way counts as estimated. */
  tokens: ColumnType<string, number, unknown>;
}
