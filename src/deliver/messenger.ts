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
   * Looks for a message marked `key`: in the thread of the message `under`, where it was a reply. `firstAt` is the first attempt that may have been kept, `lastAt` the last.
   * Remembers nothing: what follows from a message that is not seen is the outbox's to say.
   */
  find(key: string, attempts: { firstAt: Date; lastAt: Date; now: Date; under?: string }): Promise<Finding>;
}
