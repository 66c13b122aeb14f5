import type { AccountSettings } from '../src/domain/destination.js';
import type { Account, AccountContext } from './account.js';
import { openConsole, type Screen } from './console/index.js';
import { openDiscord } from './discord/index.js';
import { openSlack } from './slack/index.js';

/** The registry: one line an adapter. */
export function openAccount(settings: AccountSettings, context: AccountContext, screen: Screen): Account {
  switch (settings.type) {
    case 'console':
      return openConsole(screen, context);
    case 'slack':
      return openSlack(settings, context);
    case 'discord':
      return openDiscord(settings, context);
  }
}
