import type { Destination } from '../domain/destination.js';
import type { Feed } from '../domain/feed.js';
import type { Topic } from '../domain/topic.js';

/** How to sign in to a platform; the secrets are resolved. */
export type AccountSettings =
  | { readonly type: 'console'; readonly id: string }
  | {
      readonly type: 'slack';
      readonly id: string;
      readonly botToken: string;
      readonly appToken: string | null;
      readonly api?: string;
    }
  | { readonly type: 'discord'; readonly id: string; readonly token: string; readonly guild?: string; readonly api?: string };

/** What Wirewatch runs on: checked, with absolute paths and without what had to be set aside. */
export interface Config {
  readonly feeds: readonly Feed[];
  readonly accounts: readonly AccountSettings[];
  readonly destinations: readonly Destination[];
  readonly topics: readonly Topic[];
  readonly dataDir: string;
  readonly databaseUrl: string | null;
  readonly redisUrl: string | null;
  readonly allowPrivate: readonly string[];
  readonly contact: string | null;
  /** The files that it was read from, for those who watch them. */
  readonly files: readonly string[];
}
