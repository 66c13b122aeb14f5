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
const LEXEME_BYTES = 200;

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
 * A tsquery literal that asks for every word; words in "quotes" next to each other, Han runs as written.
 * Null when there is nothing to look for. At most 20 words are used.
 */
export function searchQuery(text: string): string | null {
  const parts: string[] = [];
  for (const [, phrase, plain] of text.slice(0, 400).matchAll(/"([^"]*)"|([^"]+)/g)) {
    if (phrase !== undefined) parts.push(lexemes(phrase).map(quote).join(' <-> '));
    else for (const run of runs(splitWords(plain ?? ''))) parts.push(asked(run));
  }
  const wanted = parts.filter((part) => part !== '').slice(0, 20);
  return wanted.length === 0 ? null : wanted.map((part) => `(${part})`).join(' & ');
}

/** One Han character alone begins a pair somewhere. */
function asked(run: readonly Word[]): string {
  const [first] = run;
  if (run.length === 1 && first && isHan(first)) return `${quote(first.text)}:*`;
  return lexemesOf(run).map(quote).join(' <-> ');
}

function lexemes(text: string): string[] {
  return runs(splitWords(text)).flatMap(lexemesOf);
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
  if (rest.length === 0) return [singular(first.text).slice(0, LEXEME_BYTES / 4)];
  return rest.map((word, i) => `${run[i]?.text ?? ''}${word.text}`);
}

const isHan = (word: Word) => /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]$/u.test(word.text);

const quote = (lexeme: string) => `'${lexeme.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
