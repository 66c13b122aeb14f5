import {
  type APIApplicationCommandBasicOption,
  type APIApplicationCommandSubcommandOption,
  ApplicationCommandOptionType,
  ApplicationCommandType,
  type RESTPostAPIApplicationCommandsJSONBody,
  type RESTPostAPIChatInputApplicationCommandsJSONBody,
  Routes,
} from 'discord.js';
import type { Taken, VerbHelp } from '../../src/domain/conversation.js';
import type { Client } from './client.js';
import { plainLine } from './escape.js';
import { isJson, listOf } from './json.js';
import type { Failure } from './outcome.js';

export const COMMAND = 'wirewatch';
/** In the menu of a message. */
export const WATCH_THIS = 'Watch this';
/** Anything that can be typed: how to reach what Discord has no room to list. */
const ASK = 'ask';

/** Discord's limits on one command. */
const MOST_VERBS = 25;
const MOST_DESCRIPTION = 100;
const MOST_LETTERS = 8000;

const FREE: readonly Taken[] = [{ name: 'text', does: 'As one would type it', required: false }];
const HELP: VerbHelp = { name: 'help', usage: 'help', does: 'What can be asked', takes: [] };
const ANYTHING: VerbHelp = { name: ASK, usage: ASK, does: 'Anything that help lists', takes: FREE };

/** All that Discord shows of us, made of what can be asked: `/wirewatch` with a subcommand a verb, and the menu entry. */
export function commandsOf(verbs: readonly VerbHelp[]): RESTPostAPIApplicationCommandsJSONBody[] {
  const known = verbs.filter(({ name }) => /^[a-z][a-z0-9-]{0,31}$/.test(name) && name !== HELP.name);
  const fits = known.length < MOST_VERBS;
  const shown = fits ? [...known, HELP] : [...known.slice(0, MOST_VERBS - 2), HELP, ANYTHING];
  return [commandOf(shown), { type: ApplicationCommandType.Message, name: WATCH_THIS }];
}

/** With descriptions as long as there is room for: Discord counts all words of a command together. */
function commandOf(verbs: readonly VerbHelp[]): RESTPostAPIChatInputApplicationCommandsJSONBody {
  const command = (most: number) => ({
    type: ApplicationCommandType.ChatInput as const,
    name: COMMAND,
    description: 'Look up what Wirewatch has read, and say what it is to watch',
    options: verbs.map((verb) => subcommand(verb, most)),
  });
  const fitting = [MOST_DESCRIPTION, 50, 25].map(command);
  return fitting.find((each) => lettersIn(each) <= MOST_LETTERS) ?? command(1);
}

interface Described {
  readonly name: string;
  readonly description?: string;
  readonly options?: readonly Described[];
  readonly choices?: readonly { readonly name: string; readonly value: string | number }[];
}

function lettersIn({ name, description = '', options = [], choices = [] }: Described): number {
  const inner = options.reduce((sum, each) => sum + lettersIn(each), 0);
  const chosen = choices.reduce((sum, choice) => sum + choice.name.length + `${choice.value}`.length, 0);
  return name.length + description.length + inner + chosen;
}

/** The question as one would type it elsewhere: the verb and what follows it, in the order of its table. */
export function typedText(
  verbs: readonly VerbHelp[],
  verb: string,
  values: ReadonlyMap<string, string>,
): string {
  const takes = verbs.find(({ name }) => name === verb)?.takes ?? [];
  const named = new Set(takes.map(({ name }) => name));
  // A client may still show the options of an older version.
  const others = [...values].flatMap(([name, value]) => (named.has(name) ? [] : [value]));
  const written = takes.map(({ name, after }) => {
    const value = values.get(name) ?? '';
    return value === '' || after === undefined ? value : `${after} ${value}`;
  });
  return [verb === ASK ? '' : verb, ...written, ...others].filter((word) => word !== '').join(' ');
}

/** Registers the commands where they are not yet as defined: Discord allows 200 registrations a day. */
export async function registerCommands(
  client: Client,
  applicationId: string,
  guild: string | undefined,
  verbs: readonly VerbHelp[],
): Promise<Failure | null> {
  const route =
    guild === undefined
      ? Routes.applicationCommands(applicationId)
      : Routes.applicationGuildCommands(applicationId, guild);
  const wanted = commandsOf(verbs);
  const registered = await client.call('get', route);
  if (registered.kind === 'ok' && isSame(listOf(registered.body), wanted)) return null;
  const reply = await client.call('put', route, { body: wanted });
  return reply.kind === 'ok' ? null : reply;
}

function subcommand({ name, does, takes }: VerbHelp, most: number): APIApplicationCommandSubcommandOption {
  const ordered = (takes ?? FREE).toSorted((a, b) => Number(b.required) - Number(a.required));
  const options = ordered.map((taken) => option(taken, most));
  return { type: ApplicationCommandOptionType.Subcommand, name, description: described(does, most), options };
}

function option(
  { name, does, required, completes, choices }: Taken,
  most: number,
): APIApplicationCommandBasicOption {
  const common = {
    type: ApplicationCommandOptionType.String as const,
    name,
    description: described(does, most),
    required,
  };
  if (choices) return { ...common, choices: choices.map((value) => ({ name: value, value })) };
  return completes === undefined ? common : { ...common, autocomplete: true };
}

function described(does: string, most: number): string {
  return plainLine(does, most) || COMMAND;
}

function isSame(registered: readonly unknown[], wanted: readonly { readonly name: string }[]): boolean {
  const byName = new Map(registered.map((command) => [isJson(command) ? command['name'] : null, command]));
  return (
    registered.length === wanted.length &&
    wanted.every((command) => covers(byName.get(command.name), command))
  );
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
