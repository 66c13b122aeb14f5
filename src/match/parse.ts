/** Recursive descent over one query string; stops at the first fault. */
import { type Cursor, fail, isNear, isOperator, isWord, type Names, nested, peek } from './cursor.js';
import {
  ATTRIBUTES,
  parseAttribute,
  parsePhrase,
  parseRaw,
  parseRegex,
  parseRun,
  parseShared,
} from './leaf.js';
import { clip, type Complaint, lex, type Token } from './lex.js';
import { type Attribute, FARTHEST_NEAR, hasExtent, hasPlaces, type Query, type ScoreItem } from './syntax.js';
import { literalWords } from './terms.js';

const LONGEST_QUERY = 10_000;

/** Parses one string: a query, or the first fault with its column. */
export function parseString(source: string, names: Names): Query | Complaint {
  if (source.length > LONGEST_QUERY)
    return {
      column: LONGEST_QUERY + 1,
      message: 'the query is over 10,000 characters; split it with $name blocks',
    };
  const tokens = lex(source);
  if ('message' in tokens) return tokens;
  const cursor: Cursor = { tokens, at: 0, depth: 0, casing: 'any', names, fault: null };
  const query = parseOr(cursor);
  if (query && peek(cursor).kind !== 'end') return unexpected(peek(cursor));
  return query ?? cursor.fault ?? { column: 1, message: 'the query is empty; write a word' };
}

function parseOr(cursor: Cursor): Query | null {
  const first = parseAnd(cursor);
  if (!first) return null;
  const of = [first];
  while (isWord(peek(cursor), 'OR')) {
    cursor.at++;
    const next = parseAnd(cursor);
    if (!next) return null;
    of.push(next);
  }
  return of.length === 1 ? first : { kind: 'or', of };
}

function parseAnd(cursor: Cursor): Query | null {
  const first = parseProximity(cursor);
  if (!first) return null;
  const of = [first];
  for (;;) {
    const token = peek(cursor);
    if (isWord(token, 'AND')) cursor.at++;
    else if (!isWord(token, 'NOT')) break;
    const next = parseProximity(cursor);
    if (!next) return null;
    of.push(next);
  }
  return of.length === 1 ? first : { kind: 'and', of };
}

function parseProximity(cursor: Cursor): Query | null {
  const first = parseNear(cursor);
  const operator = peek(cursor);
  if (!first || !isWord(operator, 'SENTENCE')) return first;
  const of = [first];
  while (isWord(peek(cursor), 'SENTENCE')) {
    cursor.at++;
    const next = parseNear(cursor);
    if (!next) return null;
    of.push(next);
  }
  if (of.every(hasExtent)) return { kind: 'sentence', of };
  return fail(
    cursor,
    operator.column,
    'SENTENCE stands between words, phrases, (a OR b) and (a NEAR/5 b); join the rest with AND',
  );
}

function parseNear(cursor: Cursor): Query | null {
  const first = parseUnary(cursor);
  if (!first) return null;
  const negated = isWord(peek(cursor), 'NOT') && isNear(peek(cursor, 1));
  const near = peek(cursor, negated ? 1 : 0);
  if (!isNear(near)) return first;
  cursor.at += negated ? 2 : 1;
  const distance = Number(/^O?NEAR\/(\d{1,12})$/.exec(near.text)?.[1] ?? Number.NaN);
  if (Number.isNaN(distance))
    return fail(
      cursor,
      near.column,
      `"${clip(near.text)}": write NEAR in capitals with a number of words, as in NEAR/5`,
    );
  if (distance < 1 || distance > FARTHEST_NEAR)
    return fail(
      cursor,
      near.column,
      `NEAR takes 1 to ${FARTHEST_NEAR} words; for a sentence write SENTENCE, for the whole text AND`,
    );
  const right = parseUnary(cursor);
  if (!right) return null;
  if (!hasPlaces(first) || !hasPlaces(right) || isNear(peek(cursor)))
    return fail(
      cursor,
      near.column,
      'NEAR stands between two words, phrases or (a OR b); join several with AND',
    );
  return { kind: 'near', left: first, right, distance, ordered: near.text.startsWith('O'), negated };
}

function parseUnary(cursor: Cursor): Query | null {
  if (!isWord(peek(cursor), 'NOT')) return parsePrimary(cursor);
  cursor.at++;
  return nested(cursor, () => {
    const of = parseUnary(cursor);
    return of && { kind: 'not', of };
  });
}

function parsePrimary(cursor: Cursor): Query | null {
  const token = peek(cursor);
  switch (token.kind) {
    case 'open':
      return parseBrackets(cursor);
    case 'quoted':
      cursor.at++;
      return parsePhrase(cursor, token, literalWords(token.text), token.text);
    case 'regex':
      return parseRegex(cursor, token);
    case 'bare':
      return parseBare(cursor, token);
    default:
      return missing(cursor, token);
  }
}

function parseBrackets(cursor: Cursor): Query | null {
  const open = peek(cursor);
  cursor.at++;
  const inside = nested(cursor, () => parseOr(cursor));
  if (!inside) return null;
  if (peek(cursor).kind === 'end') return fail(cursor, open.column, 'this bracket is not closed; write )');
  if (peek(cursor).kind !== 'close') {
    const { column, message } = unexpected(peek(cursor));
    return fail(cursor, column, message);
  }
  cursor.at++;
  return inside;
}

function parseBare(cursor: Cursor, token: Token): Query | null {
  const counted = /^(atleast|score)\/(\d{1,6})$/.exec(token.text);
  if (counted && peek(cursor, 1).kind === 'open')
    return counted[1] === 'score'
      ? parseScore(cursor, Number(counted[2]))
      : parseAtLeast(cursor, Number(counted[2]));
  if (token.text.startsWith('$')) return parseShared(cursor, token);
  if (isOperator(token))
    return fail(
      cursor,
      token.column,
      `${clip(token.text)} stands between two terms; write one before it, or quote it`,
    );
  const prefix = /^([A-Za-z]+):/.exec(token.text)?.[1];
  if (prefix) return parsePrefixed(cursor, token, prefix);
  return parseRun(cursor);
}

function parsePrefixed(cursor: Cursor, token: Token, prefix: string): Query | null {
  const rest = token.text.slice(prefix.length + 1);
  if (isAttribute(prefix)) return parseAttribute(cursor, token, prefix, rest);
  const operand = () => {
    if (rest === '') cursor.at++;
    else skipPrefix(cursor, token, prefix.length + 1);
    return nested(cursor, () => parsePrimary(cursor));
  };
  switch (prefix) {
    case 'title':
    case 'lead':
    case 'body': {
      const of = operand();
      return of && { kind: 'scope', scope: prefix, of };
    }
    case 'exact':
    case 'allcaps':
    case 'nocaps': {
      const outer = cursor.casing;
      cursor.casing = prefix;
      const of = operand();
      cursor.casing = outer;
      return of;
    }
    case 'raw':
      return parseRaw(cursor, token, rest);
    default:
      return fail(
        cursor,
        token.column,
        `"${clip(prefix)}:" is no operator; known are ${KNOWN}; to look for it, quote it`,
      );
  }
}

/** `title:word`: what follows the prefix becomes a piece of its own. */
function skipPrefix(cursor: Cursor, token: Token, length: number): void {
  cursor.tokens[cursor.at] = {
    ...token,
    text: token.text.slice(length),
    column: token.column + length,
    glued: true,
  };
}

function parseAtLeast(cursor: Cursor, count: number): Query | null {
  const { column } = peek(cursor);
  cursor.at++;
  if (count < 1 || count > 100) return fail(cursor, column, 'atleast takes 1 to 100, as in atleast/2(chip)');
  const of = parseBrackets(cursor);
  if (of && !hasPlaces(of))
    return fail(cursor, column, 'atleast counts words, phrases or (a OR b); join the rest with AND');
  return of && { kind: 'atleast', count, of };
}

/** `score/5(a^3, b, c^-2)`: the weights of what is found must reach the floor. */
function parseScore(cursor: Cursor, floor: number): Query | null {
  const { column } = peek(cursor);
  const open = peek(cursor, 1);
  cursor.at += 2;
  if (floor < 1) return fail(cursor, column, 'the floor of a score is 1 or more, as in score/5(a^3, b^2)');
  const items: ScoreItem[] = [];
  for (;;) {
    let weight: number | null = 1;
    const of = nested(cursor, () => parseOr(cursor));
    if (!of) return null;
    if (peek(cursor).kind === 'weight') {
      weight = readWeight(peek(cursor).text);
      if (weight === null)
        return fail(cursor, peek(cursor).column, 'a weight is a number from -1000 to 1000, as in ^3');
      cursor.at++;
    }
    items.push({ weight, of });
    if (peek(cursor).kind === 'close') break;
    if (peek(cursor).kind === 'end') return fail(cursor, open.column, 'this bracket is not closed; write )');
    if (peek(cursor).kind !== 'comma')
      return fail(cursor, peek(cursor).column, 'put a comma between the terms of a score');
    cursor.at++;
  }
  cursor.at++;
  return { kind: 'score', floor, items };
}

function readWeight(text: string): number | null {
  const weight = /^-?\d{1,4}(?:\.\d{1,3})?$/.test(text) ? Number(text) : Number.NaN;
  return Math.abs(weight) <= 1000 ? weight : null;
}

function isAttribute(prefix: string): prefix is Attribute {
  return ATTRIBUTES.includes(prefix);
}

/** What stands where an operator should. */
function unexpected(token: Token): Complaint {
  const { column } = token;
  if (token.kind === 'close')
    return { column, message: 'no bracket is open here; take this ) out, or write ( before' };
  if (token.kind === 'weight')
    return { column, message: 'a weight belongs in a score, as in score/5(chip^3, export^2)' };
  if (token.kind === 'comma')
    return { column, message: 'a comma parts the terms of a score only; write OR or AND' };
  const before = token.kind === 'open' ? '(' : `"${clip(token.text)}"`;
  return { column, message: `put AND, OR or NEAR/5 before ${before}` };
}

/** What stands, or is missing, where a term should begin. */
function missing(cursor: Cursor, token: Token): null {
  if (token.kind !== 'end')
    return fail(cursor, token.column, `write a word or a phrase before this ${token.text || 'weight'}`);
  if (token.column === 1) return fail(cursor, 1, 'the query is empty; write a word');
  return fail(cursor, token.column, 'the query ends too soon; write a word or a phrase here');
}

const KNOWN = ['title, lead, body, exact, allcaps, nocaps, raw', ...ATTRIBUTES].join(', ');
