import type { webApi } from '@slack/bolt';
import type { Account, AccountContext } from '../account.js';
import { channelDirectory } from './channels.js';
import { checkSlack } from './check.js';
import { clientOptions } from './client.js';
import { slackDoor, slackInbox } from './inbox.js';
import { slackMessenger } from './messenger.js';

export interface SlackSettings {
  /** As the configuration names the account. */
  readonly id?: string;
  /** Bot token, `xoxb-…`. */
  readonly botToken: string;
  /** App-level token, `xapp-…`, with `connections:write`; without it nobody can ask, posting works. */
  readonly appToken: string | null;
  /** In place of the app token: people are heard over HTTP, by the web server. */
  readonly signingSecret?: string;
  /** Base URL of the Web API when it is not Slack's own: a proxy or a test server. */
  readonly api?: string;
}

/** One Slack workspace. Loads Slack's SDK (0.4 s, 30 MB) at the first call, not before. */
export function openSlack(
  { id = 'slack', botToken, appToken, signingSecret, api }: SlackSettings,
  { now, warn }: AccountContext,
): Account {
  const closing = new AbortController();
  let loading: Promise<webApi.WebClient> | null = null;
  const client = () => (loading ??= openClient(botToken, clientOptions(api, closing.signal)));
  const workspace = { client, now, findChannel: channelDirectory(client, now) };
  const signing = { account: id, botToken, api };
  const http = signingSecret === undefined ? null : slackDoor({ ...signing, signingSecret }, warn, now);
  const socket = appToken === null || http ? null : slackInbox({ ...signing, appToken }, warn);
  const inbox = http?.inbox ?? socket;
  return {
    messenger: ({ channel }) => slackMessenger(workspace, channel),
    inbox,
    ...(http && { door: http.door }),
    check: (destinations) => checkSlack({ ...workspace, appToken, api }, destinations),
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
