import { isList } from './rules.js';
import { type Json, type Reply, type World, refuse } from './world.js';

const SUBCOMMAND = 1;
const STRING = 3;

/** PUT …/commands: replaces all commands of a scope. */
export function checkCommands(world: World, scope: string, body: unknown): Reply {
  const faults = isList(body) ? body.flatMap(commandFaults) : ['commands: not a list'];
  world.commandWrites += 1;
  if (faults.length > 0 || !isList(body)) {
    world.violations.push(...faults);
    return refuse(400, 50035, 'Invalid Form Body', {
      _errors: faults.map((message) => ({ code: 'INVALID', message })),
    });
  }
  world.commands.set(
    scope,
    body.map((command) => stored(world, command)),
  );
  return { status: 200, body: world.commands.get(scope) };
}

/** Discord fills in what was left out, and leaves out what is false or empty. */
function stored(world: World, command: Json): Json {
  const options = isList(command.options) ? command.options.map(lean) : [];
  const filled = {
    id: world.newId(),
    application_id: world.application,
    version: world.newId(),
    nsfw: false,
  };
  const rest = { default_member_permissions: null, name_localizations: null, ...command };
  return { ...filled, ...rest, ...(command.type === 3 ? { description: '' } : { options }) };
}

function lean(option: Json): Json {
  const { required, ...rest } = option;
  const options = isList(option.options) ? { options: option.options.map(lean) } : {};
  return { ...rest, ...options, ...(required === true && { required }) };
}

function commandFaults(command: Json): string[] {
  if (command.type === 3) return menuFaults(command);
  const options = command.options ?? [];
  return [
    ...named('command', command),
    ...(command.type === undefined || command.type === 1
      ? []
      : ['command: neither a chat-input command nor in a menu']),
    ...(wordsIn(command) <= 8000 ? [] : ['command: more than 8000 characters']),
    ...optionFaults('command', options),
  ];
}

/** An entry in the menu of a message has a name, in mixed case, and nothing else. */
function menuFaults({ name, ...rest }: Json): string[] {
  const isName = typeof name === 'string' && /^[-_' \p{L}\p{N}]{1,32}$/u.test(name);
  return [
    ...(isName ? [] : ['menu.name: 1 to 32 characters']),
    ...Object.keys(rest)
      .filter((key) => key !== 'type')
      .map((key) => `menu.${key}: not in a menu`),
  ];
}

/** Names, descriptions and values of a command together, as Discord counts them. */
function wordsIn(part: Json): number {
  const own = [part.name, part.description, part.value].map((text) =>
    typeof text === 'string' ? text.length : 0,
  );
  const inner = [part.options, part.choices].flatMap((list) => (isList(list) ? list.map(wordsIn) : []));
  return [...own, ...inner].reduce((sum, length) => sum + length, 0);
}

function optionFaults(at: string, options: unknown): string[] {
  if (!isList(options) || options.length > 25) return [`${at}.options: at most 25`];
  const names = options.map(({ name }) => name);
  const isOrdered = options.every(
    ({ required }, index) => !required || options[index - 1]?.required !== false,
  );
  return [
    ...(new Set(names).size < names.length ? [`${at}.options: a name is used twice`] : []),
    ...(isOrdered ? [] : [`${at}.options: required options come first`]),
    ...options.flatMap((option) => [
      ...named(`${at}.${String(option.name)}`, option),
      ...(option.type === SUBCOMMAND || option.type === STRING
        ? []
        : [`${at}: option type ${String(option.type)}`]),
      ...choiceFaults(`${at}.${String(option.name)}`, option),
      ...optionFaults(`${at}.${String(option.name)}`, option.options ?? []),
    ]),
  ];
}

function choiceFaults(at: string, { choices, autocomplete, type }: Json): string[] {
  if (autocomplete === true && (choices !== undefined || type !== STRING))
    return [`${at}: completed, and not of free text`];
  if (choices === undefined) return [];
  const isGood =
    isList(choices) &&
    choices.length <= 25 &&
    choices.every(({ name, value }) =>
      [name, value].every((text) => typeof text === 'string' && text !== ''),
    );
  return isGood ? [] : [`${at}.choices: at most 25, of text`];
}

function named(at: string, { name, description }: Json): string[] {
  const isName = typeof name === 'string' && /^[-_\p{Ll}\p{Lo}\p{N}]{1,32}$/u.test(name);
  const length = typeof description === 'string' ? description.length : 0;
  return [
    ...(isName ? [] : [`${at}.name: 1 to 32 lower-case characters`]),
    ...(length >= 1 && length <= 100 ? [] : [`${at}.description: 1 to 100 characters`]),
  ];
}

/** An option as a client shows it. */
export interface Option {
  readonly name: string;
  readonly isCompleted: boolean;
  readonly choices: readonly string[] | null;
}

/** The verbs of the registered command, each with its options. */
export function registeredVerbs(world: World): ReadonlyMap<string, readonly Option[]> {
  const command = [...world.commands.values()].flat().find(({ name }) => name === 'wirewatch');
  const verbs = command && isList(command.options) ? command.options : [];
  return new Map(verbs.map((verb) => [String(verb.name), optionsOf(verb.options)]));
}

function optionsOf(options: unknown): Option[] {
  if (!isList(options)) return [];
  return options.map(({ name, autocomplete, choices }) => ({
    name: String(name),
    isCompleted: autocomplete === true,
    choices: isList(choices) ? choices.map(({ value }) => String(value)) : null,
  }));
}
