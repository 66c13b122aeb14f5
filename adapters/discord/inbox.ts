import { InteractionResponseType, MessageFlags, Routes } from 'discord.js';
import type { Answer, Asker } from '../../src/domain/message.js';
import type { ChatQuestion, Conversation, Inbox } from '../../src/lookup/inbox.js';
import type { AccountContext } from '../account.js';
import { renderAnswer } from './render-answer.js';
import type { Client } from './client.js';
import { registerCommand } from './commands.js';
import { type Connection, openConnection } from './connection.js';
import { type Interaction, readInteraction } from './interaction.js';
import type { DiscordSettings } from './settings.js';
import { codes } from './outcome.js';
import { type Pages, openPages } from './pages.js';
import { markerOf } from './render.js';

/** What is to be answered: a question, or at once with an answer; in the same message or in one of its own. */
type Request = ({ readonly question: ChatQuestion } | { readonly answer: Answer }) & {
  readonly isSameMessage: boolean;
};

/** Answers `/wirewatch` and the buttons of answers and alerts, to the asker alone. */
export function discordInbox(settings: DiscordSettings, client: Client, context: AccountContext): Inbox {
  const pages = openPages();
  let connection: Connection | null = null;
  let opening: Promise<void> | null = null;

  async function listen(conversation: Conversation): Promise<void> {
    connection ??= openConnection(settings, context, {
      onReady: register,
      onInteraction: (data) => {
        const interaction = readInteraction(data);
        if (interaction) void respond(interaction, conversation);
      },
    });
    await (opening ??= connection.open());
  }

  async function register(applicationId: string): Promise<void> {
    const failure = await registerCommand(client, applicationId, settings.guild);
    if (failure) context.warn(`Discord: /wirewatch could not be registered (${failure.reason})`);
  }

  /** Never throws. Acknowledges first: Discord gives three seconds, a look-up may take longer. */
  async function respond(interaction: Interaction, conversation: Conversation): Promise<void> {
    const request = requestOf(interaction, { account: settings.id ?? 'discord', ...interaction.from }, pages);
    if (!(await acknowledge(client, interaction, request.isSameMessage))) return;
    const answer = 'answer' in request ? request.answer : await ask(request.question, conversation);
    const body = renderAnswer(answer, (page) => pages.idOf(answer.question, page));
    const route = Routes.webhookMessage(interaction.applicationId, interaction.token, '@original');
    const reply = await client.call('patch', route, { body, auth: false });
    // Safe to repeat: it sets what the message reads. The token is good for 15 minutes.
    const again =
      reply.kind === 'uncertain' ? await client.call('patch', route, { body, auth: false }) : reply;
    if (again.kind !== 'ok')
      context.warn(`Discord: an answer could not be given (${again.reason}); it can be asked again`);
  }

  async function ask(question: ChatQuestion, conversation: Conversation): Promise<Answer> {
    try {
      return await conversation.ask(question);
    } catch (error) {
      const name = error instanceof Error ? error.name : 'unknown error';
      context.warn(`Discord: a question could not be answered (${name})`);
      return apology;
    }
  }

  return { listen, close: async () => connection?.close() };
}

function requestOf({ act }: Interaction, asker: Asker, pages: Pages): Request {
  if (act.kind === 'command') return { question: { text: act.text, page: 1, asker }, isSameMessage: false };
  const page = pages.read(act.customId);
  if (page.kind === 'page')
    return { question: { text: page.question, page: page.page, asker }, isSameMessage: true };
  if (page.kind === 'expired') return { answer: expired, isSameMessage: true };
  const marker = markerOf(act.customId);
  if (!marker) return { answer: unknownButton, isSameMessage: false };
  const text = marker.action === 'why' ? `why s${marker.subject}` : 'help';
  return { question: { text, page: 1, asker }, isSameMessage: false };
}

/** True when Discord has our acknowledgement, so that the answer may follow. */
async function acknowledge(
  client: Client,
  { id, token }: Interaction,
  isSameMessage: boolean,
): Promise<boolean> {
  const body = isSameMessage
    ? { type: InteractionResponseType.DeferredMessageUpdate }
    : {
        type: InteractionResponseType.DeferredChannelMessageWithSource,
        data: { flags: MessageFlags.Ephemeral },
      };
  const reply = await client.call('post', Routes.interactionCallback(id, token), { body, auth: false });
  // After a lost reply the answer itself shows whether the acknowledgement arrived.
  if (reply.kind === 'ok' || reply.kind === 'uncertain') return true;
  return reply.code === codes.alreadyAcknowledged;
}

const apology = notice(
  'Something went wrong',
  'The question could not be answered. Try again; the operator has been told.',
);
const expired = notice('This list is no longer kept', 'Ask again with /wirewatch.');
const unknownButton = notice('This button is no longer used', 'Ask with /wirewatch help.');

function notice(title: string, text: string): Answer {
  return { ok: false, title, text, entries: [], page: 1, pages: 1, question: '' };
}
