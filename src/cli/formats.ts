import type { Answer, AnswerEntry } from '../domain/message.js';

/** Ways to take an answer along. */
export const FORMATS: Readonly<Record<string, (answer: Answer) => string>> = {
  md: asMarkdown,
  json: (answer) => JSON.stringify(answer, null, 2),
  csv: asCsv,
};

/** Headings and lists; what feeds wrote is escaped, so that it makes no links, pictures or HTML of its own. */
function asMarkdown({ title, text, entries, page, pages }: Answer): string {
  const blocks = [
    `# ${inert(title)}`,
    ...(text === null ? [] : [text.split('\n').map(lineOf).join('\n')]),
    entries.map(itemOf).join('\n'),
    pages > 1 ? `Page ${page} of ${pages}.` : '',
  ];
  return blocks.filter((block) => block !== '').join('\n\n');
}

/** Lists stay lists, and a line with a colon at its end is a heading. */
function lineOf(line: string): string {
  if (line.startsWith('• ') || line.startsWith('≠ ')) return `- ${inert(line.slice(2))}`;
  return /^[\p{L} ]{3,40}:$/u.test(line) ? `## ${inert(line.slice(0, -1))}\n` : inert(line);
}

function itemOf({ title, link, detail, text }: AnswerEntry): string {
  const name =
    link === null || !/^https?:\/\/[^\s<>]+$/i.test(link) ? inert(title) : `[${inert(title)}](<${link}>)`;
  const more = [detail, ...(text?.split('\n') ?? [])]
    .filter((line) => line !== '')
    .map((line) => `  ${inert(line)}`);
  return [`- ${name}`, ...more].join('\n');
}

const inert = (text: string): string =>
  text
    .replace(/[\\`*_[\]<>#|~]/g, '\\$&')
    .replace(/[\r\n]+/g, ' ')
    .replace(/^(\s*)([-+]|\d+\.)(\s)/, '$1\\$2$3');

/** A row an entry: its fields, then what a program wants to know of it. */
function asCsv({ entries }: Answer): string {
  const known = [...new Set(entries.flatMap(({ data }) => Object.keys(data ?? {})))];
  const rows = entries.map(({ title, link, detail, text, data }) => [
    title,
    link,
    detail,
    text,
    ...known.map((name) => data?.[name] ?? null),
  ]);
  return [['title', 'link', 'detail', 'text', ...known], ...rows]
    .map((row) => row.map(cellOf).join(','))
    .join('\r\n');
}

/** RFC 4180; a cell that a spreadsheet would take for a formula begins with an apostrophe. */
function cellOf(value: unknown): string {
  const text = value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value);
  const safe = /^[=+\-@\t\r]/.test(text) && typeof value === 'string' ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
