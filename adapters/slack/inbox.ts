import type { App, RespondFn } from '@slack/bolt';
import type { Answer } from '../../src/domain/message.js';
import type { ChatQuestion, Conversation, Inbox } from '../../src/lookup/inbox.js';
import { askerOf } from './asker.js';
import { clientOptions } from './client.js';
import { openConnection, type Connection } from './connection.js';
import { PAGE_ACTION, questionOf, renderAnswer } from './render-answer.js';

/** The slash command of the app's manifest. */
export const COMMAND = '/wirewatch';

export interface InboxSettings {
  /** As the configuration names it. */
  readonly account: string;
  readonly botToken: string;
  readonly appToken: string;
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
  const { App, SocketModeReceiver } = await import('@slack/bolt');
  const options = clientOptions(settings.api, around.closing);
  const { logger } = options;
  const receiver = new SocketModeReceiver({
    appToken: settings.appToken,
    autoReconnectEnabled: false,
    installerOptions: { clientOptions: { ...options } },
    logger,
  });
  const app = new App({
    receiver,
    // A given authorization instead of a token: with one, Bolt asks auth.test before it acknowledges.
    authorize: async () => ({ botToken: settings.botToken }),
    clientOptions: options,
    convoStore: false,
    logger,
  });
  answerQuestions(app, conversation, settings.account, around.warn);
  return openConnection(receiver.client, around.warn);
}

function answerQuestions(
  app: App,
  conversation: Conversation,
  account: string,
  warn: (line: string) => void,
): void {
  app.command(COMMAND, async ({ ack, command, respond }) => {
    await ack();
    await reply(
      respond,
      false,
      await answered(
        conversation,
        { text: command.text ?? '', page: 1, asker: askerOf(account, command) },
        warn,
      ),
    );
  });
  app.action(new RegExp(`^${PAGE_ACTION}`), async ({ ack, action, body, respond }) => {
    await ack();
    const question = questionOf('value' in action && typeof action.value === 'string' ? action.value : '');
    if (question)
      await reply(
        respond,
        true,
        await answered(conversation, { ...question, asker: askerOf(account, body) }, warn),
      );
  });
  app.error(async () =>
    warn('Slack: an answer to a question could not be given to Slack; it can be asked again'),
  );
}

async function answered(
  conversation: Conversation,
  question: ChatQuestion,
  warn: (line: string) => void,
): Promise<Answer> {
  try {
    return await conversation.ask(question);
  } catch (error) {
    warn(
      `Slack: a question could not be answered (${error instanceof Error ? error.name : 'unknown error'})`,
    );
    return { ...APOLOGY, question: question.text };
  }
}

const APOLOGY: Answer = {
  ok: false,
  title: 'Something went wrong',
  text: 'The question could not be answered. Try again; the operator has been told.',
  entries: [],
  page: 1,
  pages: 1,
  question: '',
};

/** `edit` replaces the message that the button is in. */
async function reply(respond: RespondFn, edit: boolean, answer: Answer): Promise<void> {
  const { text, blocks } = renderAnswer(answer);
  await respond({
    response_type: 'ephemeral',
    replace_original: edit,
    text,
    blocks,
    unfurl_links: false,
    unfurl_media: false,
  });
}
