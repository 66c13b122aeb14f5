/** Pieces of sentences around what was found in them. */
import type { Piece } from '../domain/match.js';
import type { Sentence } from './sentences.js';

/** Longest snippet, in UTF-16 units. */
const SNIPPET = 280;

/** Two places in two sentences, each within its own. */
export const aroundBoth = (...places: readonly (readonly [Sentence, Piece])[]): string =>
  places
    .map(([{ text, start }, piece]) => around(text, piece.start - start, piece.end - start, SNIPPET / 2))
    .map((snippet, i) => (i === 0 ? snippet.replace(/…$/, '') : snippet.replace(/^…/, '')))
    .join(' … ');

/** At most so many UTF-16 units around a place, cut between words, with an ellipsis where something is left out. */
export function around(text: string, start: number, end: number, most = SNIPPET): string {
  if (text.length <= most) return text;
  let from = Math.max(0, Math.min(start - most / 3, text.length - most));
  let to = Math.min(text.length, from + most);
  from = from === 0 ? 0 : Math.min(start, afterSpace(text, from));
  to = to === text.length ? to : Math.max(Math.min(end, text.length), beforeSpace(text, to));
  return `${from > 0 ? '…' : ''}${text.slice(from, to).trim().toWellFormed()}${to < text.length ? '…' : ''}`;
}

function afterSpace(text: string, at: number): number {
  const space = text.slice(at, at + 24).search(/\s/);
  return Math.floor(space < 0 ? at : at + space + 1);
}

function beforeSpace(text: string, at: number): number {
  const head = text.slice(Math.max(0, at - 24), at);
  const space = head.search(/\s\S*$/);
  return Math.floor(space < 0 ? at : at - head.length + space);
}
