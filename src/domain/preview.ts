/** How a message looks on a platform, in parts that a page can draw. The text is as its readers see it, unescaped. */
export interface Preview {
  /** As people call the platform. */
  readonly platform: string;
  /** At its edge, as 0xRRGGBB; null for none. */
  readonly colour: number | null;
  readonly blocks: readonly PreviewBlock[];
}

export type PreviewBlock =
  | { readonly kind: 'lines'; readonly lines: readonly PreviewLine[] }
  | { readonly kind: 'divider' }
  | { readonly kind: 'buttons'; readonly labels: readonly string[] };

export interface PreviewLine {
  readonly style: 'heading' | 'text' | 'small' | 'quote' | 'item';
  readonly spans: readonly PreviewSpan[];
}

export interface PreviewSpan {
  readonly text: string;
  readonly bold?: boolean;
  /** Hostile until checked. */
  readonly href?: string;
}
