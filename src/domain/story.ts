/** How an item came into its story: the items that tell one event. */
export type Role = 'original' | 'copy' | 'report' | 'follow-up';
