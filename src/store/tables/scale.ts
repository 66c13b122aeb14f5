import type { Time } from './time.js';

/** `in`: being filled from another store, and not to be worked on; `out`: another store goes on from here. */
export interface MoveTable {
  direction: 'in' | 'out';
  /** Where from, or where to: without a password. */
  place: string;
  begun_at: Time;
}

export interface LeaseTable {
  name: string;
  owner: string;
  until: Time;
}
