import type { Conversation, Inbox } from '../../src/lookup/inbox.js';
import type { AccountContext } from '../account.js';
import type { Client } from './client.js';
import { registerCommands } from './commands.js';
import { type Connection, openConnection } from './connection.js';
import { keep, openIdKeeper } from './custom-ids.js';
import { openDrafts } from './drafts.js';
import { readInteraction } from './interaction.js';
import type { DiscordSettings } from './settings.js';
import { take } from './take.js';
import type { Talk } from './talk.js';

/** A gateway that resumes may say again what it has said: so many of the last are known. */
const MOST_KNOWN = 2000;

/** Answers `/wirewatch`, buttons, forms and the menu of messages, to whoever uses them alone. */
export function discordInbox(settings: DiscordSettings, client: Client, context: AccountContext): Inbox {
  const known = new Map<string, true>();
  let connection: Connection | null = null;
  let opening: Promise<void> | null = null;

  async function listen(conversation: Conversation): Promise<void> {
    const { id: account = 'discord', guild } = settings;
    const talk: Talk = {
      account,
      guild,
      client,
      conversation,
      ids: openIdKeeper(),
      drafts: openDrafts(),
      warn: context.warn,
    };
    connection ??= openConnection(settings, context, {
      onReady: (applicationId) => register(applicationId, conversation),
      onInteraction: (data) => {
        const interaction = readInteraction(data);
        if (!interaction || known.has(interaction.id)) return;
        keep(known, interaction.id, true, MOST_KNOWN);
        void take(talk, interaction);
      },
    });
    await (opening ??= connection.open());
  }

  async function register(applicationId: string, { verbs }: Conversation): Promise<void> {
    const failure = await registerCommands(client, applicationId, settings.guild, verbs);
    if (failure) context.warn(`Discord: /wirewatch could not be registered (${failure.reason})`);
  }

  return { listen, close: async () => connection?.close() };
}
