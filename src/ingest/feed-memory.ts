import type { Validators } from '../domain/feed.js';
import { type Health, HEALTHY } from './health.js';
import type { Move } from './moved.js';
import type { FeedHints } from './parsed-feed.js';

/** What is kept of a feed between polls, beside its items. */
export interface FeedMemory {
  readonly validators: Validators;
  /** SHA-256 of the last body that was read. */
  readonly bodyHash: string | null;
  readonly health: Health;
  readonly hints: FeedHints;
  /** When its newest items appeared. */
  readonly itemTimes: readonly Date[];
  /** Where it is polled since it moved for good. */
  readonly movedTo: string | null;
  /** A permanent redirect that is being watched. */
  readonly move: Move | null;
}

/** Memory as it was stored: dates have become text on the way. */
export function recall(stored: {
  readonly etag: string | null;
  readonly last_modified: string | null;
  readonly body_hash: string | null;
  readonly health: object | null;
  readonly hints: object | null;
  readonly itemTimes: readonly Date[];
  readonly moved_to: string | null;
  readonly move: object | null;
}): FeedMemory {
  const health: Health = { ...HEALTHY, ...stored.health };
  const date = (value: Date | null) => (value === null ? null : new Date(value));
  return {
    validators: { etag: stored.etag ?? undefined, lastModified: stored.last_modified ?? undefined },
    bodyHash: stored.body_hash,
    health: {
      ...health,
      lastPolledAt: date(health.lastPolledAt),
      goneSince: date(health.goneSince),
      failingSince: date(health.failingSince),
    },
    hints: stored.hints ?? {},
    itemTimes: stored.itemTimes,
    movedTo: stored.moved_to,
    move: recallMove(stored.move),
  };
}

function recallMove(stored: object | null): Move | null {
  if (stored === null || !('since' in stored)) return null;
  const move = stored as Move;
  return { ...move, since: new Date(move.since) };
}
