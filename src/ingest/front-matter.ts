import { parseDocument } from 'yaml';

export type FrontMatter =
  | { readonly kind: 'read'; readonly fields: Readonly<Record<string, string>>; readonly rest: string }
  | { readonly kind: 'broken'; readonly reason: string };

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

function fieldsOf(yaml: string, rest: string): FrontMatter {
  const document = parseDocument(yaml, { schema: 'failsafe', prettyErrors: true });
  const error = document.errors[0];
  if (error !== undefined) {
    const line = (error.linePos?.[0].line ?? 1) + 1;
    return {
      kind: 'broken',
      reason: `front matter, line ${line}: ${error.message.split('\n', 1)[0]?.replace(/ at line .*/, '')}`,
    };
  }
  if (document.contents === null) return { kind: 'read', fields: {}, rest };
  // No aliases: a few lines of them can unfold to gigabytes.
  const value = safely(() => document.toJS({ maxAliasCount: 0 }) as unknown);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { kind: 'broken', reason: 'front matter is not a list of "name: value" lines' };
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
