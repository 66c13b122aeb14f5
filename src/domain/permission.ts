/** A kind of change that a person may be allowed to make. Look-ups, and what concerns oneself only, need none. */
export type ChangeKind = 'mute' | 'judge' | 'topics' | 'outbox';

/** Names who may make changes: somebody needs to be in one of the three lists. Ids are the platform's own. */
export interface Permission {
  /** Null: on every account. */
  readonly account: string | null;
  /** `*` is everybody. */
  readonly users: readonly string[];
  readonly roles: readonly string[];
  /** Whoever acts in one of these channels. */
  readonly channels: readonly string[];
  readonly may: readonly ChangeKind[];
}
