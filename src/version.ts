export const VERSION = '0.1.0';

/** A server that wonders who reads its feed finds a name and, where configured, a page. */
export const userAgent = ({ contact }: { readonly contact: string | null }) =>
  `Wirewatch/${VERSION}${contact === null ? '' : ` (+${contact})`}`;
