import type { Account, AccountContext } from '../account.js';
import { type DiscordSettings, openApi } from './api.js';
import { openInbox } from './inbox.js';
import { openMessenger } from './messenger.js';

export type { DiscordSettings } from './api.js';

/** Signs in as one Discord bot. Nothing is sent before a messenger posts or the inbox listens. */
export function openDiscord(settings: DiscordSettings, context: AccountContext): Account {
  const api = openApi(settings, context);
  const inbox = openInbox(settings, api, context);
  return {
    messenger: ({ channel }) => openMessenger(channel, settings, api, context),
    inbox,
    async close() {
      await inbox.close();
      api.close();
    },
  };
}
