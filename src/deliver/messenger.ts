import type { Finding, Outcome } from '../domain/alert.js';
import type { Message } from '../domain/message.js';

/**
 * PORT: posts to one destination. Expected failures are outcomes, never exceptions; what is thrown is
 * a bug and counts as uncertain. No method retries by itself: one call, one outcome, within 15 seconds.
 */
export interface Messenger {
  /** Posts `message`, marked with `key` (at most 25 characters) so that `find` can recognise it. */
  send(message: Message, key: string): Promise<Outcome>;
  /** Makes the posted message read like `message`; the marker stays. Safe to repeat. */
  update(ref: string, message: Message, key: string): Promise<Outcome>;
  /** Posts `message` under the message `ref`, marked with its own `key`. */
  reply(ref: string, message: Message, key: string): Promise<Outcome>;
  /**
   * Looks for a message marked `key`. Remembers nothing: what follows from a message that is not seen is the
   * outbox's to say.
   */
  find(key: string, attempts: Attempts): Promise<Finding>;
}

/** When a message was tried to be posted, and the time of the look for it. */
export interface Attempts {
  /** The first attempt that may have been kept. */
  readonly firstAt: Date;
  readonly lastAt: Date;
  readonly now: Date;
  /** The message that it answers: it is then in the thread of that. */
  readonly under?: string;
}
