import { join } from 'node:path';
import type { Account, AccountContext } from '../account.js';
import { consoleMessenger, type Screen } from './messenger.js';

export type { Screen } from './messenger.js';

/** The screen that Wirewatch runs on: no sign-in, no questions (the command line asks them). */
export function openConsole(screen: Screen, context: Pick<AccountContext, 'dataDir' | 'now'>): Account {
  return {
    messenger: ({ id }) => consoleMessenger(screen, join(context.dataDir, `${id}.log`), context.now),
    inbox: null,
    close: async () => {},
  };
}
