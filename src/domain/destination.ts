/** A configured place to post to: a channel of an account of a platform. */
export interface Destination {
  readonly id: string;
  /** Id of the account it is reached through. */
  readonly account: string;
  /** The platform's own name for the place: a Slack or Discord channel id or name; empty for the screen. */
  readonly channel: string;
}

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
  | {
      readonly type: 'discord';
      readonly id: string;
      readonly token: string;
      readonly guild?: string;
      readonly api?: string;
    };
