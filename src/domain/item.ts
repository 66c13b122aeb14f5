/** A heading of the source and where the text under it starts in `Item.body`. */
export interface Heading {
  readonly text: string;
  /** UTF-16 offset in the body. */
  readonly at: number;
}

/** An entry after normalising: what one publisher wrote, once. */
export interface Article {
  /** The feed's own identity, else the canonical URL, else a hash of the text. */
  readonly guid: string;
  /** Canonical URL: identity, never for fetching. */
  readonly url: string | null;
  /** What a reader clicks on. */
  readonly link: string | null;
  readonly title: string;
  /** Prose only, paragraphs parted by a blank line: no markup, headings, captions or boilerplate. */
  readonly body: string;
  readonly headings: readonly Heading[];
  /** BCP 47 tag: `en`, `zh-Hans`, `zh-Hant`, …; `und` when unknown. */
  readonly lang: string;
  readonly publisher: string;
  readonly author: string | null;
  readonly via: string | null;
  readonly publishedAt: Date;
  /** False when the source gave no usable date and `publishedAt` is when it was first seen. */
  readonly dated: boolean;
}

/** An article as stored. */
export interface Item extends Article {
  readonly id: number;
  readonly feedId: string;
  readonly seenAt: Date;
}
