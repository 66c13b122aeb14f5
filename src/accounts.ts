import { isDeepStrictEqual } from 'node:util';
import type { Account, Checked } from '../adapters/account.js';
import { openAccount } from '../adapters/index.js';
import type { AccountOptions } from './app-options.js';
import type { Config } from './config/config.js';
import type { Messenger } from './deliver/messenger.js';
import type { AccountSettings, Destination } from './domain/destination.js';
import { createPoster } from './ingest/post.js';
import type { Door } from './domain/door.js';
import { readDirect } from './store/follows.js';
import type { Conversation } from './lookup/inbox.js';
import type { Role, Roles } from './roles.js';
import { VERSION } from './version.js';

export { PREVIEWS, SIGN_UP } from '../adapters/index.js';

/** The accounts of the configuration, opened; they follow it when it is edited. */
export interface Accounts {
  /** A messenger for each destination whose account is open. */
  messengers(config: Config): Map<string, Messenger>;
  /** A messenger for somebody's direct messages; null where they come through no account that is open. */
  direct(destination: string): Messenger | null;
  /** Opens what is new. Returns what an open account can't take over while it runs. */
  open(config: Config): Promise<readonly string[]>;
  /** Closes what the configuration has no more; after nothing is sent through it. */
  closeOthers(config: Config): Promise<void>;
  /**
   * Answers what is asked through them, and through those that are opened later: over HTTP where the web server runs, else
   * where the chat connections do.
   */
  listen(conversation: Conversation, roles: Roles): Promise<void>;
  /** Whether tokens and destinations would do, by account; of those that can tell. */
  check(config: Config): Promise<[string, readonly Checked[]][]>;
  /** What a platform asks over HTTP; null for an account that hears nothing so. */
  readonly door: (account: string) => Door | null;
  /** Answers nothing more; posting goes on. */
  deafen(): Promise<void>;
  close(): Promise<void>;
}

interface Opened {
  readonly settings: AccountSettings;
  readonly account: Account;
}

/** Opens every account of the configuration; none connects before it is used. */
export async function openAccounts(options: AccountOptions): Promise<Accounts> {
  const accounts = createAccounts(options);
  await accounts.open(options.config);
  return accounts;
}

/** Nothing is opened yet. */
function createAccounts({ config: first, log, screen, now }: AccountOptions): Accounts {
  const poster = createPoster({ userAgent: `Wirewatch/${VERSION}`, allow: first.allowPrivate });
  const { post } = poster;
  const context = { now, dataDir: first.dataDir, warn: (line: string) => log.warn(line), post };
  const open = new Map<string, Opened>();
  let heard: { readonly conversation: Conversation; readonly roles: Roles } | null = null;
  const all = () => [...open.values()].map(({ account }) => account);
  const listen = async (account: Account) => {
    if (heard?.roles.has(listenerOf(account))) await account.inbox?.listen(heard.conversation);
  };
  return {
    messengers: (config) =>
      new Map(
        config.destinations.flatMap((destination) => {
          const account = open.get(destination.account)?.account;
          return account ? [[destination.id, account.messenger(destination)] as const] : [];
        }),
      ),
    direct: (id) => directMessages(open, id),
    async open({ accounts }) {
      const changed: string[] = [];
      for (const settings of accounts) {
        const before = open.get(settings.id);
        if (before && !isDeepStrictEqual(before.settings, settings))
          changed.push(`the settings of account ${settings.id}`);
        if (before) continue;
        const account = await openAccount(settings, context, screen);
        open.set(settings.id, { settings, account });
        // A platform that is slow to greet does not hold up a reload.
        void listen(account).catch((error: unknown) => log.error(`account ${settings.id}: ${String(error)}`));
      }
      return changed;
    },
    async closeOthers({ accounts }) {
      const wanted = new Set(accounts.map(({ id }) => id));
      for (const [id, { account }] of open) {
        if (wanted.has(id)) continue;
        open.delete(id);
        await account.inbox?.close();
        await account.close();
      }
    },
    async listen(conversation, roles) {
      heard = { conversation, roles };
      await Promise.all(all().map(listen));
    },
    check: ({ destinations }) => checkAll(open, destinations),
    door: (id) => open.get(id)?.account.door ?? null,
    async deafen() {
      heard = null;
      await Promise.all(all().map(async ({ inbox }) => inbox?.close()));
    },
    async close() {
      await Promise.all(all().map((account) => account.close()));
      poster.close();
    },
  };
}

/** What a platform asks over HTTP comes to the process that has the web server. */
const listenerOf = ({ door }: Account): Role => (door ? 'web' : 'chat');

/** Those that can tell, each of its own destinations. */
function checkAll(
  open: ReadonlyMap<string, Opened>,
  destinations: readonly Destination[],
): Promise<[string, readonly Checked[]][]> {
  return Promise.all(
    [...open].map(async ([id, { account }]): Promise<[string, readonly Checked[]]> => {
      const own = destinations.filter((destination) => destination.account === id);
      return [id, (await account.check?.(own)) ?? []];
    }),
  );
}

function directMessages(open: ReadonlyMap<string, Opened>, id: string): Messenger | null {
  const reader = readDirect(id);
  const account = reader && open.get(reader.account)?.account;
  if (!reader || !account?.inbox) return null;
  return account.messenger({ id, account: reader.account, channel: `@${reader.user}` });
}
