import { tmpdir } from 'node:os';
import type { Account } from '../../../adapters/account.js';
import { openDiscord } from '../../../adapters/discord/index.js';
import { type DiscordServer, type ServerOptions, startDiscordServer } from '../../support/discord-server.js';

/** An account on a stand-in of its own, on the stand-in's clock. */
export interface Discord {
  readonly server: DiscordServer;
  readonly account: Account;
  readonly warnings: readonly string[];
  readonly now: () => Date;
  readonly close: () => Promise<void>;
}

export interface DiscordOptions extends ServerOptions {
  readonly accountToken?: string;
  readonly isGlobal?: boolean;
}

export async function openStage({
  accountToken,
  isGlobal,
  ...options
}: DiscordOptions = {}): Promise<Discord> {
  const server = await startDiscordServer(options);
  const warnings: string[] = [];
  const now = () => new Date(server.world.nowMs());
  const account = openDiscord(
    {
      token: accountToken ?? server.token,
      api: server.api,
      ...(isGlobal ? {} : { guild: server.world.guild }),
    },
    { now, warn: (line) => warnings.push(line), dataDir: tmpdir() },
  );
  return {
    server,
    account,
    warnings,
    now,
    close: async () => {
      await account.close();
      await server.close();
    },
  };
}

/** Text as Discord shows it: escapes and what keeps mentions and links apart are not seen. */
export function seen(text: string): string {
  return text.replace(/\\([^\sa-z0-9])/gi, '$1').replaceAll('\u200b', '');
}
