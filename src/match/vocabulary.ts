/**
 * Turns text into word numbers in one pass over its UTF-16 units. Words are looked up by a 64-bit fingerprint in one
 * flat table; what a new word means (its singular, the patterns that it fits) is worked out once, when it is first seen.
 */
import { BREAK, foldTable, IGNORED, SINGLE } from '../text/fold.js';
import { isBreak, possessiveEnd, singular, splitWords, type Word } from '../text/words.js';
import { fitsPattern } from './terms.js';

/** Words of a text by position: 0 for words that no topic asks for and for breaks. */
export interface Vocabulary {
  /** Number of each word that topics ask for, by its singular. */
  readonly numbers: Map<string, number>;
  /** Patterns and their atoms by the letters before their first wildcard. */
  readonly patterns: Map<string, { pattern: string; atoms: number[] }[]>;
  longestPrefix: number;
  /** The fold table, with single-character words replaced by SINGLE_WORD | their number. */
  readonly kinds: Int32Array;
  readonly fold: Int32Array;
  /** Slots of three: fingerprint, fingerprint, meaning. Meaning 0 is a free slot. */
  table: Int32Array;
  used: number;
  /** Atom lists of words that fit patterns, referred to by number. */
  readonly fits: { readonly word: number; readonly atoms: readonly number[] }[];
  readonly fitOf: Map<string, number>;
  /** The output: word numbers of the last text scanned. */
  words: Int32Array;
  /** The output: indexes into `fits`, of the words of the last text that fit a pattern. */
  fitted: number[];
  units: Uint16Array;
  bytes: Buffer;
}

const SINGLE_WORD = 0x40000000;
/** Meanings: a word number plus one, or FITS | index into `fits`. */
const FITS = 0x40000000;
/** New words beyond these are worked out again each time: 6 MB of table. */
const MOST_WORDS = 250_000;

export function newVocabulary(): Vocabulary {
  const fold = foldTable();
  const kinds = fold.slice();
  for (let unit = 0; unit < kinds.length; unit++) {
    const kind = kinds[unit] ?? 0;
    if (kind >= SINGLE && kind < IGNORED) kinds[unit] = SINGLE_WORD;
  }
  return {
    numbers: new Map(),
    patterns: new Map(),
    longestPrefix: 0,
    kinds,
    ...newVocabularySpace(),
    table: new Int32Array(3 << 12),
    used: 0,
    fits: [],
    fitOf: new Map(),
    words: new Int32Array(1024),
    fitted: [],
  };
}

/** What a vocabulary works in, and the table that all of them share. */
export function newVocabularySpace(): Pick<Vocabulary, 'fold' | 'units' | 'bytes'> {
  return { fold: foldTable(), units: new Uint16Array(0), bytes: Buffer.alloc(0) };
}

/** Makes a word known under a number, before any text is scanned. */
export function addWord(vocabulary: Vocabulary, word: string, number: number): void {
  vocabulary.numbers.set(word, number);
  if (word.length !== 1) return;
  const kind = vocabulary.fold[word.charCodeAt(0)] ?? 0;
  if (kind < SINGLE || kind >= IGNORED) return;
  for (const unit of singles().get(kind) ?? []) vocabulary.kinds[unit] = SINGLE_WORD | number;
}

/** Makes a pattern known, before any text is scanned. */
export function addPattern(vocabulary: Vocabulary, pattern: string, atom: number): void {
  const prefix = pattern.replace(/[?*].*$/s, '');
  const known = vocabulary.patterns.get(prefix) ?? [];
  vocabulary.patterns.set(prefix, known);
  const same = known.find((each) => each.pattern === pattern);
  if (same) same.atoms.push(atom);
  else known.push({ pattern, atoms: [atom] });
  vocabulary.longestPrefix = Math.max(vocabulary.longestPrefix, prefix.length);
}

/** Writes the word numbers of a text to `words` from position `from` on; returns the position after the last. */
export function scan(vocabulary: Vocabulary, text: string, from: number): number {
  const length = text.length;
  makeRoom(vocabulary, length, from);
  vocabulary.bytes.write(text, 0, 'utf16le');
  const { units, fold, kinds } = vocabulary;
  let { words } = vocabulary;
  units[length] = 0x20;
  let { table } = vocabulary;
  let position = from;
  /** The position after the last break. */
  let broken = from;
  let at = 0;
  while (at < length) {
    let kind = kinds[units[at++] as number] as number;
    if (kind === 0) continue;
    if (kind >= SINGLE_WORD) {
      words[position++] = kind & ~SINGLE_WORD;
      continue;
    }
    if (kind === BREAK) {
      if (position !== broken && isBreak(text, at - 1)) {
        words[position++] = 0;
        broken = position;
      }
      continue;
    }
    const start = at - 1;
    let one = 0;
    let two = 0;
    while (kind > 0 && kind < 0x10000) {
      one = ((one << 5) | (one >>> 27)) ^ kind;
      two = (Math.imul(two, 31) + kind) | 0;
      kind = kinds[units[at++] as number] as number;
    }
    at--;
    if (kind > 0 && kind < SINGLE_WORD) {
      // A combining mark, a ligature, half of a pair: the careful way, up to the next separator.
      const end = regionEnd(units, kinds, at, length);
      const odd = splitWords(text.slice(start, end));
      position = scanCarefully(vocabulary, odd, position);
      words = vocabulary.words;
      at = afterRegion(text, odd.at(-1), end - start, end, fold);
      table = vocabulary.table;
      continue;
    }
    one = Math.imul(one ^ (one >>> 15), 0x9e3779b1);
    let meaning = lookUp(table, one, two);
    if (meaning === 0) {
      meaning = learn(vocabulary, foldedRun(units, kinds, start, at), one, two);
      table = vocabulary.table;
    }
    words[position++] = meaning < FITS ? meaning - 1 : fit(vocabulary, meaning);
    const unit = units[at];
    if (unit === 0x27 || unit === 0x2019) at = possessiveEnd(text, at, fold) || at;
  }
  return position;
}

/** What the word with this fingerprint means; 0 when it was not seen yet. */
function lookUp(table: Int32Array, one: number, two: number): number {
  const slots = table.length / 3 - 1;
  let slot = ((one ^ (one >>> 16)) & slots) * 3;
  for (;;) {
    const meaning = table[slot + 2] as number;
    if (meaning === 0 || (table[slot] === one && table[slot + 1] === two)) return meaning;
    slot = slot === slots * 3 ? 0 : slot + 3;
  }
}

let unitsOfSingle: Map<number, number[]> | null = null;

/** The units that are read as each single-character word: 國 and 国 are both 国. */
function singles(): Map<number, number[]> {
  if (unitsOfSingle) return unitsOfSingle;
  unitsOfSingle = new Map();
  for (const [unit, kind] of foldTable().entries()) {
    if (kind < SINGLE || kind >= IGNORED) continue;
    const units = unitsOfSingle.get(kind);
    if (units) units.push(unit);
    else unitsOfSingle.set(kind, [unit]);
  }
  return unitsOfSingle;
}

function makeRoom(vocabulary: Vocabulary, length: number, from: number): void {
  if (vocabulary.units.length <= length) {
    const bytes = Buffer.from(new ArrayBuffer((length + 1) * 4));
    vocabulary.bytes = bytes;
    vocabulary.units = new Uint16Array(bytes.buffer, 0, bytes.length / 2);
  }
  // A unit may expand to up to 18 characters, but to no more than that many words.
  const most = from + length + 64;
  if (vocabulary.words.length < most) vocabulary.words = grown(vocabulary.words, most);
}

/** A copy with room for `size` or more. */
export function grown(values: Int32Array, size: number): Int32Array {
  const larger = new Int32Array(Math.max(size, values.length * 2));
  larger.set(values);
  return larger;
}

function regionEnd(units: Uint16Array, kinds: Int32Array, from: number, length: number): number {
  let at = from;
  while (at < length && (kinds[units[at] ?? 0] ?? 0) > 0) at++;
  return at;
}

/** A possessive may follow the last word, when that is one of letters and ends where the region does. */
function afterRegion(
  text: string,
  last: Word | undefined,
  size: number,
  end: number,
  fold: Int32Array,
): number {
  if (last?.end !== size || singleKind(last.text, fold)) return end;
  return end < text.length ? possessiveEnd(text, end, fold) || end : end;
}

function singleKind(word: string, fold: Int32Array): boolean {
  const kind = fold[word.charCodeAt(0)] ?? 0;
  return (kind >= SINGLE && kind < IGNORED) || /^\p{Script=Han}/u.test(word);
}

function scanCarefully(vocabulary: Vocabulary, words: readonly Word[], from: number): number {
  let position = from;
  if (words.length > 32) vocabulary.words = grown(vocabulary.words, vocabulary.words.length + words.length);
  for (const { text } of words) vocabulary.words[position++] = numberOf(vocabulary, text);
  return position;
}

/** The number of a folded word. */
function numberOf(vocabulary: Vocabulary, text: string): number {
  const meaning = meaningOf(vocabulary, text);
  return meaning < FITS ? meaning - 1 : fit(vocabulary, meaning);
}

/** Notes that a word of this text fits patterns; its number. */
function fit(vocabulary: Vocabulary, meaning: number): number {
  const at = meaning & ~FITS;
  vocabulary.fitted.push(at);
  return vocabulary.fits[at]?.word ?? 0;
}

function foldedRun(units: Uint16Array, kinds: Int32Array, start: number, end: number): string {
  let text = '';
  for (let at = start; at < end; at++) text += String.fromCharCode(kinds[units[at] ?? 0] ?? 0);
  return text;
}

/** Works out what a word seen for the first time means, and keeps it in the table. */
function learn(vocabulary: Vocabulary, text: string, one: number, two: number): number {
  const meaning = meaningOf(vocabulary, text);
  if (vocabulary.used >= MOST_WORDS) {
    vocabulary.table.fill(0);
    vocabulary.used = 0;
  }
  if ((vocabulary.used + 1) * 6 > vocabulary.table.length) {
    const old = vocabulary.table;
    vocabulary.table = new Int32Array(old.length * 2);
    for (let slot = 0; slot < old.length; slot += 3) {
      const kept = old[slot + 2] ?? 0;
      if (kept !== 0) put(vocabulary.table, old[slot] ?? 0, old[slot + 1] ?? 0, kept);
    }
  }
  put(vocabulary.table, one, two, meaning);
  vocabulary.used++;
  return meaning;
}

function put(table: Int32Array, one: number, two: number, meaning: number): void {
  const slots = table.length / 3 - 1;
  let slot = ((one ^ (one >>> 16)) & slots) * 3;
  while (table[slot + 2] !== 0) slot = slot === slots * 3 ? 0 : slot + 3;
  table[slot] = one;
  table[slot + 1] = two;
  table[slot + 2] = meaning;
}

function meaningOf(vocabulary: Vocabulary, text: string): number {
  const known = vocabulary.fitOf.get(text);
  if (known !== undefined) return FITS | known;
  const atoms: number[] = [];
  for (let length = 1; length <= Math.min(text.length, vocabulary.longestPrefix); length++) {
    for (const each of vocabulary.patterns.get(text.slice(0, length)) ?? []) {
      if (fitsPattern(each.pattern, text)) atoms.push(...each.atoms);
    }
  }
  const number = vocabulary.numbers.get(singular(text)) ?? 0;
  if (atoms.length === 0) return number + 1;
  const at = vocabulary.fits.push({ word: number, atoms }) - 1;
  vocabulary.fitOf.set(text, at);
  return FITS | at;
}
