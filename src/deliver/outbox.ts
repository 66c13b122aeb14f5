import type { Finding, Outcome, Settlement } from '../domain/alert.js';

/** What is known of an alert before an attempt, and of its lane. */
export interface Before {
  /** When a look that could have seen it did not; null when there was none since the last post. */
  readonly missedAt: Date | null;
  /** Since when looks can't tell; null while they have. */
  readonly undecidedAt: Date | null;
  /** Failures of the destination since it last took something. */
  readonly failures: number;
}

/** How soon a lost reply is looked into. The messenger knows how long its platform's history lags. */
const LOOK_AFTER_MS = 1_000;
/** Shorter waits are a platform's pace, and no news to an operator. */
const SLOW_MS = 10_000;
/** A closed destination is tried so often at the most: each alert would be another refused call. */
const CLOSED_REST_MS = 30_000;
const UPDATE_AGAIN_MS = 30_000;
/** A post is edited once a minute at the most. */
const EDIT_REST_MS = 60_000;
/** Seen is seen; unseen twice, this far apart, is absent (delivery over a history that lags). */
const SECOND_LOOK_MS = 15_000;
/** After so long a person must look whether it has been posted. */
const UNDECIDED_MS = 6 * 3_600_000;
const LONGEST_BACKOFF_MS = 300_000;

/** Definitely not sent waits or is parked; a lost reply stays `sending` until it has been looked up. */
export function afterSend(outcome: Outcome, { failures }: Pick<Before, 'failures'>, now: Date): Settlement {
  switch (outcome.kind) {
    case 'sent':
      return sent(outcome, now);
    case 'wait':
      return { state: 'pending', ...resting(outcome, now) };
    case 'refused':
      return { state: 'parked', reason: outcome.reason, ...afterRefusal(outcome, now) };
    case 'uncertain':
      return {
        state: 'sending',
        notBefore: later(now, LOOK_AFTER_MS),
        reason: outcome.reason,
        laneNotBefore: later(now, backoffMs(failures)),
        health: 'slow',
      };
  }
}

/**
 * An update is safe to repeat, so a lost reply means only: again. A refusal leaves the post as it is. What changes in
 * the minute after an update goes into the next one.
 */
export function afterUpdate(
  outcome: Outcome,
  { ref, failures }: { readonly ref: string } & Pick<Before, 'failures'>,
  now: Date,
): Settlement {
  switch (outcome.kind) {
    case 'sent':
      return { ...sent(outcome, now), notBefore: later(now, EDIT_REST_MS) };
    case 'wait':
      return { state: 'sent', ...resting(outcome, now) };
    case 'refused': {
      const reason = `not updated: ${outcome.reason}`;
      // Parked with its place known, it is updated once a person lets it go on.
      if (outcome.what === 'place') return { state: 'parked', reason, ...afterRefusal(outcome, now) };
      return { state: 'sent', ref, reason };
    }
    case 'uncertain':
      return {
        state: 'sent',
        notBefore: later(now, Math.max(UPDATE_AGAIN_MS, backoffMs(failures))),
        reason: outcome.reason,
        laneNotBefore: later(now, backoffMs(failures)),
        health: 'slow',
      };
  }
}

/** Found: sent. Absent: may be sent again. Else: looked for again, and parked when that has taken too long. */
export function afterFind(finding: Finding, before: Omit<Before, 'failures'>, now: Date): Settlement {
  switch (finding.kind) {
    case 'found':
      return { state: 'sent', ref: finding.ref, reason: null, health: 'well' };
    case 'absent':
      return absent(now);
    case 'unseen':
      return afterMiss(finding, before, now);
    case 'unknown':
      return afterUnknown(finding, before, now);
  }
}

/** 2, 4, 8 … 300 seconds, for the destination of a reply that was lost. */
export function backoffMs(failures: number): number {
  return Math.min(LONGEST_BACKOFF_MS, 2_000 * 2 ** Math.min(failures, 10));
}

function sent({ ref, restMs = 0 }: Extract<Outcome, { kind: 'sent' }>, now: Date): Settlement {
  return { state: 'sent', ref, reason: null, laneNotBefore: later(now, restMs), health: 'well' };
}

/** Those behind it wait too: a destination's order is kept, and its limit is one for all. */
function resting({ until, reason }: Extract<Outcome, { kind: 'wait' }>, now: Date) {
  const slow = until.getTime() - now.getTime() >= SLOW_MS ? ({ health: 'slow' } as const) : {};
  return { notBefore: until, laneNotBefore: until, reason, ...slow };
}

/** One malformed message says nothing of its destination. */
function afterRefusal({ what }: Extract<Outcome, { kind: 'refused' }>, now: Date) {
  if (what === 'message') return {};
  return { laneNotBefore: later(now, CLOSED_REST_MS), health: 'closed' } as const;
}

function absent(now: Date): Settlement {
  return { state: 'pending', notBefore: now, reason: 'not posted by the lost attempt' };
}

function afterMiss(
  { settlesAt, repeatableUntil }: Extract<Finding, { kind: 'unseen' }>,
  { missedAt }: Pick<Before, 'missedAt'>,
  now: Date,
): Settlement {
  if (now < settlesAt)
    return { state: 'sending', notBefore: settlesAt, reason: 'its history may not show it yet' };
  if (repeatableUntil !== null && now < repeatableUntil) return { ...absent(now), repeatableUntil };
  const firstMiss = missedAt !== null && missedAt >= settlesAt ? missedAt : now;
  const again = later(firstMiss, SECOND_LOOK_MS);
  if (now >= again) return absent(now);
  return {
    state: 'sending',
    notBefore: again,
    missedAt: firstMiss,
    reason: 'not seen; it is looked for once more',
  };
}

function afterUnknown(
  { until, reason }: Extract<Finding, { kind: 'unknown' }>,
  { missedAt, undecidedAt }: Pick<Before, 'missedAt' | 'undecidedAt'>,
  now: Date,
): Settlement {
  const kept = missedAt === null ? {} : { missedAt };
  if (undecidedAt !== null && now.getTime() - undecidedAt.getTime() >= UNDECIDED_MS)
    return { state: 'parked', reason: `nobody knows whether it was posted: ${reason}`, ...kept };
  return { state: 'sending', notBefore: until, reason, undecided: true, health: 'slow', ...kept };
}

const later = (now: Date, ms: number) => new Date(now.getTime() + ms);
