/** How an item came into its story. */
export type Role = 'original' | 'copy' | 'report' | 'follow-up';

/** The items that tell one event. */
export interface Story {
  readonly id: number;
  /** Grows whenever what would be posted on it may have changed. */
  readonly revision: number;
  readonly firstAt: Date;
  readonly lastAt: Date;
}
