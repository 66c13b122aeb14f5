import type { Account } from '../adapters/account.js';
import { openAccount } from '../adapters/index.js';
import type { AppOptions } from './app-options.js';
import type { Config } from './config/config.js';
import type { Messenger } from './deliver/messenger.js';
import type { Inbox } from './lookup/inbox.js';

export type Accounts = ReadonlyMap<string, Account>;

/** Opens every account of the configuration; none connects yet. */
export async function openAccounts({ config, log, screen, now }: AppOptions): Promise<Accounts> {
  const context = { now, dataDir: config.dataDir, warn: (line: string) => log.warn(line) };
  const opened = config.accounts.map(
    async (settings) => [settings.id, await openAccount(settings, context, screen)] as const,
  );
  return new Map(await Promise.all(opened));
}

/** A messenger for each destination whose account is open. */
export function messengersOf(config: Config, accounts: Accounts): Map<string, Messenger> {
  const messengers = new Map<string, Messenger>();
  for (const destination of config.destinations) {
    const account = accounts.get(destination.account);
    if (account) messengers.set(destination.id, account.messenger(destination));
  }
  return messengers;
}

export function inboxesOf(accounts: Accounts): Inbox[] {
  return [...accounts.values()].flatMap(({ inbox }) => (inbox === null ? [] : [inbox]));
}
