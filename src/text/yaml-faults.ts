import { type Document, visit, type YAMLError } from 'yaml';

/** What is wrong with a document as YAML, each at its offset, in the words of who wrote the file. */
export function yamlFaults(document: Document): { offset: number; message: string }[] {
  const found = [...document.errors, ...document.warnings].map((error) => ({
    offset: error.pos[0],
    message: plain(error),
  }));
  visit(document, {
    Alias: (_, alias) => {
      if (alias.source === '' || alias.resolve(document) !== undefined) return;
      const message = `"*${alias.source}" is an alias to YAML: to mean the text, put it in quotes`;
      found.push({ offset: alias.range?.[0] ?? 0, message });
    },
  });
  return found.sort((a, b) => a.offset - b.offset);
}

const INDENT = 'indent with spaces, as far as the lines that belong with it';
const SIGN = 'begins with a character that means something in YAML: put the text in quotes';

const PLAIN: Partial<Record<YAMLError['code'], string>> = {
  TAB_AS_INDENT: `this line begins with a tab: ${INDENT}`,
  BAD_INDENT: `this line does not stand under what it belongs to: ${INDENT}`,
  BLOCK_AS_IMPLICIT_KEY: 'there is a second colon in this line: put the text in quotes, or begin a new line',
  BLOCK_IN_FLOW: 'there is a list of lines inside brackets: write all of it in brackets, or none',
  MULTILINE_IMPLICIT_KEY: 'this line lacks a colon and a space after it: write name: value',
  DUPLICATE_KEY: 'this setting stands here for the second time: keep one of the two',
  BAD_SCALAR_START: `this ${SIGN}`,
  BAD_ALIAS: `this ${SIGN}`,
  TAG_RESOLVE_FAILED: `this ${SIGN}`,
  BAD_DQ_ESCAPE: 'YAML does not know this backslash: write \\\\, or put the text in single quotes',
  MULTIPLE_DOCS: 'a second document begins here (---): one file has one',
};

function plain({ code, message }: YAMLError): string {
  if (/end with an? [\]}]/.test(message)) return 'the bracket before this line is not closed: add ] or }';
  if (/closing .quote/.test(message)) return 'a quotation mark above is not closed: close it, or remove it';
  if (/followed by map values/.test(message)) return PLAIN.MULTILINE_IMPLICIT_KEY ?? message;
  if (/Missing ,/.test(message)) return 'a comma is missing before this';
  if (/scalar at node end/.test(message))
    return `this stands after a text that is complete: put all of it in single quotes, such as '"data centre" AND power'`;
  return PLAIN[code] ?? `this is not YAML (${message.split('\n', 1)[0] ?? code}): put the text in quotes`;
}
