/**
 * pending: to be sent, or to be tried again at `notBefore`.
 * sending: an attempt was recorded and its outcome is not known; never sent again blind.
 * sent:    the platform has it.
 * parked:  a person must act; nothing is lost.
 */
export type AlertState = 'pending' | 'sending' | 'sent' | 'parked';

/** What came of one call to a platform. */
export type Outcome =
  /** The platform has it; `ref` is its own name for the message. */
  | { readonly kind: 'sent'; readonly ref: string }
  /** Definitely not posted; worth another try at `until`. */
  | { readonly kind: 'wait'; readonly until: Date; readonly reason: string }
  /** Definitely not posted, and no retry will help: a person must act. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** Posted or not: the reply was lost. Only `find` may tell. */
  | { readonly kind: 'uncertain'; readonly reason: string };

/** Whether a message with a given key has been posted. */
export type Finding =
  | { readonly kind: 'found'; readonly ref: string }
  /** Looked everywhere it could be, and it is not there. */
  | { readonly kind: 'absent' }
  /** Can't tell yet; ask again at `until`. */
  | { readonly kind: 'unknown'; readonly until: Date; readonly reason: string };

/** What becomes of an alert after an outcome. */
export interface Settlement {
  readonly state: AlertState;
  /** Set once the platform shows the alert's current revision. */
  readonly ref?: string;
  readonly notBefore?: Date;
  readonly reason: string | null;
  /** The whole destination rests until then. */
  readonly laneNotBefore?: Date;
}
