/** Words and phrases of a query string, their wildcards, and the aliases that stand for them. */
import { foldText } from '../text/fold.js';
import { singular, splitWords } from '../text/words.js';
import { clip } from './lex.js';
import type { Casing, Phrase, Query, QueryWord } from './syntax.js';

/** Aliases by the folded words of their name. */
export type AliasTable = ReadonlyMap<string, { readonly name: string; readonly others: readonly Phrase[] }>;

/** Reads `name: [other ways to say it]`; an alias without a letter or digit is left out. */
export function aliasTable(aliases: Readonly<Record<string, readonly string[]>>): AliasTable {
  const table = new Map<string, { name: string; others: Phrase[] }>();
  for (const [name, others] of Object.entries(aliases)) {
    const key = aliasKey(literalWords(name));
    const phrases = others.map((other) => phrase(literalWords(other), 'any', name));
    if (key !== '') table.set(key, { name, others: phrases.filter(({ words }) => words.length > 0) });
  }
  return table;
}

/** A phrase, or a choice of it and its aliases when it has any. */
export function withAliases(found: Phrase, aliases: AliasTable): Query {
  const known = found.casing === 'any' ? aliases.get(aliasKey(found.words)) : undefined;
  return known ? { kind: 'or', of: [found, ...known.others] } : found;
}

export function phrase(words: readonly QueryWord[], casing: Casing, term: string): Phrase {
  return { kind: 'phrase', words, casing, term };
}

/** The words of a quoted text: no wildcards in it. */
export function literalWords(text: string): QueryWord[] {
  return splitWords(text).map((word) => ({
    text: singular(word.text),
    pattern: false,
    written: text.slice(word.start, word.end),
  }));
}

/** The words of one bare piece, wildcards and all, or what is wrong with it. */
export function bareWords(text: string): QueryWord[] | string {
  if (!/[*?]/.test(text)) return literalWords(text);
  const folded = foldText(text);
  if (/^[*?]/.test(folded)) return `"${clip(text)}" starts with a wildcard; write the first letters`;
  if (!/^[\p{L}\p{N}?]+\*?$/u.test(folded))
    return `"${clip(text)}" is not a word with wildcards; use * at the end and ? for one letter, or quote it`;
  if (HAN.test(folded))
    return `"${clip(text)}": Chinese is found anywhere in running text; leave the wildcard out`;
  const letters = Array.from(folded.replace(/[*?]/g, '')).length;
  if (folded.endsWith('*') && letters < 4)
    return `"${clip(text)}" would find too much; write four letters or more before the *`;
  if (letters < 3) return `"${clip(text)}" would find too much; write three letters or more beside the ?`;
  return [{ text: folded, pattern: true, written: text }];
}

/** Whether a folded word fits a pattern: `?` is one character, a last `*` any number of them. */
export function fitsPattern(pattern: string, word: string): boolean {
  const open = pattern.endsWith('*');
  const wanted = open ? Array.from(pattern).slice(0, -1) : Array.from(pattern);
  const given = Array.from(word);
  if (open ? given.length < wanted.length : given.length !== wanted.length) return false;
  return wanted.every((character, i) => character === '?' || character === given[i]);
}

const HAN = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;

function aliasKey(words: readonly QueryWord[]): string {
  return words.some((word) => word.pattern) ? '' : words.map((word) => word.text).join(' ');
}
