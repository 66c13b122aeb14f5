import type { Origin } from './fetch.js';

/** A permanent redirect that is being watched. */
export interface Move {
  readonly target: string;
  readonly since: Date;
  readonly polls: number;
}

export interface MoveSeen {
  /** To be remembered; null when there is none, or no longer the same. */
  readonly move: Move | null;
  /** The address to poll from now on; the old one stays an alias. */
  readonly adopt: string | null;
}

const SETTLED = { polls: 5, ms: 3 * 86_400_000 };

/**
 * A moved feed is followed at once and adopted late: after 5 polls over 3 days on which every hop was
 * permanent, led to the same place, and the feed there had an item in common with what we know. A
 * captive portal or an expired domain passes none of these.
 */
export function followMove(before: Move | null, answer: Origin, sharesItem: boolean, now: Date): MoveSeen {
  if (answer.redirects.length === 0 || !answer.permanent || !sharesItem) return { move: null, adopt: null };
  const same = before !== null && before.target === answer.url;
  const move: Move = same
    ? { ...before, polls: before.polls + 1 }
    : { target: answer.url, since: now, polls: 1 };
  const settled = move.polls >= SETTLED.polls && now.getTime() - move.since.getTime() >= SETTLED.ms;
  return { move, adopt: settled ? move.target : null };
}
