/** Something polled. A `web` feed is fetched over HTTP; a `folder` feed is a directory of saved articles. */
export interface Feed {
  readonly id: string;
  readonly kind: 'web' | 'folder';
  /** An http(s) URL, or an absolute directory path. */
  readonly location: string;
  /** Overrides what the feed says of itself. */
  readonly publisher?: string;
  /** BCP 47 primary tag that the text is in when its script does not tell. */
  readonly language?: string;
  /** Standing of the publisher, 1 (best) to 3. */
  readonly tier: 1 | 2 | 3;
  /** Minutes between polls; absent = Wirewatch decides. */
  readonly everyMinutes?: number;
  /** Whether the pages of its articles are read: where its text is a teaser (the default), always, or never. */
  readonly fulltext?: 'auto' | 'always' | 'never';
  /** As the operator files it; folders of an imported list, from the outermost in. */
  readonly tags?: readonly string[];
  /** Sent to the feed's own origin only, names in lower case: they may be secrets. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** How a feed does, as a person asks; times are ISO 8601. */
export interface FeedStatus {
  readonly id: string;
  readonly location: string;
  readonly tags: readonly string[];
  /** `silent`: read without fault, and nothing new for much longer than usual. */
  readonly state: 'ok' | 'silent' | 'failing' | 'stopped' | 'new';
  /** Of the last poll, as is `error`. */
  readonly outcome: string | null;
  readonly error: string | null;
  readonly failingSince: string | null;
  /** Its trouble is not over by itself: it lasts, the feed is gone or refuses us, or the configuration is in the way. */
  readonly needsPerson: boolean;
  /** When its newest article appeared, where that is unusually long ago. */
  readonly silentSince: string | null;
  readonly lastPollAt: string | null;
  readonly nextPollAt: string | null;
  /** Why the next poll is then, or why there is none; null before the first one. */
  readonly why: string | null;
  /** Why its hub does not push to us; null when it does, or when there is none. */
  readonly hub: string | null;
}

/** One element as the feed gave it: untrusted text, nothing resolved or cleaned. */
export interface Entry {
  readonly guid?: string;
  readonly link?: string;
  readonly title?: string;
  /** Plain text or HTML; `html` says which. */
  readonly body?: string;
  readonly html: boolean;
  readonly author?: string;
  readonly publisher?: string;
  /** Through whom the publisher has it ("Reuters"). */
  readonly via?: string;
  readonly language?: string;
  /** The date as written in the feed. */
  readonly published?: string;
}

/** What a server asked to be sent back for a conditional request, byte for byte. */
export interface Validators {
  readonly etag?: string;
  readonly lastModified?: string;
}
