/** The parts of a query string that hold no other query: words, `raw:`, regular expressions, attributes, `$name`. */
import { RE2JS } from 're2js';
import { type Cursor, fail, isOperator, peek } from './cursor.js';
import { clip, type Token } from './lex.js';
import type { Attribute, Query, QueryWord } from './syntax.js';
import { bareWords, phrase, withAliases } from './terms.js';

/** How each attribute is written. */
const EXAMPLES: Readonly<Record<Attribute, string>> = {
  site: 'site:scmp.com',
  publisher: 'publisher:"South China Morning Post"',
  author: 'author:"Jane Doe"',
  lang: 'lang:zh (several: (lang:en OR lang:zh))',
  feed: 'feed:reuters-tech',
  tier: 'tier:1 or tier:1-2',
};
export const ATTRIBUTES: readonly string[] = Object.keys(EXAMPLES);

/** In words; each Chinese character is one. */
const LONGEST_PHRASE = 60;

/** Bare words side by side are a phrase. */
export function parseRun(cursor: Cursor): Query | null {
  const first = peek(cursor);
  const words: QueryWord[] = [];
  const written: string[] = [];
  while (peek(cursor).kind === 'bare' && !isOperator(peek(cursor))) {
    const token = peek(cursor);
    const found = bareWords(token.text);
    if (typeof found === 'string') return fail(cursor, token.column, found);
    words.push(...found);
    written.push(token.text);
    cursor.at++;
  }
  return parsePhrase(cursor, first, words, written.join(' '));
}

export function parsePhrase(
  cursor: Cursor,
  token: Token,
  words: readonly QueryWord[],
  term: string,
): Query | null {
  if (words.length === 0)
    return fail(
      cursor,
      token.column,
      `"${clip(term)}" has no letter or digit to look for; write a word, or raw:"…"`,
    );
  if (words.length > LONGEST_PHRASE)
    return fail(
      cursor,
      token.column,
      `the phrase is over ${LONGEST_PHRASE} words; join shorter ones with AND or NEAR/5`,
    );
  if (cursor.casing !== 'any' && words.some((word) => word.pattern))
    return fail(cursor, token.column, `${cursor.casing}: takes whole words; leave the wildcard out`);
  return withAliases(phrase(words, cursor.casing, term), cursor.names.aliases);
}

export function parseRegex(cursor: Cursor, token: Token): Query | null {
  cursor.at++;
  const flags = peek(cursor);
  const ignoreCase = flags.kind === 'bare' && flags.glued && flags.text === 'i';
  if (ignoreCase) cursor.at++;
  const problem = regexProblem(token.text);
  if (problem) return fail(cursor, token.column, problem);
  return { kind: 'regex', pattern: token.text, ignoreCase };
}

function regexProblem(pattern: string): string | null {
  try {
    const compiled = RE2JS.compile(pattern);
    // Time grows with the text and with the size: this much, over the text that is searched, is a third of a second.
    if (compiled.programSize() > 300)
      return 'the regular expression is too large; count less with {…}, or split it';
    if (!compiled.matcher('').matches()) return null;
    return 'the regular expression matches an empty text; make a part of it required';
  } catch (error) {
    const reason =
      error instanceof Error ? clip(error.message.replace('error parsing regexp: ', '')) : 'unknown';
    return `the regular expression is not valid (${reason}); it takes RE2 syntax, without look-around`;
  }
}

export function parseShared(cursor: Cursor, token: Token): Query | null {
  cursor.at++;
  const found = cursor.names.shared(clip(token.text.slice(1)));
  return typeof found === 'string' ? fail(cursor, token.column, found) : found;
}

/** `raw:"C++"`: these characters exactly. */
export function parseRaw(cursor: Cursor, token: Token, rest: string): Query | null {
  const text = rest === '' ? valueAfter(cursor) : rest;
  cursor.at++;
  if (text === null || text.trim() === '')
    return fail(cursor, token.column, 'raw: needs the characters to look for, as in raw:"C++"');
  return { kind: 'raw', text };
}

/** `site:scmp.com`, `publisher:"South China Morning Post"`, `tier:1` or `tier:1-2`. */
export function parseAttribute(
  cursor: Cursor,
  token: Token,
  attribute: Attribute,
  rest: string,
): Query | null {
  const value = (rest === '' ? valueAfter(cursor) : rest)?.trim() ?? '';
  cursor.at++;
  const example = EXAMPLES[attribute];
  if (value === '') return fail(cursor, token.column, `${attribute}: needs a value, as in ${example}`);
  if (attribute === 'tier' && !/^[1-3](?:-[1-3])?$/.test(value))
    return fail(cursor, token.column, `tier: takes 1 (best) to 3, as in ${example}`);
  if (attribute === 'lang' && !/^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*$/.test(value))
    return fail(cursor, token.column, `lang: takes a language tag, as in ${example}`);
  if (attribute === 'site' && !/^(?:[\p{L}\p{N}-]+\.)*[\p{L}\p{N}-]+$/u.test(value))
    return fail(cursor, token.column, `site: takes a host name, as in ${example}`);
  return { kind: 'attribute', attribute, value };
}

/** The quotation that belongs to a prefix, moving on to it; null when there is none. */
function valueAfter(cursor: Cursor): string | null {
  const next = peek(cursor, 1);
  if (next.kind !== 'quoted' || !next.glued) return null;
  cursor.at++;
  return next.text;
}
