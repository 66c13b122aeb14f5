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
  return { ...filled, default_member_permissions: null, name_localizations: null, ...command, options };
}

function lean(option: Json): Json {
  const { required, ...rest } = option;
  const options = isList(option.options) ? { options: option.options.map(lean) } : {};
  return { ...rest, ...options, ...(required === true && { required }) };
}

function commandFaults(command: Json): string[] {
  const options = command.options ?? [];
  const isSmall = JSON.stringify(command).length <= 8000;
  return [
    ...named('command', command),
    ...(command.type === undefined || command.type === 1 ? [] : ['command: not a chat-input command']),
    ...(isSmall ? [] : ['command: more than 8000 characters']),
    ...optionFaults('command', options),
  ];
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
      ...optionFaults(`${at}.${String(option.name)}`, option.options ?? []),
    ]),
  ];
}

function named(at: string, { name, description }: Json): string[] {
  const isName = typeof name === 'string' && /^[-_\p{Ll}\p{Lo}\p{N}]{1,32}$/u.test(name);
  const length = typeof description === 'string' ? description.length : 0;
  return [
    ...(isName ? [] : [`${at}.name: 1 to 32 lower-case characters`]),
    ...(length >= 1 && length <= 100 ? [] : [`${at}.description: 1 to 100 characters`]),
  ];
}

/** The verbs of the registered command, each with the names of its options. */
export function registeredVerbs(world: World): ReadonlyMap<string, readonly string[]> {
  const command = [...world.commands.values()].flat().find(({ name }) => name === 'wirewatch');
  const verbs = command && isList(command.options) ? command.options : [];
  return new Map(verbs.map((verb) => [String(verb.name), namesOf(verb.options)]));
}

function namesOf(options: unknown): string[] {
  return isList(options) ? options.map(({ name }) => String(name)) : [];
}
