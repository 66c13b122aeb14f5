import type { Answer } from '../domain/message.js';
import { VERBS } from '../lookup/verbs.js';
import { printable } from '../text/printable.js';
import { asking } from './asking.js';
import { FORMATS } from './formats.js';
import { type Command, type Flags, named, say, sayJson, tell, usage } from './command.js';

const OPTIONS: Command['options'] = {
  json: { type: 'boolean' },
  format: { type: 'string' },
  page: { type: 'string', short: 'p' },
};
const HELP = {
  '-p, --page <n>': 'another page of a long answer',
  '--format <md|json|csv>': 'the answer as Markdown, as JSON, or its entries as CSV',
  '--json': 'the answer as JSON in one line',
};

/** Asked with a command of its own, which does more than ask. */
const OTHERWISE = new Set(['feeds', 'topics']);

/** The questions of chat, asked on the command line: the same text has the same answer. */
export const questions: readonly Command[] = VERBS.filter(({ name }) => !OTHERWISE.has(name)).map((verb) => ({
  name: verb.name,
  usage: `${verb.usage} [--page n] [--format md|json|csv] [--json]`,
  summary: verb.does,
  description: `${sentence(verb.does)}.\nAsks the running Wirewatch when there is one. Exit codes: 0 answered, 1 no such thing, 2 wrong usage.`,
  options: OPTIONS,
  help: HELP,
  run: (flags, args) => answer(flags, [verb.name, ...args].join(' ')),
}));

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

export async function answer(flags: Flags, text: string): Promise<number> {
  const page = Number(named(flags, 'page') ?? 1);
  if (!Number.isSafeInteger(page) || page < 1) throw usage('--page takes a whole number from 1');
  const format = formatOf(flags);
  return asking(flags, async (control) => {
    const found = await control.ask({ text, page });
    if (flags['json'] === true) sayJson(found);
    else if (format && found.ok) say(format(found));
    else if (found.ok) say(printAnswer(found));
    else tell(printAnswer(found));
    return found.ok ? 0 : found.misused === true ? 2 : 1;
  });
}

function formatOf(flags: Flags) {
  const name = named(flags, 'format');
  if (name === undefined) return null;
  const format = Object.hasOwn(FORMATS, name) ? FORMATS[name] : undefined;
  if (!format)
    throw usage(
      `--format takes ${Object.keys(FORMATS).join(', ')}, not ${JSON.stringify(name.slice(0, 40))}`,
    );
  return format;
}

/** An answer as plain text. */
export function printAnswer({ title, text, entries, page, pages }: Answer): string {
  const blocks = entries.map((entry) =>
    [`  ${printable(entry.title)}`, entry.detail, entry.link, ...(entry.text?.split('\n') ?? [])]
      .flatMap((line, i) =>
        line === null || line === '' ? [] : [i === 0 ? printable(line) : `    ${printable(line)}`],
      )
      .join('\n'),
  );
  const more = pages > 1 ? [`page ${page} of ${pages}${page < pages ? `: --page ${page + 1}` : ''}`] : [];
  const spaced = entries.some((entry) => entry.text !== null) ? '\n\n' : '\n';
  return [
    title,
    ...(text === null ? [] : [text]),
    ...(blocks.length > 0 ? [blocks.join(spaced)] : []),
    ...more,
  ]
    .join('\n')
    .trimEnd();
}
