/**
 * Holds one query against one article, operator by operator, and says what satisfied it. The index decides which
 * articles come here.
 */
import { domainToASCII } from 'node:url';
import { foldText } from '../text/fold.js';
import type { ArticleText, FieldText, Matchable } from './article-text.js';
import { findPlaces, firstAbove, firstAtLeast, type Place, regexPlaces } from './places.js';
import { sayNear } from './say.js';
import type { Attribute, Near, Query, Scope } from './syntax.js';
import { literalWords } from './terms.js';

/** An occurrence and the field that it is in. */
export interface Found extends Place {
  readonly field: 'title' | 'body';
  /** Which of the parts that must all be satisfied, from 0; none for a query that isn't made of such parts. */
  readonly part?: number;
}

/** What satisfied the query, possibly nothing with a place; null when it is not satisfied. */
export function evaluate(query: Query, text: ArticleText): readonly Found[] | null {
  const sight = wholeSight(text);
  return query.kind === 'and' ? findAll(query.of, sight, true) : findIn(query, sight);
}

/** Occurrences kept of one term: enough to explain a match. */
const KEPT = 5;

/** What of the article a part of the query may see: the title or not, the body up to a position. */
export interface Sight {
  readonly text: ArticleText;
  readonly title: boolean;
  readonly bodyEnd: number;
}

export function wholeSight(text: ArticleText): Sight {
  return { text, title: true, bodyEnd: Number.POSITIVE_INFINITY };
}

/** What satisfies a part of a query in what it may see. */
export function findIn(query: Query, sight: Sight): readonly Found[] | null {
  switch (query.kind) {
    case 'phrase':
    case 'raw':
    case 'regex':
    case 'near':
      return someOf(visiblePlaces(query, sight));
    case 'and':
      return findAll(query.of, sight);
    case 'or':
      return findAny(query.of, sight);
    case 'not':
      return findIn(query.of, sight) ? null : [];
    case 'scope':
      return findIn(query.of, narrowed(sight, query.scope));
    case 'sentence':
      return someOf(inEachField(sight, (see, field) => sentencePlaces(query.of, see, field)));
    case 'attribute':
      return hasAttribute(query.attribute, query.value, sight.text.article) ? [] : null;
    case 'atleast': {
      const places = visiblePlaces(query.of, sight);
      return countTimes(places) >= query.count ? someOf(places) : null;
    }
    case 'score': {
      const found = query.items.map((item) => ({ weight: item.weight, places: findIn(item.of, sight) }));
      const score = found.reduce((sum, each) => sum + (each.places ? each.weight : 0), 0);
      if (score < query.floor) return null;
      return found.flatMap((each) => (each.weight > 0 ? (each.places ?? []) : []));
    }
  }
}

function findAll(of: readonly Query[], sight: Sight, numbered = false): readonly Found[] | null {
  const all: Found[] = [];
  for (const [part, query] of of.entries()) {
    const found = findIn(query, sight);
    if (!found) return null;
    all.push(...(numbered ? found.map((one) => ({ ...one, part })) : found));
  }
  return all;
}

function findAny(of: readonly Query[], sight: Sight): readonly Found[] | null {
  const found = of.map((part) => findIn(part, sight)).filter((each) => each !== null);
  return found.length > 0 ? found.flat() : null;
}

function someOf(found: readonly Found[]): readonly Found[] | null {
  return found.length > 0 ? found.slice(0, KEPT) : null;
}

export function narrowed(sight: Sight, scope: Scope): Sight {
  if (scope === 'title') return { ...sight, bodyEnd: 0 };
  if (scope === 'body') return { ...sight, title: false };
  return { ...sight, title: false, bodyEnd: Math.min(sight.bodyEnd, sight.text.body.leadEnd) };
}

/** How many occurrences there are; of those that begin with one word, as of "export" and "export control", one counts. */
export function countTimes(found: readonly Found[]): number {
  return new Set(found.map(({ field, first }) => `${field}${first}`)).size;
}

/** All occurrences of what has places, and of NEAR. */
export function visiblePlaces(query: Query, sight: Sight): Found[] {
  return inEachField(sight, (see) => (query.kind === 'near' ? nearPlaces(query, see) : see(query)));
}

/** Occurrences of a query in one field, of what may be seen of it. */
type See = (query: Query) => Place[];

function inEachField(sight: Sight, places: (see: See, field: FieldText) => Place[]): Found[] {
  const { title, body } = sight.text;
  const seeTitle: See = (query) => placesIn(query, title);
  const seeBody: See = (query) => placesIn(query, body).filter((place) => place.last < sight.bodyEnd);
  const inTitle = sight.title ? places(seeTitle, title) : [];
  const inBody = sight.bodyEnd > 0 ? places(seeBody, body) : [];
  return [
    ...inTitle.map((place): Found => ({ ...place, field: 'title' })),
    ...inBody.map((place): Found => ({ ...place, field: 'body' })),
  ];
}

function placesIn(query: Query, field: FieldText): Place[] {
  return query.kind === 'regex' ? regexPlaces(query, field, KEPT) : findPlaces(query, field);
}

function nearPlaces(near: Near, see: See): Place[] {
  const left = see(near.left);
  const right = left.length > 0 ? see(near.right) : [];
  const firsts = right.map((place) => place.first);
  const byLast = [...right].sort((a, b) => a.last - b.last);
  const lasts = byLast.map((place) => place.last);
  const found: Place[] = [];
  for (const place of left) {
    const after = right[firstAbove(firsts, place.last)];
    const before = near.ordered ? undefined : byLast[firstAtLeast(lasts, place.first) - 1];
    const reached = [after, before].filter((other) => other && distance(place, other) <= near.distance);
    if (near.negated && reached.length === 0)
      found.push({ ...place, term: `${place.term} ${sayNear(near)} …` });
    if (!near.negated)
      found.push(...reached.flatMap((other) => (other ? [between(place, other, sayNear(near))] : [])));
  }
  return found.sort((a, b) => a.first - b.first);
}

/** Words from the end of one to the start of the other; neighbours are 1 apart. */
function distance(a: Place, b: Place): number {
  return b.first > a.last ? b.first - a.last : a.first - b.last;
}

function between(a: Place, b: Place, operator: string): Place {
  return {
    first: Math.min(a.first, b.first),
    last: Math.max(a.last, b.last),
    start: Math.min(a.start, b.start),
    end: Math.max(a.end, b.end),
    term: `${a.term} ${operator} ${b.term}`,
    pieces: [...(a.pieces ?? [a]), ...(b.pieces ?? [b])].toSorted((one, other) => one.start - other.start),
  };
}

function sentencePlaces(of: readonly Query[], see: See, field: FieldText): Place[] {
  const lists = of.map((part) => extents(part, see));
  if (lists.some((places) => places.length === 0)) return [];
  const ends = field.sentenceEnds();
  const bySentence = lists.map((places) => {
    const firsts = new Map<number, Place>();
    for (const place of places) {
      const sentence = firstAbove(ends, place.start);
      if (sentence === firstAtLeast(ends, place.end) && !firsts.has(sentence)) firsts.set(sentence, place);
    }
    return firsts;
  });
  const [some, ...others] = bySentence;
  const found: Place[] = [];
  for (const [sentence, place] of some ?? []) {
    const rest = others.map((firsts) => firsts.get(sentence)).filter((other) => other !== undefined);
    if (rest.length === others.length) found.push(rest.reduce((a, b) => between(a, b, 'SENTENCE'), place));
  }
  return found;
}

/** Occurrences of what may stand in a sentence, in order. */
function extents(query: Query, see: See): Place[] {
  if (query.kind === 'near') return nearPlaces(query, see);
  if (query.kind !== 'or') return see(query);
  return query.of.flatMap((part) => extents(part, see)).sort((a, b) => a.first - b.first);
}

function hasAttribute(attribute: Attribute, value: string, article: Matchable): boolean {
  switch (attribute) {
    case 'site': {
      const host = article.url && URL.canParse(article.url) ? new URL(article.url).hostname : '';
      // Addresses have it in ASCII: 例子.中国 is xn--fsqu00a.xn--fiqs8s.
      const wanted = domainToASCII(value.replace(/^www\./i, ''));
      return wanted !== '' && (host === wanted || host.endsWith(`.${wanted}`));
    }
    case 'publisher':
      return namesWords(article.publisher, value);
    case 'author':
      return namesWords(article.author ?? '', value);
    case 'lang': {
      const lang = article.lang.toLowerCase();
      return lang === value.toLowerCase() || lang.startsWith(`${value.toLowerCase()}-`);
    }
    case 'feed':
      return foldText(article.feedId) === foldText(value);
    case 'tier': {
      const [best = 1, worst = best] = value.split('-').map(Number);
      return article.tier >= best && article.tier <= worst;
    }
  }
}

/** Whether a name holds the words, side by side. */
function namesWords(name: string, words: string): boolean {
  const given = literalWords(name).map((word) => word.text);
  return ` ${given.join(' ')} `.includes(
    ` ${literalWords(words)
      .map((word) => word.text)
      .join(' ')} `,
  );
}
