/** A configured place to post to: a channel of an account of a platform. */
export interface Destination {
  readonly id: string;
  /** Id of the account it is reached through. */
  readonly account: string;
  /** The platform's own name for the place: a Slack or Discord channel id or name; empty for the screen. */
  readonly channel: string;
}
