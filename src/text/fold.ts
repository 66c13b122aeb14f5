/**
 * One table says what every UTF-16 unit is read as: case, width (NFKC), accents and Traditional Chinese
 * are folded away a character at a time, so that offsets in the source stay known and a scan costs one load
 * a unit.
 */
import { SIMPLIFIED } from './traditional.js';

/** Kinds of entry in the fold table; a plain letter or digit is its folded unit, 1 to 0xFFFF. */
export const SEPARATOR = 0;
/** A separator that no phrase runs over: a Chinese clause mark; a line feed, when another follows it. */
export const BREAK = -1;
/** Set beside the folded unit of a character that is a word by itself: Han, kana. */
export const SINGLE = 0x10000;
/** Stands for nothing: a combining mark, a soft hyphen, a zero-width space. */
export const IGNORED = 0x20000;
/** Folds to several characters, or is half of a surrogate pair: see `foldCharacter`. */
export const SPECIAL = 0x40000;

/** For each UTF-16 unit, one of the kinds above. Built on first use (about 60 ms), then shared; never write to it. */
export function foldTable(): Int32Array {
  table ??= buildTable();
  return table;
}

/** What one code point is read as: none, one or several folded characters. */
export function foldCharacter(character: string): string {
  const known = memo.get(character);
  if (known !== undefined) return known;
  const folded = computeFold(character);
  if (memo.size < 20_000) memo.set(character, folded);
  return folded;
}

/** A text with case, width, accents and Traditional Chinese folded away; punctuation and spaces stay. */
export function foldText(text: string): string {
  const kinds = foldTable();
  let folded = '';
  for (const character of text) {
    const kind = character.length === 1 ? (kinds[character.charCodeAt(0)] ?? SEPARATOR) : SPECIAL;
    const plain = kind > SEPARATOR && kind < IGNORED;
    folded += plain ? String.fromCharCode(kind & 0xffff) : foldCharacter(character);
  }
  return folded;
}

/** The kind of one folded character, and its unit: what the table would say, for any code point. */
export function kindOfFolded(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (SINGLES.test(character)) return code > 0xffff ? SPECIAL | SINGLE : SINGLE | code;
  if (isIgnored(code)) return IGNORED;
  return WORD.test(character) ? (code > 0xffff ? SPECIAL : code) : SEPARATOR;
}

let table: Int32Array | null = null;
const memo = new Map<string, string>();

// The prolonged sound mark of kana counts as kana, iteration marks as what they repeat among.
const SINGLES = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]$/u;
const WORD = /^[\p{L}\p{N}\p{M}]$/u;
/** Scripts whose combining marks are accents or optional points; in Thai or Hindi they are the vowels. */
const ACCENTED = /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Hebrew}\p{Script=Arabic}]/u;
/** Letters that Unicode does not decompose but that people type without. */
const PLAIN: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  ħ: 'h',
  ı: 'i',
};

function computeFold(character: string): string {
  if (/^\p{Surrogate}$/u.test(character)) return ' ';
  let folded = '';
  for (const part of character.normalize('NFKC').toLowerCase()) {
    const code = part.codePointAt(0) ?? 0;
    if (isIgnored(code)) continue;
    const base = ACCENTED.test(part) ? part.normalize('NFD').replace(/\p{M}+/gu, '') : part;
    folded += PLAIN[base] ?? SIMPLIFIED.get(base) ?? base;
  }
  return folded;
}

function isIgnored(code: number): boolean {
  return (
    (code >= 0x300 && code <= 0x36f) || // combining accents
    (code >= 0x483 && code <= 0x487) ||
    (code >= 0x591 && code <= 0x5bd) || // Hebrew and Arabic points
    (code >= 0x610 && code <= 0x61a) ||
    (code >= 0x64b && code <= 0x65f) ||
    code === 0x640 ||
    code === 0xad ||
    (code >= 0x1ab0 && code <= 0x1aff) ||
    (code >= 0x1dc0 && code <= 0x1dff) ||
    (code >= 0x200b && code <= 0x200f) ||
    (code >= 0x202a && code <= 0x202e) ||
    (code >= 0x2060 && code <= 0x2064) ||
    (code >= 0x2066 && code <= 0x2069) ||
    code === 0x3099 ||
    code === 0x309a ||
    (code >= 0xfe00 && code <= 0xfe0f) ||
    (code >= 0xfe20 && code <= 0xfe2f) ||
    code === 0xfeff
  );
}

function buildTable(): Int32Array {
  const kinds = new Int32Array(0x10000);
  for (let code = 0; code < 0x10000; code++) {
    // Most of the plane needs no normalising: Han, Hangul, private use.
    if (code >= 0x4e00 && code <= 0x9fff) kinds[code] = SINGLE | code;
    else if (code >= 0xac00 && code <= 0xd7a3) kinds[code] = code;
    else if (code >= 0xd800 && code <= 0xdfff) kinds[code] = SPECIAL;
    else if (code < 0xe000 || code > 0xf8ff) kinds[code] = kindOf(code);
  }
  for (const mark of '\n。！？；，、：｡､') kinds[mark.charCodeAt(0)] = BREAK;
  for (const [from, to] of SIMPLIFIED) kinds[from.charCodeAt(0)] = SINGLE | to.charCodeAt(0);
  return kinds;
}

function kindOf(code: number): number {
  if (isIgnored(code)) return IGNORED;
  const folded = computeFold(String.fromCharCode(code));
  if (folded === '') return IGNORED;
  if (folded.length === 1) return kindOfFolded(folded);
  return Array.from(folded).some((character) => kindOfFolded(character) !== SEPARATOR) ? SPECIAL : SEPARATOR;
}
