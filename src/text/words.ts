/**
 * Words of a text with their places in it. A word is a run of letters and digits, or one Han or kana character;
 * "'s" after a word is no word. A Chinese term is thus a phrase of characters and needs no segmenter.
 */
import {
  BREAK,
  foldCharacter,
  foldTable,
  IGNORED,
  kindOfFolded,
  SEPARATOR,
  SINGLE,
  SPECIAL,
} from './fold.js';

/** A word and where it stands: UTF-16 offsets in the text it came from. */
export interface Word {
  /** Folded for case, width, accents and Traditional Chinese; not for plural: see `singular`. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Number of the word. A break (a paragraph's end, a Chinese clause mark) takes a number of its own. */
  readonly position: number;
}

/** Words in order. Linear in the text; lone surrogates part words. */
export function splitWords(text: string): Word[] {
  const kinds = foldTable();
  const words: Word[] = [];
  let current = '';
  let start = 0;
  let end = 0;
  /** Where the last run of letters ended. */
  let lettersEnd = -1;
  let position = 0;
  /** The position after the last break: a second break there takes none. */
  let broken = 0;
  const flush = () => {
    if (current !== '') words.push({ text: current, start, end, position: position++ });
    current = '';
  };
  for (let at = 0; at < text.length; ) {
    const run = lettersFrom(text, at, kinds);
    if (run > at) {
      if (current === '') start = at;
      current += foldedRun(text, at, run, kinds);
      end = run;
      lettersEnd = run;
      at = run;
      continue;
    }
    const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
    const next = at + character.length;
    const kind = character.length === 1 ? (kinds[text.charCodeAt(at)] ?? SEPARATOR) : SPECIAL;
    const folded = kind === SPECIAL ? foldCharacter(character) : null;
    if (kind === BREAK) {
      flush();
      if (position !== broken && isBreak(text, at)) broken = ++position;
    }
    for (const part of folded ?? [kind]) {
      const partKind = typeof part === 'number' ? part : kindOfFolded(part);
      if (partKind === IGNORED) continue;
      if (partKind <= SEPARATOR || (partKind & SINGLE) !== 0) flush();
      if (partKind <= SEPARATOR) continue;
      if (current === '') start = at;
      current += typeof part === 'number' ? String.fromCharCode(part & 0xffff) : part;
      end = next;
      if ((partKind & SINGLE) !== 0) flush();
      else lettersEnd = next;
    }
    const possessive = kind === SEPARATOR && lettersEnd === at ? possessiveEnd(text, at, kinds) : 0;
    at = possessive || next;
  }
  flush();
  return words;
}

/** Where the letters and digits end that begin at `at` and fold to one unit each. */
function lettersFrom(text: string, at: number, kinds: Int32Array): number {
  let to = at;
  for (; to < text.length; to++) {
    const kind = kinds[text.charCodeAt(to)] ?? SEPARATOR;
    if (kind <= SEPARATOR || kind >= SINGLE) break;
  }
  return to;
}

/** From so many units on V8 keeps a slice as a view, and with a word that is remembered the whole text. */
const VIEWED = 13;

function foldedRun(text: string, from: number, to: number, kinds: Int32Array): string {
  let folded = '';
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    const kind = kinds[code] ?? SEPARATOR;
    if (kind === code && to - at < VIEWED && isFolded(text, at + 1, to, kinds))
      return folded + text.slice(at, to);
    folded += String.fromCharCode(kind);
  }
  return folded;
}

function isFolded(text: string, from: number, to: number, kinds: Int32Array): boolean {
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (kinds[code] !== code) return false;
  }
  return true;
}

/** Whether a unit of kind BREAK is one where it stands: a single line feed is not. */
export function isBreak(text: string, at: number): boolean {
  return text.charCodeAt(at) !== 0x0a || text.charCodeAt(at + 1) === 0x0a;
}

/** Where "'s" ends when it stands at `at`, directly after a word; else 0. */
export function possessiveEnd(text: string, at: number, kinds: Int32Array): number {
  const mark = text.charCodeAt(at);
  if (mark !== 0x27 && mark !== 0x2019) return 0;
  const letter = text.charCodeAt(at + 1);
  if (letter !== 0x73 && letter !== 0x53) return 0;
  const after = at + 2 < text.length ? (kinds[text.charCodeAt(at + 2)] ?? SEPARATOR) : SEPARATOR;
  return after <= SEPARATOR || (after >= SINGLE && after < IGNORED) ? at + 2 : 0;
}

/**
 * A folded word without its English plural: "strategies" and "strategy", "APIs" and "API" are one word.
 * Not a stemmer: the ending must be one of a plural, and names that look like one are left alone.
 */
export function singular(word: string): string {
  // "children" is the only one below that ends in another letter.
  const last = word.charCodeAt(word.length - 1);
  if (last !== 0x73 && last !== 0x65 && last !== 0x6e) return word;
  if (word.length < 4 || NOT_PLURAL.has(word) || !/^[a-z]+$/.test(word)) return word;
  const known = IRREGULAR.get(word);
  if (known !== undefined) return known;
  const ending = /ies?$/.exec(word);
  if (ending) return word.length > 4 ? `${word.slice(0, ending.index)}y` : word;
  const stem = /[^sui]s$/.test(word) ? word.slice(0, -1) : word;
  // "launches" and "launch", "caches" and "cache", "heroes" and "hero" meet without their final e.
  return stem.length > 3 && /(?:ch|sh|x|ss|o)e$/.test(stem) ? stem.slice(0, -1) : stem;
}

/** Words that end like a plural and are none, or that mean another thing without their s. */
const NOT_PLURAL = new Set(
  'news series species means goods arms customs always perhaps politics economics ethics physics windows'.split(
    ' ',
  ),
);
const IRREGULAR = new Map([
  ['apis', 'api'],
  ['gpus', 'gpu'],
  ['cpus', 'cpu'],
  ['tpus', 'tpu'],
  ['npus', 'npu'],
  ['taxis', 'taxi'],
  ['menus', 'menu'],
  ['children', 'child'],
  ['analyses', 'analysis'],
  ['crises', 'crisis'],
]);
