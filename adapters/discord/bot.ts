import type { Messenger } from '../../src/deliver/messenger.js';
import type { Destination } from '../../src/domain/destination.js';
import type { Inbox } from '../../src/lookup/inbox.js';
import type { AccountContext, Checked } from '../account.js';
import { checkDiscord } from './check.js';
import { openClient } from './client.js';
import { discordInbox } from './inbox.js';
import { discordMessenger } from './messenger.js';
import type { DiscordSettings } from './settings.js';

/** The account itself, once discord.js is loaded: one REST client for all of it. */
export interface Bot {
  messenger(destination: Destination): Messenger;
  readonly inbox: Inbox;
  check(destinations: readonly Destination[]): Promise<readonly Checked[]>;
  close(): Promise<void>;
}

export function openBot(settings: DiscordSettings, context: AccountContext): Bot {
  const client = openClient(settings, context);
  const inbox = discordInbox(settings, client, context);
  return {
    messenger: ({ channel }) => discordMessenger(channel, settings, client, context),
    inbox,
    check: (destinations) => checkDiscord(client, settings, destinations, context.now),
    close: async () => {
      await inbox.close();
      client.close();
    },
  };
}
