/** A link as either reader found it. */
export interface LinkElement {
  readonly href: string | undefined;
  readonly rel: string | undefined;
  readonly type: string | undefined;
}

/** The page that an entry or feed stands for: the first alternate that is HTML, else the first alternate. */
export function pickLink<T extends LinkElement>(links: readonly T[]): T | undefined {
  const alternates = links.filter(
    (link) => (link.href ?? '').trim() !== '' && (link.rel ?? 'alternate').toLowerCase() === 'alternate',
  );
  return (
    alternates.find((link) => (link.type ?? 'text/html').toLowerCase().includes('html')) ?? alternates[0]
  );
}
