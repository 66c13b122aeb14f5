import { decode } from '../src/ingest/decode.js';
import { parseDate } from '../src/ingest/dates.js';
import type { ParseResult } from '../src/ingest/parse.js';
import { textOfMarkup } from '../src/ingest/raw-feed.js';

/** What a file of the feedparser project says of itself in its first comment. */
export interface Stated {
  readonly headers: Readonly<Record<string, string>>;
  /** A Python expression over the parsed result. */
  readonly expect: string | null;
}

export type Verdict = 'agrees' | 'differs' | 'not checkable';

export function statedIn(head: string): Stated {
  const headers: Record<string, string> = {};
  for (const [, name, value] of head.matchAll(/^Header:\s*([\w-]+):\s*([^\r\n]*)/gm)) {
    if (name !== undefined && value !== undefined) headers[name.toLowerCase()] = value.trim();
  }
  return { headers, expect: /^\s*Expect:[ \t]*([^\r\n]*)/m.exec(head)?.[1]?.trim() ?? null };
}

/**
 * Compares every part of the expression that speaks of something Wirewatch keeps: titles, links, ids,
 * authors, texts, dates, language, publisher, counts and encoding. Markup is compared as text, since
 * only text is kept of it.
 */
export function verdictOn(
  expect: string,
  result: ParseResult,
  bytes: Uint8Array,
  contentType: string | undefined,
): Verdict {
  const checks = conjuncts(expect).map((part) => check(part, result, bytes, contentType));
  if (checks.includes(false)) return 'differs';
  return checks.includes(true) ? 'agrees' : 'not checkable';
}

/** Splits at `and` outside strings and brackets; brackets round a whole part go. */
function conjuncts(expression: string): string[] {
  const parts: string[] = [];
  const pieces = expression.split(/('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")/);
  let current = '';
  pieces.forEach((piece, index) => {
    const [first = '', ...rest] = index % 2 === 1 ? [piece] : piece.split(/\band\b/);
    current += first;
    for (const next of rest) {
      parts.push(current);
      current = next;
    }
  });
  return [...parts, current].map((part) => part.trim().replace(/^\((.*)\)$/, '$1'));
}

/** Null when the part is not about something that is kept. */
function check(
  part: string,
  result: ParseResult,
  bytes: Uint8Array,
  contentType: string | undefined,
): boolean | null {
  const [, call, path, written] = /^(?:(len|ord)\()?([a-z_][\w.'"[\]-]*)\)?\s*==\s*(.+)$/.exec(part) ?? [];
  if (path === undefined || written === undefined) return null;
  const expected = literal(written.trim());
  if (expected === undefined) return null;
  if (path === 'encoding')
    return typeof expected === 'string' ? sameText(expected, bytes, contentType) : null;
  const keys = path
    .replace(/[[\].'"]+/g, ' ')
    .trim()
    .split(' ');
  if (call === 'len') return keys.join(' ') === 'entries' ? entriesOf(result).length === expected : null;
  const kept = keptValue(keys, result);
  if (kept === null) return null;
  if (call === 'ord')
    return typeof expected === 'number' && textOfMarkup(kept.value ?? '').codePointAt(0) === expected;
  return agrees(kept, expected);
}

/** An encoding is agreed on when it gives the same text: much that is labelled otherwise is plain ASCII. */
function sameText(label: string, bytes: Uint8Array, contentType: string | undefined): boolean | null {
  try {
    const theirs = new TextDecoder(label === 'us-ascii' ? 'utf-8' : label).decode(bytes);
    return decode(bytes, contentType).text === theirs;
  } catch {
    const own = decode(bytes, contentType).encoding.replace('-', '');
    return /^utf-?32/.test(label) ? label.replaceAll(/[-_]/g, '').startsWith(own.slice(0, 5)) : null;
  }
}

interface Kept {
  readonly as: 'text' | 'link' | 'word' | 'date' | 'time' | 'person';
  readonly value: string | undefined;
}

function keptValue(keys: readonly string[], result: ParseResult): Kept | null {
  if (result.kind !== 'feed') return { as: 'word', value: undefined };
  const [scope, ...rest] = keys;
  if (scope === 'feed') return feedValue(rest.join(' '), result);
  if (scope !== 'entries') return null;
  return entryValue(rest.slice(1).join(' '), result.entries[Number(rest[0])] ?? { html: false });
}

function feedValue(key: string, feed: Extract<ParseResult, { kind: 'feed' }>): Kept | null {
  if (key === 'title' || key === 'title_detail value') return { as: 'text', value: feed.title };
  if (key === 'link') return { as: 'link', value: feed.link };
  if (key === 'language') return { as: 'word', value: feed.language };
  return null;
}

function entryValue(key: string, entry: ReturnType<typeof entriesOf>[number]): Kept | null {
  if (key === 'title' || key === 'title_detail value') return { as: 'text', value: entry.title };
  if (key === 'link') return { as: 'link', value: entry.link };
  if (key === 'id' || key === 'guid') return { as: 'word', value: entry.guid };
  if (key === 'author' || key === 'author_detail name') return { as: 'person', value: entry.author };
  if (/^(?:description|summary|summary_detail value|content 0 value)$/.test(key))
    return { as: 'text', value: entry.body };
  if (/^(?:published|updated|created|modified|issued|date)$/.test(key))
    return { as: 'date', value: entry.published };
  if (/^(?:published|updated|created|modified|issued|date)_parsed$/.test(key))
    return { as: 'time', value: entry.published };
  return key === 'source title' ? { as: 'text', value: entry.publisher } : null;
}

function agrees({ as, value }: Kept, expected: Literal): boolean {
  if (as === 'time') return timeOf(value) === (Array.isArray(expected) ? expected.slice(0, 6).join(' ') : '');
  if (typeof expected !== 'string') return false;
  const own = value ?? '';
  if (as === 'person') return own === expected.trim() || (own !== '' && expected.includes(own));
  if (as === 'link' && URL.canParse(expected)) return own === new URL(expected).href;
  const wanted = [squeeze(expected), ...(as === 'text' ? [textOfMarkup(expected)] : [])];
  return wanted.includes(squeeze(own)) || (as === 'text' && wanted.includes(textOfMarkup(own)));
}

function timeOf(value: string | undefined): string {
  const date = value === undefined ? null : parseDate(value);
  return date === null
    ? ''
    : (/^(\d+)-(\d+)-(\d+)T(\d+):(\d+):(\d+)/.exec(date.toISOString()) ?? []).slice(1).map(Number).join(' ');
}

function squeeze(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function entriesOf(result: ParseResult) {
  return result.kind === 'feed' ? result.entries : [];
}

type Literal = string | number | readonly number[];

/** Python's string, number and tuple-of-numbers literals; undefined for anything else. */
function literal(text: string): Literal | undefined {
  if (/^-?\d+$/.test(text)) return Number(text);
  if (/^\((?:\s*-?\d+\s*,?)+\)$/.test(text)) return text.slice(1, -1).split(',').map(Number);
  const [, , inside] = /^u?("""|['"])(.*)\1$/.exec(text) ?? [];
  return inside === undefined
    ? undefined
    : inside.replace(/\\(?:x([\da-f]{2})|u([\da-f]{4})|U([\da-f]{8})|(.))/gi, unescape);
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

function unescape(_whole: string, x?: string, u?: string, long?: string, char?: string): string {
  const code = x ?? u ?? long;
  return code === undefined
    ? (ESCAPES[char ?? ''] ?? char ?? '')
    : String.fromCodePoint(Number.parseInt(code, 16));
}
