import { singular, splitWords, type Word } from './words.js';

/**
 * What a look-up finds an article by, written as PostgreSQL's tsvector and tsquery literals: both homes
 * then agree to the letter, whatever their dictionaries and locale. Han text is cut into overlapping
 * pairs, so that 普通话 is found in running text by an index.
 */

/** PostgreSQL keeps positions up to this one, and this many of a lexeme. */
const LAST_POSITION = 16_383;
const POSITIONS = 255;
const MAX_LEXEMES = 20_000;
/** UTF-16 units kept of a word: far below the 2,046 bytes that a lexeme may have. */
const LONGEST_LEXEME = 50;

/** A tsvector literal: the title's lexemes weigh A, the body's D. */
export function searchVector(title: string, body: string): string {
  const positions = new Map<string, string[]>();
  let position = 0;
  const add = (lexemes: readonly string[], weight: 'A' | '') => {
    for (const lexeme of lexemes) {
      position = Math.min(position + 1, LAST_POSITION);
      const known = positions.get(lexeme);
      if (known) {
        if (known.length < POSITIONS && position < LAST_POSITION) known.push(`${position}${weight}`);
      } else if (positions.size < MAX_LEXEMES) positions.set(lexeme, [`${position}${weight}`]);
    }
    position = Math.min(position + 1, LAST_POSITION);
  };
  add(lexemes(title), 'A');
  add(lexemes(body), '');
  return [...positions].map(([lexeme, at]) => `${quote(lexeme)}:${at.join(',')}`).join(' ');
}

/**
 * A tsquery literal for a question: articles that have every word; words in "quotes" next to each other, Han
 * runs as written, `regulat*` for words that begin so, `OR` between alternatives, `NOT` or `-` before what may
 * not be there, and brackets. As in a topic, NOT binds tightest and OR least. Null when nothing is asked for
 * that an article could have: what only says what is unwanted would find nearly all. Uses 40 pieces at most.
 */
export function searchQuery(text: string): string | null {
  const reading: Reading = { left: pieces(text).slice(0, MOST_PIECES) };
  const found: Asked[] = [];
  while (reading.left.length > 0) {
    const part = readOr(reading);
    if (part) found.push(part);
    // A bracket that was never opened.
    took(reading, ')');
  }
  const asked = join(found, ' & ');
  return asked === null || asked.unwanted ? null : asked.query;
}

const MOST_PIECES = 40;

/** Part of a question, and whether it only says what may not be there. */
interface Asked {
  readonly query: string;
  readonly unwanted: boolean;
}

/** What has not been read yet. A bracket that is never closed is closed at the end. */
interface Reading {
  left: string[];
}

function readOr(reading: Reading): Asked | null {
  const found: Asked[] = [];
  do {
    const branch = readAnd(reading);
    if (branch) found.push(branch);
  } while (took(reading, 'OR'));
  const wanted = found.filter(({ unwanted }) => !unwanted);
  return join(wanted.length > 0 ? wanted : found, ' | ');
}

function readAnd(reading: Reading): Asked | null {
  const found: Asked[] = [];
  for (;;) {
    const [next] = reading.left;
    if (next === undefined || next === 'OR' || next === ')') return join(found, ' & ');
    const one = took(reading, 'AND') ? null : readOne(reading);
    if (one) found.push(one);
  }
}

function readOne(reading: Reading): Asked | null {
  if (took(reading, 'NOT')) {
    const one = readOne(reading);
    return one && { query: `!${one.query}`, unwanted: !one.unwanted };
  }
  if (took(reading, '(')) {
    const inner = readOr(reading);
    took(reading, ')');
    return inner;
  }
  const [next] = reading.left;
  if (next === undefined || OPERATORS.has(next)) return null;
  reading.left = reading.left.slice(1);
  return { query: next, unwanted: false };
}

const OPERATORS: ReadonlySet<string> = new Set(['AND', 'OR', 'NOT', '(', ')']);

function took(reading: Reading, operator: string): boolean {
  if (reading.left[0] !== operator) return false;
  reading.left = reading.left.slice(1);
  return true;
}

function join(found: readonly Asked[], by: ' & ' | ' | '): Asked | null {
  const [only, ...more] = found;
  if (only === undefined || more.length === 0) return only ?? null;
  const query = `(${found.map((one) => one.query).join(by)})`;
  return { query, unwanted: found.every((one) => one.unwanted) };
}

/** A question cut into operators, and what is asked for as tsquery already. */
function pieces(text: string): string[] {
  const cut = text.slice(0, 400).matchAll(/"([^"]*)"?|([()])|(?<![^\s(])-(?=[^\s-])|([^\s"()]+)/g);
  return [...cut].flatMap(([whole, phrase, bracket, plain]) => {
    if (whole === '-') return ['NOT'];
    if (bracket !== undefined || (plain !== undefined && OPERATORS.has(plain))) return [whole];
    const parts =
      phrase === undefined
        ? runs(splitWords(whole)).map((run) => askedFor(run, whole.endsWith('*')))
        : [lexemes(phrase).map(quote).join(' <-> ')];
    const wanted = parts.filter((part) => part !== '');
    return wanted.length === 0 ? [] : [`(${wanted.join(' & ')})`];
  });
}

/** One Han character alone begins a pair somewhere. */
function askedFor(run: readonly Word[], beginning: boolean): string {
  const [first] = run;
  if (run.length === 1 && first && (isHan(first) || beginning))
    return `${quote(first.text.slice(0, LONGEST_LEXEME))}:*`;
  return lexemesOf(run).map(quote).join(' <-> ');
}

/** Those of each run, one after the other; an article has too many words for a list each. */
function lexemes(text: string): string[] {
  const found: string[] = [];
  let run: Word[] = [];
  const end = () => {
    for (const lexeme of lexemesOf(run)) found.push(lexeme);
    run = [];
  };
  for (const word of splitWords(text)) {
    if (isHan(word)) {
      if (run.at(-1)?.end !== word.start) end();
      run.push(word);
    } else {
      if (run.length > 0) end();
      found.push(lexemeOf(word));
    }
  }
  end();
  return found;
}

/** Words one by one; Han characters that touch, together. */
function runs(words: readonly Word[]): Word[][] {
  const grouped: Word[][] = [];
  let last: Word | undefined;
  for (const word of words) {
    const run = grouped.at(-1);
    if (run && last && isHan(word) && isHan(last) && word.start === last.end) run.push(word);
    else grouped.push([word]);
    last = word;
  }
  return grouped;
}

function lexemesOf(run: readonly Word[]): string[] {
  const [first, ...rest] = run;
  if (!first) return [];
  if (rest.length === 0) return [lexemeOf(first)];
  return rest.map((word, i) => `${run[i]?.text ?? ''}${word.text}`);
}

const lexemeOf = (word: Word) => singular(word.text).slice(0, LONGEST_LEXEME);

const isHan = ({ text }: Word) =>
  text.length <= 2 && text > '\x7f' && /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]$/u.test(text);

const quote = (lexeme: string) =>
  /['\\]/.test(lexeme) ? `'${lexeme.replaceAll('\\', '\\\\').replaceAll("'", "''")}'` : `'${lexeme}'`;
