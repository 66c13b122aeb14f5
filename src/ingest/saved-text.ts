/**
 * Plain text from Markdown: marks of emphasis, links and images go, `#` headings and list bullets stay for
 * `cleanText` to see, and wrapped lines become one. Not a Markdown parser: news prose needs no more.
 */
export function textOfMarkdown(markdown: string): string {
  const paragraphs: Paragraph[] = [];
  let fenced = false;
  for (const row of rowsOf(markdown)) {
    if (/^\s{0,3}(?:```|~~~)/.test(row)) {
      fenced = !fenced;
      paragraphs.push([]);
    } else if (!fenced) addRow(paragraphs, row);
  }
  return joined(paragraphs).map(plainInline).join('\n');
}

/** Joins the lines of a text that was wrapped at a width, as mail is; other text comes back as it was. */
export function unwrapText(text: string): string {
  const rows = rowsOf(text);
  const width = wrapWidth(rows);
  if (width === null) return text;
  const paragraphs: Paragraph[] = [];
  let above = '';
  for (const row of rows.map((wrapped) => wrapped.trimEnd())) {
    const next = /^\S+/.exec(row)?.[0];
    const didNotFit = next !== undefined && above !== '' && above.length + 1 + next.length > width * 0.9;
    if (didNotFit && !LIST.test(row)) paragraphs.at(-1)?.push(row);
    else paragraphs.push([row]);
    above = row;
  }
  return joined(paragraphs).join('\n');
}

/** The rows of one line to be; none for an empty line. */
type Paragraph = string[];

const LIST = /^\s{0,8}(?:[-*+•]|\d{1,3}[.)])\s/;
const MAX_WRAP = 100;

/** Rows of one paragraph follow each other until a blank one, a heading, a list item or a forced break. */
function addRow(paragraphs: Paragraph[], row: string): void {
  const open = paragraphs.at(-1);
  const last = open?.at(-1) ?? '';
  const text = row.replace(/^\s{0,3}(?:>\s?){1,5}/, '');
  if (/^ {0,3}(?:=+|-{2,}|(?:[*_] ?){3,})\s*$/.test(text)) {
    // Underlined: the paragraph above is a heading, unless this is a rule between paragraphs.
    if (last.trim() !== '' && /^ {0,3}[=-]/.test(text)) open?.unshift('#');
    paragraphs.push([]);
  } else if (/^ {0,3}#{1,6}\s/.test(text)) {
    paragraphs.push([], [text.trim().replace(/ #+$/, '')], []);
  } else if (text.trim() === '') {
    paragraphs.push([]);
  } else if (LIST.test(text) || open === undefined || last.trim() === '' || last.endsWith('  ')) {
    paragraphs.push([text.replace(/^\s*[-*+] /, '• ')]);
  } else open.push(text);
}

function rowsOf(text: string): string[] {
  return text.replace(/\r\n?/g, '\n').split('\n');
}

function joined(paragraphs: readonly Paragraph[]): string[] {
  return paragraphs.map((rows) =>
    rows.map((row, index) => (index === 0 ? row.trimEnd() : row.trim())).join(' '),
  );
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
