import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  type RESTPostAPIChatInputApplicationCommandsJSONBody,
  Routes,
} from 'discord.js';
import type { Client } from './client.js';
import { isJson, listOf } from './json.js';
import type { Failure } from './outcome.js';

/** `/wirewatch` as Discord shows it: the verbs that `lookup/ask` knows. */
const command: RESTPostAPIChatInputApplicationCommandsJSONBody = {
  type: ApplicationCommandType.ChatInput,
  name: 'wirewatch',
  description: 'Look up what Wirewatch has read',
  options: [
    verb('search', 'Search the stories', { name: 'words', description: 'Words to look for', required: true }),
    verb('latest', 'The latest stories', {
      name: 'topic',
      description: 'Only of this topic',
      required: false,
    }),
    verb('topics', 'The topics that are watched'),
    verb('why', 'Why a story was posted', { name: 'id', description: 'Id of the story', required: true }),
    verb('feeds', 'How the feeds do', {
      name: 'name',
      description: 'Only of this name or tag',
      required: false,
    }),
    verb('outbox', 'What is not posted yet, and why', {
      name: 'action',
      description: 'retry, and an id, a destination or all',
      required: false,
    }),
    verb('help', 'What can be asked'),
  ],
};

/** Registers the command where it is not yet as defined: Discord allows 200 registrations a day. */
export async function registerCommand(
  client: Client,
  applicationId: string,
  guild: string | undefined,
): Promise<Failure | null> {
  const route =
    guild === undefined
      ? Routes.applicationCommands(applicationId)
      : Routes.applicationGuildCommands(applicationId, guild);
  const registered = await client.call('get', route);
  if (registered.kind === 'ok') {
    const [only, ...others] = listOf(registered.body);
    if (others.length === 0 && covers(only, command)) return null;
  }
  const reply = await client.call('put', route, { body: [command] });
  return reply.kind === 'ok' ? null : reply;
}

interface Option {
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
}

function verb(name: string, description: string, option?: Option) {
  const options = option ? [{ type: ApplicationCommandOptionType.String as const, ...option }] : [];
  return { type: ApplicationCommandOptionType.Subcommand as const, name, description, options };
}

/** True when `registered` says all that `defined` says; Discord adds fields, and leaves out what is false or empty. */
function covers(registered: unknown, defined: unknown): boolean {
  if (Array.isArray(defined)) {
    const list: readonly unknown[] = Array.isArray(registered) ? registered : [];
    return list.length === defined.length && defined.every((entry, index) => covers(list[index], entry));
  }
  if (isJson(defined)) {
    return Object.entries(defined).every(([key, value]) =>
      covers(isJson(registered) ? registered[key] : undefined, value),
    );
  }
  return registered === defined || (defined === false && registered === undefined);
}
