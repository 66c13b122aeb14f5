import type { webApi } from '@slack/bolt';
import type { Account, AccountContext } from '../account.js';
import { channelDirectory } from './channels.js';
import { checkSlack } from './check.js';
import { clientOptions } from './client.js';
import { slackInbox } from './inbox.js';
import { slackMessenger } from './messenger.js';

export interface SlackSettings {
  /** As the configuration names the account. */
  readonly id?: string;
  /** Bot token, `xoxb-…`. */
  readonly botToken: string;
  /** App-level token, `xapp-…`, with `connections:write`; without it nobody can ask, posting works. */
  readonly appToken: string | null;
  /** Base URL of the Web API when it is not Slack's own: a proxy or a test server. */
  readonly api?: string;
}

/** One Slack workspace. Loads Slack's SDK (0.4 s, 30 MB) at the first call, not before. */
export function openSlack(
  { id = 'slack', botToken, appToken, api }: SlackSettings,
  { now, warn }: AccountContext,
): Account {
  const closing = new AbortController();
  let loading: Promise<webApi.WebClient> | null = null;
  const client = () => (loading ??= openClient(botToken, clientOptions(api, closing.signal)));
  const workspace = { client, now, findChannel: channelDirectory(client, now) };
  const inbox = appToken === null ? null : slackInbox({ account: id, botToken, appToken, api }, warn);
  return {
    messenger: ({ channel }) => slackMessenger(workspace, channel),
    inbox,
    check: (destinations) => checkSlack({ ...workspace, appToken }, destinations),
    close: async () => {
      await inbox?.close();
      closing.abort();
    },
  };
}

async function openClient(token: string, options: webApi.WebClientOptions): Promise<webApi.WebClient> {
  const { webApi } = await import('@slack/bolt');
  return new webApi.WebClient(token, options);
}
