import type { Generated } from 'kysely';
import type { Time } from './time.js';

/** When a destination gets its next digest. */
export interface AttentionTable {
  destination: string;
  /** The cron expression and its zone that `digest_at` was reckoned from. */
  schedule: string;
  digest_at: Time;
  /** Of the digest before, posted or not: what its counts begin at. */
  digested_at: Time;
  /** It was said that there is nothing new, and nothing has been since. */
  nothing_said: Generated<boolean>;
}
