import type { AccountSettings, Destination } from '../domain/destination.js';
import type { Feed } from '../domain/feed.js';
import type { Topic } from '../domain/topic.js';

/** Where the web server listens, and as what others reach it. */
export interface WebSettings {
  readonly host: string;
  readonly port: number;
  /** Without a slash at the end. Null: nobody reaches it, so feeds are polled and not pushed. */
  readonly publicUrl: string | null;
}

/** What Wirewatch runs on: checked, with absolute paths and without what had to be set aside. */
export interface Config {
  readonly feeds: readonly Feed[];
  readonly accounts: readonly AccountSettings[];
  readonly destinations: readonly Destination[];
  /** Ids of all destinations, those included that are off. */
  readonly known: readonly string[];
  readonly topics: readonly Topic[];
  /** The destination that is told about feeds in trouble. */
  readonly operator: string | null;
  readonly dataDir: string;
  readonly databaseUrl: string | null;
  readonly redisUrl: string | null;
  readonly allowPrivate: readonly string[];
  readonly contact: string | null;
  /** Null: no web server. */
  readonly web: WebSettings | null;
  /** It comes from elsewhere, such as Git: nothing here writes into it. */
  readonly managed: boolean;
  readonly logFormat: 'text' | 'json';
  /** Embedded store only: needs 500 MB less at the start and searches a little slower; undefined = by the memory there is. */
  readonly lowMemory: boolean | undefined;
  /** What must never be shown: tokens, and the passwords of URLs. */
  readonly secrets: readonly string[];
  /** The files that it was read from, for those who watch them. */
  readonly files: readonly string[];
}
