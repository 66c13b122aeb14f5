import type { Messenger } from '../../src/deliver/messenger.js';
import type { Inbox } from '../../src/lookup/inbox.js';
import type { Account, AccountContext } from '../account.js';
import type { Bot } from './bot.js';
import type { DiscordSettings } from './settings.js';

/** One Discord bot. Loads discord.js (1 s, 44 MB) at the first call, not before. */
export function openDiscord(settings: DiscordSettings, context: AccountContext): Account {
  let loading: Promise<Bot> | null = null;
  const account = () => (loading ??= import('./bot.js').then(({ openBot }) => openBot(settings, context)));
  return {
    messenger: (destination) => lazyMessenger(async () => (await account()).messenger(destination)),
    check: async (destinations) => (await account()).check(destinations),
    inbox: lazyInbox(async () => (await account()).inbox),
    close: async () => (await loading)?.close(),
  };
}

function lazyMessenger(open: () => Promise<Messenger>): Messenger {
  let opened: Promise<Messenger> | null = null;
  const messenger = () => (opened ??= open());
  return {
    send: async (message, key) => (await messenger()).send(message, key),
    update: async (ref, message, key) => (await messenger()).update(ref, message, key),
    reply: async (ref, message, key) => (await messenger()).reply(ref, message, key),
    find: async (key, attempts) => (await messenger()).find(key, attempts),
  };
}

function lazyInbox(open: () => Promise<Inbox>): Inbox {
  let opened: Promise<Inbox> | null = null;
  return {
    listen: async (answer) => (await (opened ??= open())).listen(answer),
    close: async () => (await opened)?.close(),
  };
}
