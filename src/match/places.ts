/** Where the words, phrases and `raw:` texts of a query stand in a field. */
import { RE2JS } from 're2js';
import type { FieldText } from './article-text.js';
import { sayQuery } from './say.js';
import type { Casing, Phrase, Query, QueryWord } from './syntax.js';
import { fitsPattern } from './terms.js';

/** One occurrence: word positions, both inclusive, and UTF-16 offsets. */
export interface Place {
  readonly first: number;
  readonly last: number;
  readonly start: number;
  readonly end: number;
  readonly term: string;
  /** Of what `NEAR` or `SENTENCE` holds together: the words and phrases themselves, in order. */
  readonly pieces?: readonly Place[];
}

/** Occurrences in order of their first word, none twice. For queries that have places (`hasPlaces`). */
export function findPlaces(query: Query, text: FieldText): Place[] {
  switch (query.kind) {
    case 'phrase':
      return phrasePlaces(query, text);
    case 'raw':
      return rawPlaces(query.text, sayQuery(query), text);
    case 'or':
      return merge(query.of.flatMap((part) => findPlaces(part, text)));
    default:
      return [];
  }
}

/** UTF-16 units of a field that regular expressions look at: several long articles. */
const SEARCHED = 20_000;

/** The first occurrences of a regular expression, at most `limit`. Linear in the text. */
export function regexPlaces(query: Query & { kind: 'regex' }, text: FieldText, limit: number): Place[] {
  const found: Place[] = [];
  const matcher = compiled(query).matcher(text.source.slice(0, SEARCHED));
  const term = sayQuery(query);
  while (found.length < limit && matcher.find()) {
    if (matcher.end() > matcher.start()) found.push(placeOf(matcher.start(), matcher.end(), term, text));
  }
  return found;
}

function phrasePlaces(phrase: Phrase, text: FieldText): Place[] {
  const found: Place[] = [];
  // Han phrases share their characters with half the text: start from the rarest.
  const anchors = phrase.words.map((word) => wordPositions(word, text));
  let rarest = 0;
  for (let i = 1; i < anchors.length; i++) {
    if ((anchors[i]?.length ?? 0) < (anchors[rarest]?.length ?? 0)) rarest = i;
  }
  for (const position of anchors[rarest] ?? []) {
    const first = position - rarest;
    const last = first + phrase.words.length - 1;
    if (first < 0 || !phrase.words.every((word, i) => stands(word, phrase.casing, text, first + i))) continue;
    found.push({ first, last, start: text.starts[first] ?? 0, end: text.ends[last] ?? 0, term: phrase.term });
  }
  return found;
}

function wordPositions(word: QueryWord, text: FieldText): readonly number[] {
  if (!word.pattern) return text.places.get(word.text) ?? [];
  const positions: number[] = [];
  text.words.forEach((each, position) => {
    if (each !== '' && fitsPattern(word.text, each)) positions.push(position);
  });
  return positions;
}

function stands(word: QueryWord, casing: Casing, text: FieldText, position: number): boolean {
  const given = text.words[position];
  if (!given) return false;
  if (word.pattern ? !fitsPattern(word.text, given) : text.singulars[position] !== word.text) return false;
  return (
    casing === 'any' || hasCasing(text.source.slice(text.starts[position], text.ends[position]), casing, word)
  );
}

function hasCasing(written: string, casing: Casing, word: QueryWord): boolean {
  if (casing === 'exact') return written.normalize('NFC') === word.written.normalize('NFC');
  if (casing === 'nocaps') return written === written.toLowerCase();
  // "GPUs" is GPU in capitals; the small s belongs to the plural.
  const capitals = written.length >= 4 ? written.replace(/s$/, '') : written;
  return capitals === capitals.toUpperCase();
}

/** Occurrences that cut no word in two: `raw:"C"` is not in "CIA". */
function rawPlaces(raw: string, term: string, text: FieldText): Place[] {
  const found: Place[] = [];
  for (let at = text.source.indexOf(raw); at >= 0; at = text.source.indexOf(raw, at + 1)) {
    const end = at + raw.length;
    if (!isInsideWord(at, text) && !isInsideWord(end, text)) found.push(placeOf(at, end, term, text));
  }
  return found;
}

function isInsideWord(offset: number, text: FieldText): boolean {
  const start = text.starts[firstAbove(text.ends, offset)];
  return start !== undefined && start < offset;
}

function placeOf(start: number, end: number, term: string, text: FieldText): Place {
  const first = firstAbove(text.ends, start);
  return { first, last: Math.max(first, firstAtLeast(text.starts, end) - 1), start, end, term };
}

/** Index of the first value above `bound`, in ascending values. */
export function firstAbove(values: readonly number[], bound: number): number {
  return firstAtLeast(values, bound + 1);
}

/** Index of the first value at or above `bound`, in ascending values. */
export function firstAtLeast(values: readonly number[], bound: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] ?? 0) < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

function merge(places: Place[]): Place[] {
  places.sort((a, b) => a.first - b.first || a.last - b.last);
  return places.filter(
    (place, i) => place.first !== places[i - 1]?.first || place.last !== places[i - 1]?.last,
  );
}

const expressions = new WeakMap<Query, RE2JS>();

function compiled(query: Query & { kind: 'regex' }): RE2JS {
  const known = expressions.get(query);
  if (known) return known;
  const made = RE2JS.compile(query.pattern, query.ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
  expressions.set(query, made);
  return made;
}
