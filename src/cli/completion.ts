import { type Command, say, usage } from './command.js';

/** Prints a script for a shell; `words` are the further words that a command knows, by its name. */
export const completionCommand = (
  commands: () => readonly Command[],
  words: Readonly<Record<string, readonly string[]>>,
): Command => ({
  name: 'completion',
  usage: 'completion bash | zsh | fish',
  summary: 'prints what makes a shell complete commands and options',
  description: [
    'For bash, in ~/.bashrc:  source <(wirewatch completion bash)',
    'For zsh, in ~/.zshrc:    source <(wirewatch completion zsh)',
    'For fish:                wirewatch completion fish > ~/.config/fish/completions/wirewatch.fish',
  ].join('\n'),
  options: {},
  help: {},
  run: async (_flags, [shell = '', ...rest]) => {
    const print = Object.hasOwn(SHELLS, shell) ? SHELLS[shell] : undefined;
    if (!print || rest.length > 0) throw usage('completion for which shell? bash, zsh or fish');
    return say(print(commands().map((command) => entry(command, words[command.name] ?? []))));
  },
});

interface Entry {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly string[];
  readonly words: readonly string[];
}

function entry({ name, summary, options }: Command, words: readonly string[]): Entry {
  return { name, summary, options: [...Object.keys(options), 'config', 'help'], words };
}

const SHELLS: Readonly<Record<string, (entries: readonly Entry[]) => string>> = { bash, zsh, fish };

/** In single quotes, whatever it has in it. */
const quote = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
const choices = ({ words, options }: Entry) => [...words, ...options.map((option) => `--${option}`)];

/** Where nothing fits, the shell goes on with file names. */
function bash(entries: readonly Entry[]): string {
  return [
    '_wirewatch() {',
    '  local choices',
    '  if [ "$COMP_CWORD" -eq 1 ]; then',
    `    choices=${quote(entries.map(({ name }) => name).join(' '))}`,
    '  else',
    '    case "${COMP_WORDS[1]}" in',
    ...entries.map((one) => `      ${one.name}) choices=${quote(choices(one).join(' '))} ;;`),
    '    esac',
    '  fi',
    '  COMPREPLY=($(compgen -W "$choices" -- "${COMP_WORDS[COMP_CWORD]}"))',
    '}',
    'complete -o default -F _wirewatch wirewatch',
  ].join('\n');
}

function zsh(entries: readonly Entry[]): string {
  return [
    '#compdef wirewatch',
    '_wirewatch() {',
    '  if (( CURRENT == 2 )); then',
    '    local -a commands',
    '    commands=(',
    ...entries.map(({ name, summary }) => `      ${quote(`${name}:${summary.replaceAll(':', '\\:')}`)}`),
    '    )',
    '    _describe command commands',
    '    return',
    '  fi',
    '  case "$words[2]" in',
    ...entries.map((one) => `    ${one.name}) compadd -- ${choices(one).map(quote).join(' ')} ;;`),
    '  esac',
    '  _files',
    '}',
    'compdef _wirewatch wirewatch',
  ].join('\n');
}

function fish(entries: readonly Entry[]): string {
  return entries
    .flatMap(({ name, summary, options, words }) => [
      `complete -c wirewatch -f -n __fish_use_subcommand -a ${name} -d ${quote(summary)}`,
      ...words.map(
        (word) => `complete -c wirewatch -n '__fish_seen_subcommand_from ${name}' -a ${quote(word)}`,
      ),
      ...options.map(
        (option) => `complete -c wirewatch -n '__fish_seen_subcommand_from ${name}' -l ${option}`,
      ),
    ])
    .join('\n');
}
