export const PAGE_LIMITS = {
  /** Bytes as received. */
  size: 5 << 20,
  /** Readability takes time by depth squared: 240 ms for one paragraph at 1,000. Real pages stay under 60. */
  depth: 500,
  elements: 40_000,
} as const;
