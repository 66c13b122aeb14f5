import type { AccountSettings, Destination } from '../domain/destination.js';
import type { Feed } from '../domain/feed.js';
import type { ModelSettings } from '../domain/model.js';
import type { OidcProvider } from '../domain/oidc-provider.js';
import type { Permission } from '../domain/permission.js';
import type { Topic } from '../domain/topic.js';

/** Where the web server listens, as what others reach it, and who may see the page. */
export interface WebSettings {
  readonly host: string;
  readonly port: number;
  /** Nobody asked for this port: where it is taken, the rest goes on without the page. */
  readonly isDefault: boolean;
  /** Without a slash at the end. Null: nobody reaches it, so feeds are polled and not pushed. */
  readonly publicUrl: string | null;
  /** False: strangers could come in, and no sign-in is set. Hubs may push all the same. */
  readonly page: boolean;
  /** What people sign in with; null without `oidc`: whoever sits at this machine may see the page. */
  readonly token: string | null;
  readonly oidc: OidcProvider | null;
}

/** Days after which something is let go of; null: never. */
export interface Keep {
  readonly articles: number | null;
  /** What articles said before they were changed at their source. */
  readonly revisions: number | null;
  /** Single attempts to post, of alerts that are settled. */
  readonly deliveries: number | null;
}

/** What Wirewatch runs on: checked, with absolute paths and without what had to be set aside. */
export interface Config {
  readonly feeds: readonly Feed[];
  readonly accounts: readonly AccountSettings[];
  /** Accounts that lack what they sign in with. */
  readonly off?: readonly Pick<AccountSettings, 'id' | 'type'>[];
  readonly destinations: readonly Destination[];
  /** Ids of all destinations, those included that are off. */
  readonly known: readonly string[];
  readonly topics: readonly Topic[];
  /** Standing by name of a publisher, as written. */
  readonly publishers?: Readonly<Record<string, Feed['tier']>>;
  /** Who may change what from chat; nobody where it is empty. */
  readonly permissions: readonly Permission[];
  /** The destination that is told about feeds in trouble. */
  readonly operator: string | null;
  readonly dataDir: string;
  readonly databaseUrl: string | null;
  readonly redisUrl: string | null;
  readonly allowPrivate: readonly string[];
  readonly contact: string | null;
  readonly keep: Keep;
  /** Where this process answers machines that ask for health and figures; null: nowhere. */
  readonly probes: { readonly host: string; readonly port: number } | null;
  /** Null: no web server. */
  readonly web: WebSettings | null;
  /** It comes from elsewhere, such as Git: nothing here writes into it. */
  readonly managed: boolean;
  /** Null: briefings keep their sources' own words. */
  readonly model: ModelSettings | null;
  readonly logFormat: 'text' | 'json';
  /** Embedded store only: needs 500 MB less at the start and searches a little slower; undefined = by the memory there is. */
  readonly lowMemory: boolean | undefined;
  /** What must never be shown: tokens, and the passwords of URLs. */
  readonly secrets: readonly string[];
  /** The files that it was read from, for those who watch them. */
  readonly files: readonly string[];
}
