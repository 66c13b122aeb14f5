import { type ParseArgsConfig, parseArgs } from 'node:util';
import { nearest } from '../text/nearest.js';
import { VERSION } from '../version.js';
import { backup, restore } from './backup.js';
import { backtestCommand } from './backtest.js';
import { check } from './check.js';
import { completionCommand } from './completion.js';
import { doctor } from './doctor.js';
import { EXAMPLES } from './examples.js';
import { FEED_VERBS, feedsCommand } from './feeds.js';
import { importCommand } from './import.js';
import { init } from './init.js';
import { move } from './move.js';
import { questions } from './questions.js';
import { run } from './run.js';
import { send } from './send.js';
import { TOPIC_VERBS, topicsCommand } from './topics.js';
import { type Command, Failure, type Flags, say, tell } from './command.js';

/** In the order in which help lists them. */
export const COMMANDS: readonly Command[] = [
  init,
  run,
  check,
  ...questions,
  topicsCommand,
  backtestCommand,
  importCommand,
  feedsCommand,
  send,
  backup,
  restore,
  move,
  doctor,
  completionCommand(() => COMMANDS, {
    feeds: FEED_VERBS,
    topics: TOPIC_VERBS,
    completion: ['bash', 'zsh', 'fish'],
  }),
];

const GLOBAL: NonNullable<ParseArgsConfig['options']> = {
  config: { type: 'string', short: 'c' },
  help: { type: 'boolean', short: 'h' },
};

/** Runs one command; resolves with the exit code: 0 done, 1 failed, 2 wrong usage or configuration. */
export async function runCommand(argv: readonly string[]): Promise<number> {
  const [name, ...rest] = argv;
  if (name === '--version' || name === '-v') return say(VERSION);
  if (name === undefined || name === '--help' || name === '-h') return help();
  if (name === 'help') return helpOn(rest[0]);
  const command = COMMANDS.find((known) => known.name === name);
  if (!command) return unknown(name);
  const parsed = parse(command, rest);
  if (typeof parsed === 'string') return usageError(parsed, command);
  if (parsed.values['help'] === true) return say(commandHelp(command));
  try {
    return await command.run(parsed.values, parsed.positionals);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return error.code === 2 && error.usage
      ? usageError(error.message, command)
      : tell(error.message, error.code);
  }
}

function parse(command: Command, args: string[]): { values: Flags; positionals: string[] } | string {
  try {
    const options = { ...GLOBAL, ...command.options };
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true, strict: true });
    return { values, positionals };
  } catch (error) {
    return error instanceof Error ? (error.message.split('. To specify')[0] ?? error.message) : String(error);
  }
}

function usageError(message: string, command: Command | undefined): number {
  const hint = command
    ? `usage: wirewatch ${command.usage}\n       wirewatch ${command.name} --help`
    : 'see: wirewatch --help';
  return tell(`wirewatch: ${message}\n${hint}`, 2);
}

function unknown(name: string): number {
  const near = nearest(name, [...COMMANDS.map((command) => command.name), ...FEED_VERBS]);
  const command = COMMANDS.find((known) => known.name === near);
  const meant = near === undefined ? '' : `: did you mean ${command ? near : `feeds ${near}`}?`;
  return usageError(`there is no command ${JSON.stringify(name.slice(0, 40))}${meant}`, command);
}

function helpOn(name: string | undefined): number {
  const command = COMMANDS.find((known) => known.name === name);
  if (command) return say(commandHelp(command));
  return name === undefined ? help() : unknown(name);
}

function help(): number {
  const width = Math.max(...COMMANDS.map((known) => known.name.length));
  const lines = COMMANDS.map((known) => `  ${known.name.padEnd(width)}  ${known.summary}`);
  return say(
    [
      `Wirewatch ${VERSION}: reads feeds, matches watch topics, posts briefings with their sources.`,
      '',
      'usage: wirewatch <command> [options]',
      '',
      ...lines,
      '',
      'Each command has --help, with examples. Exit codes: 0 done, 1 failed, 2 wrong usage or configuration.',
      'Files: config/wirewatch.yaml, config/watchlists/*.yaml, data/. Environment: DATABASE_URL, REDIS_URL,',
      'WIREWATCH_CONFIG, WIREWATCH_DATA, WIREWATCH_LOG and what the configuration names; see README.md.',
    ].join('\n'),
  );
}

function commandHelp(command: Command): string {
  const options = Object.entries({
    ...command.help,
    '-c, --config <file>': 'the configuration (config/wirewatch.yaml)',
    '-h, --help': 'this page',
  });
  const width = Math.max(...options.map(([flag]) => flag.length));
  return [
    `usage: wirewatch ${command.usage}`,
    '',
    command.description,
    '',
    ...options.map(([flag, text]) => `  ${flag.padEnd(width)}  ${text}`),
    ...examplesOf(command),
  ].join('\n');
}

function examplesOf({ name }: Command): string[] {
  const examples = EXAMPLES[name] ?? [];
  return examples.length === 0 ? [] : ['', 'examples:', ...examples.map((line) => `  ${line}`)];
}
