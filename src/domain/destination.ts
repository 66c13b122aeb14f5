/** A configured place to post to: a channel of an account of a platform. */
export interface Destination {
  readonly id: string;
  /** Id of the account it is reached through. */
  readonly account: string;
  /** The platform's own name for the place: a Slack or Discord channel id or name, a URL; empty for the screen. */
  readonly channel: string;
  /** Absent: it is told everything at once. */
  readonly attention?: Attention;
}

/** How much a destination wants to be told, and when. Breaking news heeds none of it. */
export interface Attention {
  /** IANA name of the zone that its days and hours are in. */
  readonly zone: string;
  /** Stories a day; what is over it goes into the next digest. Null: no limit. */
  readonly budget: number | null;
  /** Nothing is posted from one minute of the day until another, which may be the next day's. */
  readonly quiet: { readonly from: number; readonly until: number } | null;
  /** When the digest is posted, as a cron expression; null: there is none, and topics of low priority are posted like others. */
  readonly digest: { readonly cron: string; readonly sayNothingNew: boolean } | null;
}

/** How to sign in to a platform; the secrets are resolved. */
export type AccountSettings =
  | { readonly type: 'console'; readonly id: string }
  | { readonly type: 'webhook'; readonly id: string; readonly secret: string }
  | {
      readonly type: 'slack';
      readonly id: string;
      readonly botToken: string;
      readonly appToken: string | null;
      /** In place of the app token: people are heard over HTTP. */
      readonly signingSecret?: string;
      readonly api?: string;
    }
  | {
      readonly type: 'discord';
      readonly id: string;
      readonly token: string;
      readonly guild?: string;
      readonly api?: string;
    };
