import type { Receiver } from '@slack/bolt';
import type { Door } from '../../src/domain/door.js';
import type { Conversation, Inbox } from '../../src/lookup/inbox.js';
import { clientOptions } from './client.js';
import { openConnection, type Connection } from './connection.js';
import { signedDoor } from './door.js';
import { listenTo } from './listeners.js';

/** How an account listens. */
export interface InboxSettings extends Signing {
  readonly appToken: string;
}

export interface Signing {
  /** As the configuration names it. */
  readonly account: string;
  readonly botToken: string;
  readonly api?: string;
}

/**
 * Questions from Slack, over Socket Mode. Slack wants an acknowledgement within three seconds, so it gets
 * one before the question is looked at; the answer follows through the request's own address, to the asker
 * only.
 */
export function slackInbox(settings: InboxSettings, warn: (line: string) => void): Inbox {
  const closing = new AbortController();
  let connection: Promise<Connection> | null = null;
  const warnWhileOpen = (line: string) => {
    if (!closing.signal.aborted) warn(line);
  };
  return {
    listen: async (conversation) => {
      if (closing.signal.aborted) return;
      connection ??= connect(settings, conversation, { warn: warnWhileOpen, closing: closing.signal });
      await (await connection).ready;
    },
    close: async () => {
      await (await connection)?.close();
      closing.abort();
    },
  };
}

interface Surroundings {
  readonly warn: (line: string) => void;
  readonly closing: AbortSignal;
}

async function connect(
  settings: InboxSettings,
  conversation: Conversation,
  around: Surroundings,
): Promise<Connection> {
  const { SocketModeReceiver } = await import('@slack/bolt');
  const options = clientOptions(settings.api, around.closing);
  const { logger } = options;
  const receiver = new SocketModeReceiver({
    appToken: settings.appToken,
    autoReconnectEnabled: false,
    installerOptions: { clientOptions: { ...options } },
    logger,
  });
  await openBolt(receiver, settings, conversation, around);
  return openConnection(receiver.client, around.warn);
}

async function openBolt(
  receiver: Receiver,
  { account, botToken, api }: Signing,
  conversation: Conversation,
  { warn, closing }: Surroundings,
): Promise<void> {
  const { App } = await import('@slack/bolt');
  const options = clientOptions(api, closing);
  const app = new App({
    receiver,
    // A given authorization instead of a token: with one, Bolt asks auth.test before it acknowledges.
    authorize: async () => ({ botToken }),
    clientOptions: options,
    convoStore: false,
    logger: options.logger,
  });
  listenTo(app, { account, conversation, warn });
}

/** The same over HTTP: what comes to `door` is signed by Slack, or refused. */
export function slackDoor(
  settings: Signing & { readonly signingSecret: string },
  warn: (line: string) => void,
  now: () => Date,
): { readonly inbox: Inbox; readonly door: Door } {
  const closing = new AbortController();
  let opening: Promise<Door> | null = null;
  const open = async (conversation: Conversation) => {
    const { isValidSlackRequest } = await import('@slack/bolt');
    const receiver = signedDoor(isValidSlackRequest, settings.signingSecret, now);
    const around = { warn, closing: closing.signal };
    await openBolt(receiver, settings, conversation, around);
    return receiver.door;
  };
  return {
    inbox: {
      listen: async (conversation) => {
        if (!closing.signal.aborted) await (opening ??= open(conversation));
      },
      close: async () => closing.abort(),
    },
    door: async (request) => {
      if (opening === null || closing.signal.aborted) return { status: 503, body: 'nobody listens here' };
      return (await opening)(request);
    },
  };
}
