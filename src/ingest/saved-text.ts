/**
 * Plain text from Markdown: marks of emphasis, links and images go, `#` headings and list bullets stay for
 * `cleanText` to see, and wrapped lines become one. Not a Markdown parser: news prose needs no more.
 */
export function textOfMarkdown(markdown: string): string {
  const rows = markdown.replace(/\r\n?/g, '\n').split('\n');
  const lines: string[] = [];
  let fenced = false;
  for (const row of rows) {
    if (/^\s{0,3}(?:```|~~~)/.test(row)) {
      fenced = !fenced;
      lines.push('');
    } else if (!fenced) addRow(lines, row);
  }
  return lines.map(plainInline).join('\n');
}

/** Joins the lines of a text that was wrapped at a width, as mail is; other text comes back as it was. */
export function unwrapText(text: string): string {
  const rows = text.replace(/\r\n?/g, '\n').split('\n');
  const width = wrapWidth(rows);
  if (width === null) return text;
  const lines: string[] = [];
  for (const [index, row] of rows.entries()) {
    const above = rows[index - 1]?.trimEnd() ?? '';
    const next = /^\S+/.exec(row)?.[0];
    const didNotFit =
      next !== undefined && above.trim() !== '' && above.length + 1 + next.length > width * 0.9;
    if (didNotFit && !LIST.test(row) && lines.length > 0) lines.push(`${lines.pop()?.trimEnd()} ${row}`);
    else lines.push(row);
  }
  return lines.join('\n');
}

const LIST = /^\s{0,8}(?:[-*+•]|\d{1,3}[.)])\s/;
const MAX_WRAP = 100;

/** Lines of one paragraph follow each other until a blank one, a heading, a list item or a forced break. */
function addRow(lines: string[], row: string): void {
  const last = lines.at(-1);
  const text = row.replace(/^\s{0,3}(?:>\s?){1,5}/, '');
  if (/^ {0,3}(?:=+|-{2,}|(?:[*_] ?){3,})\s*$/.test(text)) {
    // Underlined: the line above is a heading, unless this is a rule between paragraphs.
    if (last !== undefined && last.trim() !== '' && /^ {0,3}[=-]/.test(text))
      lines.push(`# ${lines.pop()?.trim()}`);
    lines.push('');
  } else if (/^ {0,3}#{1,6}\s/.test(text)) {
    lines.push('', text.trim().replace(/\s#+$/, ''), '');
  } else if (
    last === undefined ||
    last.trim() === '' ||
    text.trim() === '' ||
    LIST.test(text) ||
    / {2}$/.test(last)
  ) {
    lines.push(LIST.test(text) ? text.trim().replace(/^[-*+] /, '• ') : text);
  } else lines.push(`${lines.pop()?.trimEnd()} ${text.trim()}`);
}

/** Patterns are bounded: an unmatched bracket costs its own length, not that of the rest. */
function plainInline(line: string): string {
  return line
    .replace(/!\[[^[\]]{0,1000}\]\([^()\s]{0,2000}(?: "[^"]{0,300}")?\)/g, '')
    .replace(/\[([^[\]]{1,1000})\](?:\([^()\s]{0,2000}(?: "[^"]{0,300}")?\)|\[[^[\]]{0,100}\])/g, '$1')
    .replace(/<(https?:\/\/[^<>\s]{1,2000})>/g, '$1')
    .replace(/(?<!\\)(\*{1,3}|_{2,3})(?=\S)([^*_]{0,1000}[^*_\s\\])\1/g, '$2')
    .replace(/(^|[\s(])_(?=\S)([^_]{1,1000}?\S)_(?=[\s).,;:!?]|$)/g, '$1$2')
    .replace(/`([^`]{1,300})`/g, '$1')
    .replace(/\\([\\`*_{}[\]()#+.!-])/g, '$1');
}

/** The width that a text was wrapped at; null when its lines are paragraphs. */
function wrapWidth(rows: readonly string[]): number | null {
  const lengths = rows.map((row) => row.trimEnd().length).filter((length) => length > 0);
  const longest = lengths.reduce((most, length) => Math.max(most, length), 0);
  if (longest < 50 || longest > MAX_WRAP) return null;
  return lengths.filter((length) => length > longest * 0.75).length >= 4 ? longest : null;
}
