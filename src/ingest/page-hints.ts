import { BYLINE, READING_TIME, ROLE } from './boilerplate-phrases.js';
import { bareDate, type Why } from './boilerplate.js';
import type { Line } from './lines.js';

/** What the lines that are not the article say about it. */
export interface PageHints {
  author?: string;
  publisher?: string;
  /** Through whom the publisher has the story. */
  via?: string;
  /** As written; a form that `parseDate` reads. */
  published?: string;
}

const WORD = String.raw`\p{Lu}[\p{L}\p{N}&’'-]{0,40}(?:\.\p{L}{2,4}\b)?`;
const NAME = `(${WORD}(?: (?:(?:of|the|and|&) )?${WORD}){0,4})`;
const HOUSE_BYLINE = /^(.+?)(?: AI)? (?:Editorial|Staff|Team|Newsroom|Desk|Editors|Reporters|Writers)$/u;

/** Publishers naming themselves, the surest form first. */
const PUBLISHERS = [
  new RegExp(`^How ${NAME} reports ?:`, 'u'),
  new RegExp(`${ROLE.source} (?:at|for|with) ${NAME}`, 'u'),
  new RegExp(`^Trending on ${NAME}$`, 'u'),
  new RegExp(`©(?: ?\\d{4})? ${NAME}`, 'u'),
];

const ORIGINS = [
  new RegExp(`\\b(?:item|story|article|report|piece) from ${NAME}`, 'u'),
  new RegExp(`\\b(?:reporting|reported|published) (?:by|on|in|at) ${NAME}`, 'u'),
  new RegExp(`\\b(?:full|original|whole) (?:story|article|report|post) (?:at|on|from|by) ${NAME}`, 'u'),
  new RegExp(`^(?:Source|Via|Original source|SOURCE) ?: ?${NAME}(?:\\.?$| ?\\|)`, 'u'),
];

const DATED: ReadonlySet<Why> = new Set<Why>(['byline', 'date', 'source link']);
const BIOGRAPHY = new RegExp(`^${NAME} (?:is|was) (?:an?|the|our) `, 'u');

/** Reads the bylines, dates, biographies and disclosures that were set aside. The first of each kind counts. */
export function pageHintsOf(lines: readonly Line[], why: readonly (Why | null)[]): PageHints {
  const hints: PageHints = {};
  const dropped = lines.flatMap((line, index) => {
    const reason = why[index] ?? null;
    return reason === null ? [] : [{ text: line.text, why: reason }];
  });
  for (const line of dropped) {
    if (line.why === 'byline') readByline(line.text, hints);
    if (DATED.has(line.why)) hints.published ??= dateIn(line.text);
    if (line.why === 'biography') hints.author ??= personIn(line.text);
    if (line.why === 'disclosure' || line.why === 'source link') hints.via ??= firstOf(ORIGINS, [line.text]);
  }
  const texts = dropped.filter((line) => line.why !== 'byline').map((line) => line.text);
  const named = firstOf(PUBLISHERS, texts);
  if (named !== undefined) hints.publisher = named;
  if (hints.via === hints.publisher) delete hints.via;
  return hints;
}

/** "By Reuters Staff" names a publisher, not a person. */
function readByline(text: string, hints: PageHints): void {
  const name = BYLINE.exec(text)?.[1]?.trim();
  if (name === undefined) return;
  const house = HOUSE_BYLINE.exec(name)?.[1];
  if (house === undefined) hints.author ??= name;
  else hints.publisher ??= house;
}

function dateIn(text: string): string | undefined {
  for (const part of text.split(/ ?[·•|] ?| on | – | — /)) {
    const date = READING_TIME.test(part) ? null : bareDate(part);
    if (date !== null) return date;
  }
  return undefined;
}

/** A full name: a first name alone tells nobody who it was. */
function personIn(text: string): string | undefined {
  const name = BIOGRAPHY.exec(text.slice(0, 200))?.[1];
  return name?.includes(' ') ? name : undefined;
}

function firstOf(patterns: readonly RegExp[], texts: readonly string[]): string | undefined {
  for (const pattern of patterns)
    for (const text of texts) {
      const match = pattern.exec(text.slice(0, 2_000));
      const name = match?.[match.length - 1];
      if (name !== undefined) return name;
    }
  return undefined;
}
