import type { Finding, Outcome, Settlement } from '../domain/alert.js';

/** How soon a lost reply is looked into. The messenger knows how long its platform's history lags. */
const LOOK_AFTER_MS = 1_000;

/** Definitely not sent waits or is parked; a lost reply stays `sending` until it has been looked up. */
export function afterSend(outcome: Outcome, now: Date): Settlement {
  switch (outcome.kind) {
    case 'sent':
      return { state: 'sent', ref: outcome.ref, reason: null };
    case 'wait':
      // Those behind it wait too: a destination's order is kept, and its limit is one for all.
      return {
        state: 'pending',
        notBefore: outcome.until,
        laneNotBefore: outcome.until,
        reason: outcome.reason,
      };
    case 'refused':
      return { state: 'parked', reason: outcome.reason };
    case 'uncertain':
      return { state: 'sending', notBefore: later(now, LOOK_AFTER_MS), reason: outcome.reason };
  }
}

/** An update is safe to repeat, so a lost reply means only: again. A refusal leaves the post as it is. */
export function afterUpdate(outcome: Outcome, ref: string, now: Date): Settlement {
  switch (outcome.kind) {
    case 'sent':
      return { state: 'sent', ref: outcome.ref, reason: null };
    case 'wait':
      return {
        state: 'sent',
        notBefore: outcome.until,
        laneNotBefore: outcome.until,
        reason: outcome.reason,
      };
    case 'refused':
      return { state: 'sent', ref, reason: `not updated: ${outcome.reason}` };
    case 'uncertain':
      return { state: 'sent', notBefore: later(now, 30_000), reason: outcome.reason };
  }
}

/** Found: sent. Provably absent: may be sent again. Else: asked again later. */
export function afterFind(finding: Finding, now: Date): Settlement {
  switch (finding.kind) {
    case 'found':
      return { state: 'sent', ref: finding.ref, reason: null };
    case 'absent':
      return { state: 'pending', notBefore: now, reason: 'not posted by the lost attempt' };
    case 'unknown':
      return { state: 'sending', notBefore: finding.until, reason: finding.reason };
  }
}

const later = (now: Date, ms: number) => new Date(now.getTime() + ms);
