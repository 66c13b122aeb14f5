import { LineCounter, parseDocument } from 'yaml';
import { yamlFaults } from '../text/yaml-faults.js';

export type FrontMatter =
  | { readonly kind: 'read'; readonly fields: Readonly<Record<string, string>>; readonly rest: string }
  /** `line` of the file, from 1. */
  | { readonly kind: 'broken'; readonly line: number; readonly reason: string };

const MAX_LENGTH = 16_384;

/**
 * The YAML between two `---` lines at the start of a saved article, every scalar as it was written
 * (a date stays text), keys in lower case. A file without front matter has no fields and is all rest.
 */
export function readFrontMatter(text: string): FrontMatter {
  const opening = /^\ufeff?---[ \t]*\r?\n/.exec(text);
  if (opening === null) return { kind: 'read', fields: {}, rest: text };
  const start = opening[0].length;
  const closing = /^(?:---|\.\.\.)[ \t]*(?:\r?\n|$)/m.exec(text.slice(start, start + MAX_LENGTH));
  // A lone rule at the top of a page is no front matter.
  if (closing === null) return { kind: 'read', fields: {}, rest: text };
  const yaml = text.slice(start, start + closing.index);
  const rest = text.slice(start + closing.index + closing[0].length);
  return fieldsOf(yaml, rest);
}

/** The 1-based line of the first of some fields in the front matter of a text. */
export function lineOfField(text: string, names: readonly string[]): number {
  const lines = text.slice(0, MAX_LENGTH).toLowerCase().split('\n');
  return lines.findIndex((line) => names.some((name) => line.startsWith(`${name}:`))) + 1 || 1;
}

function fieldsOf(yaml: string, rest: string): FrontMatter {
  const lines = new LineCounter();
  const document = parseDocument(yaml, { schema: 'failsafe', lineCounter: lines, prettyErrors: false });
  if (document.contents === null && document.errors.length === 0) return { kind: 'read', fields: {}, rest };
  // No aliases: a few lines of them can unfold to gigabytes.
  const value = safely(() => document.toJS({ maxAliasCount: 0 }) as unknown);
  if (document.errors.length > 0 || typeof value !== 'object' || value === null || Array.isArray(value)) {
    const { offset, message } = yamlFaults(document)[0] ?? { offset: 0, message: 'write name: value lines' };
    // The rule above it is the first line of the file.
    const line = Math.max(lines.linePos(offset).line, 1) + 1;
    return { kind: 'broken', line, reason: `front matter: ${message}` };
  }
  const fields = Object.entries(value).map(([key, field]) => [key.toLowerCase(), fieldText(field)]);
  return { kind: 'read', fields: Object.fromEntries(fields.filter(([, text]) => text !== '')), rest };
}

function safely(read: () => unknown): unknown {
  try {
    return read();
  } catch {
    return null;
  }
}

/** Several authors are one line; what is nested deeper is not for us. */
function fieldText(value: unknown): string {
  if (typeof value === 'string') return value.trim();
  if (Array.isArray(value))
    return value
      .filter((part) => typeof part === 'string')
      .join(', ')
      .trim();
  return '';
}
