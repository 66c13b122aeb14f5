import { openSlack } from '../../../adapters/slack/index.js';
import { tmpdir } from 'node:os';
import type { Account } from '../../../adapters/account.js';
import { startSlackServer, type SlackServer } from '../../support/slack-server.js';

/** An account on a stand-in of its own, with a clock that the test moves. */
export interface Slack {
  readonly server: SlackServer;
  readonly account: Account;
  readonly warnings: readonly string[];
  readonly now: () => Date;
  readonly advance: (ms: number) => void;
  readonly close: () => Promise<void>;
}

export interface SlackOptions {
  readonly scopes?: ReadonlySet<string>;
  readonly botToken?: string;
  readonly appToken?: string | null;
}

export async function openStage(options: SlackOptions = {}): Promise<Slack> {
  let time = Date.parse('2026-06-03T10:00:00Z');
  const now = () => new Date(time);
  const server = await startSlackServer({ now, ...(options.scopes ? { scopes: options.scopes } : {}) });
  const warnings: string[] = [];
  const account = openSlack(
    {
      botToken: options.botToken ?? server.botToken,
      appToken: options.appToken === undefined ? server.appToken : options.appToken,
      api: server.api,
    },
    { now, warn: (line) => warnings.push(line), dataDir: tmpdir() },
  );
  return {
    server,
    account,
    warnings,
    now,
    advance: (ms) => {
      time += ms;
    },
    close: async () => {
      await account.close();
      await server.close();
    },
  };
}
