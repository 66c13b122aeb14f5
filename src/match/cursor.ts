/** A place in a query string while it is parsed; the first fault stays in it. */
import type { Complaint, Token } from './lex.js';
import type { Casing, Query } from './syntax.js';
import type { AliasTable } from './terms.js';

/** What names in a query string stand for. */
export interface Names {
  readonly aliases: AliasTable;
  /** The shared block of that name, or what is wrong with it. */
  readonly shared: (name: string) => Query | string;
}

export interface Cursor {
  readonly tokens: Token[];
  at: number;
  depth: number;
  /** In force inside `exact:( … )` and its like. */
  casing: Casing;
  readonly names: Names;
  fault: Complaint | null;
}

export const DEEPEST_QUERY = 100;

export function peek(cursor: Cursor, ahead = 0): Token {
  return cursor.tokens[cursor.at + ahead] ?? END;
}

export function isWord(token: Token, word: 'AND' | 'OR' | 'NOT' | 'SENTENCE'): boolean {
  return token.kind === 'bare' && token.text === word;
}

/** `NEAR/5`, `ONEAR/5`, and what was meant as one. */
export function isNear(token: Token): boolean {
  return token.kind === 'bare' && /^(?:O?NEAR(?:\/.*)?|o?near\/\d+)$/.test(token.text);
}

export function isOperator(token: Token): boolean {
  return token.kind === 'bare' && (/^(?:AND|OR|NOT|SENTENCE)$/.test(token.text) || isNear(token));
}

/** Records what is wrong, unless something was wrong before; null, so that it can be returned. */
export function fail(cursor: Cursor, column: number, message: string): null {
  cursor.fault ??= { column, message };
  return null;
}

/** One level deeper, up to a limit that the call stack is far from. */
export function nested(cursor: Cursor, parse: () => Query | null): Query | null {
  if (cursor.depth >= DEEPEST_QUERY)
    return fail(
      cursor,
      peek(cursor).column,
      `brackets nest deeper than ${DEEPEST_QUERY} levels; take some out`,
    );
  cursor.depth++;
  const query = parse();
  cursor.depth--;
  return query;
}

const END: Token = { kind: 'end', text: '', column: 1, glued: false };
