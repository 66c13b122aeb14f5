/**
 * pending:  to be sent, or to be tried again at `notBefore`.
 * sending:  an attempt was recorded and its outcome is not known; never sent again blind.
 * sent:     the platform has it.
 * parked:   a person must act; nothing is lost.
 * dropped:  a person has decided that it is not to be posted.
 * held:     waits for the next digest of its destination; `heldFor` says why.
 * digested: told by a digest, which is an alert of its own and settled for all that are in it.
 */
export type AlertState = 'pending' | 'sending' | 'sent' | 'parked' | 'dropped' | 'held' | 'digested';

/** Why an alert was not posted at once: its topics are low, the day's budget was spent, quiet hours, or an outage. */
export type HeldFor = 'low' | 'budget' | 'quiet' | 'away';

/** What came of one call to a platform. */
export type Outcome =
  /** The platform has it; `ref` is its own name for the message. The place takes the next one `restMs` later. */
  | { readonly kind: 'sent'; readonly ref: string; readonly restMs?: number }
  /** Definitely not posted; worth another try at `until`. */
  | { readonly kind: 'wait'; readonly until: Date; readonly reason: string }
  /** Definitely not posted, and no retry will help: a person must act. */
  | { readonly kind: 'refused'; readonly what: Refused; readonly reason: string }
  /** Posted or not: the reply was lost. Only `find` may tell. */
  | { readonly kind: 'uncertain'; readonly reason: string };

/**
 * What a platform refuses: this one message, whatever is sent to this place as we are set up, or only to have a
 * message changed that is too old for it, which no person can mend.
 */
export type Refused = 'message' | 'place' | 'edit';

/** Whether a message with a given key has been posted. */
export type Finding =
  | { readonly kind: 'found'; readonly ref: string }
  /** Proven: it was never posted. */
  | { readonly kind: 'absent' }
  /**
   * Not seen where it should be. The platform may show it as late as `settlesAt`; until `repeatableUntil` it
   * answers a second post of the same key with the first.
   */
  | { readonly kind: 'unseen'; readonly settlesAt: Date; readonly repeatableUntil: Date | null }
  /** Could not look; ask again at `until`. */
  | { readonly kind: 'unknown'; readonly until: Date; readonly reason: string };

/** What becomes of an alert and its lane after an outcome. */
export interface Settlement {
  readonly state: AlertState;
  /** Set once the platform has the alert. */
  readonly ref?: string;
  readonly notBefore?: Date;
  readonly reason: string | null;
  /** The whole destination rests until then. */
  readonly laneNotBefore?: Date;
  /** When it was first looked for in vain by a look that could have seen it. */
  readonly missedAt?: Date;
  /** Until then it may be posted again without being looked for. */
  readonly repeatableUntil?: Date;
  /** Nobody knows whether it has been posted: since the first look that could not tell. */
  readonly undecided?: boolean;
  /** How the destination does, where the outcome tells. */
  readonly health?: LaneHealth;
}

/** well: it took something. slow: it can't be reached, or nobody knows what it took. closed: it refuses whatever is sent. */
export type LaneHealth = 'well' | 'slow' | 'closed';
