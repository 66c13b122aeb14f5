import type { Destination } from '../src/domain/destination.js';
import type { Door } from '../src/domain/door.js';
import type { Messenger } from '../src/deliver/messenger.js';
import type { Inbox } from '../src/lookup/inbox.js';

/** One sign-in on one platform: a Slack workspace, a Discord bot, the screen. */
export interface Account {
  /** The messenger of one of this account's destinations. Does not connect; cheap to call. */
  messenger(destination: Destination): Messenger;
  /** Where questions come from; null for a platform that cannot ask. */
  readonly inbox: Inbox | null;
  /** For `wirewatch doctor`: whether its tokens and these destinations of it would do. Posts nothing, takes under a minute. */
  check?(destinations: readonly Destination[]): Promise<readonly Checked[]>;
  /** What the platform asks of us over HTTP; the web server passes it on from `/in/<account>`. */
  readonly door?: Door;
  close(): Promise<void>;
}

/** One thing looked at, and what a person should do about it; null when it is well. Without secrets. */
export interface Checked {
  readonly what: string;
  readonly todo: string | null;
}

/** What an adapter may use of the outside world. */
export interface AccountContext {
  readonly now: () => Date;
  /** Tells the operator one line. Never pass a token or a webhook URL. */
  readonly warn: (line: string) => void;
  /** An existing directory, private to this installation. */
  readonly dataDir: string;
}

/** What an adapter without a library of its own may use besides. */
export interface PostContext extends AccountContext {
  readonly post: Post;
}

/** One POST through a guard that goes to no private address that the operator has not allowed; never thrown out of. */
export type Post = (
  url: string,
  body: string,
  headers: Readonly<Record<string, string>>,
  now: Date,
) => Promise<Posted>;

export type Posted =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly body: string;
      readonly retryAfterMs?: number;
    }
  /** `blocked`: we do not go there; `unreached`: no byte has left; `lost`: it may have arrived. */
  | { readonly kind: 'blocked' | 'unreached' | 'lost'; readonly reason: string };
