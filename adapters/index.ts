import type { AccountSettings } from '../src/domain/destination.js';
import type { Message } from '../src/domain/message.js';
import type { Preview } from '../src/domain/preview.js';
import type { Account, PostContext } from './account.js';
import { openConsole, type Screen } from './console/index.js';
import { MANIFEST_LINK } from './slack/manifest.js';

export { openModel } from './llm/index.js';

/** The registry: one line an adapter. A platform's library is loaded when an account of it is on. */
export async function openAccount(
  settings: AccountSettings,
  context: PostContext,
  screen: Screen,
): Promise<Account> {
  switch (settings.type) {
    case 'console':
      return openConsole(screen, context);
    case 'slack':
      return (await import('./slack/index.js')).openSlack(settings, context);
    case 'discord':
      return (await import('./discord/index.js')).openDiscord(settings, context);
    case 'webhook':
      return (await import('./webhook/index.js')).openWebhook(settings, context);
  }
}

/** Where an account of a platform is made, for who has none yet. */
export const SIGN_UP: Readonly<Partial<Record<AccountSettings['type'], string>>> = {
  slack: MANIFEST_LINK,
  discord: 'https://discord.com/developers/applications',
};

/** How a message would look on each platform, whether or not an account of it is on. */
export const PREVIEWS: Readonly<Record<string, (message: Message) => Promise<Preview>>> = {
  Slack: async (message) => (await import('./slack/preview.js')).previewSlack(message),
  Discord: async (message) => (await import('./discord/preview.js')).previewDiscord(message),
};
