/** How a query fared on an article: what satisfied each part and where, what is missing, what nearly excluded it. */
import type { Trace } from '../domain/trace.js';
import { articleText, type ArticleText, type Matchable } from './article-text.js';
import {
  countTimes,
  evaluate,
  findIn,
  type Found,
  narrowed,
  type Sight,
  visiblePlaces,
  wholeSight,
} from './evaluate.js';
import { sayQuery } from './say.js';
import type { Attribute, Near, Query, ScoreItem } from './syntax.js';
import { cutsWords } from './word-edges.js';

const MOST_LINES = 16;
const LONGEST_LINE = 300;
const LONGEST_NAME = 110;

export function traceQuery(query: Query, article: Matchable): Trace {
  const text = articleText(article);
  const { met, lines, nearly } = trace(query, wholeSight(text));
  const cut = lines.length > MOST_LINES ? [...lines.slice(0, MOST_LINES), '…'] : lines;
  return { matched: met, lines: cut.map(clip), nearly: [...new Set(nearly)].map(clip) };
}

/** One part of a query on one article. */
interface Step {
  readonly met: boolean;
  readonly lines: readonly string[];
  /** How much is missing: 1 for a term, half for terms that are there and do not stand as they should. */
  readonly missing: number;
  /** Whether anything that it looks for is there. */
  readonly some: boolean;
  readonly nearly: readonly string[];
}

function trace(query: Query, sight: Sight): Step {
  switch (query.kind) {
    case 'and':
      return traceAll(query.of.map((part) => trace(part, sight)));
    case 'or':
      return traceAny(query, sight);
    case 'not':
      return traceNot(query.of, sight);
    case 'scope': {
      const inside = trace(query.of, narrowed(sight, query.scope));
      const lines = inside.lines.map((line) => line.replace(/^(\s*[✓✗] )/, `$1${query.scope}: `));
      return { ...inside, lines };
    }
    case 'near':
      return traceNear(query, sight);
    case 'sentence':
      return traceTogether(query, query.of, sight, 'all are there, in no one sentence');
    case 'atleast': {
      const count = countTimes(visiblePlaces(query.of, sight));
      return leaf(query, sight, count === 0 ? 'it is not there' : `it is there ${count} times`, count > 0);
    }
    case 'score':
      return traceScore(query.items, query.floor, sight);
    case 'attribute':
      return leaf(query, sight, `it is ${attributeOf(query.attribute, sight.text)}`, false);
    default:
      return leaf(query, sight, isElsewhere(query, sight) ? 'it is there, elsewhere' : null, false);
  }
}

/** What is found or not as one thing. `why` says more of what is not. */
function leaf(query: Query, sight: Sight, why: string | null, some: boolean): Step {
  const found = findIn(query, sight);
  const term = named(query);
  if (found)
    return { met: true, lines: [`✓ ${term}${places(found, sight)}`], missing: 0, some: true, nearly: [] };
  const line = `✗ ${term}${why === null ? '' : `: ${why}`}`;
  return { met: false, lines: [line], missing: some ? 0.5 : 1, some, nearly: [] };
}

function isElsewhere(query: Query, { text, title, bodyEnd }: Sight): boolean {
  return (!title || bodyEnd !== Number.POSITIVE_INFINITY) && evaluate(query, text) !== null;
}

/** Where the first of the occurrences stand. */
function places(found: readonly Found[], { text }: Sight): string {
  const shown = found.slice(0, 2).map(({ field, start, end }) => {
    const quote = text[field].source.slice(start, Math.min(end, start + 80)).replace(/\s+/g, ' ');
    const across = cutsWords(text[field], start, end) ? ', across words' : '';
    return `"${quote}${end > start + 80 ? '…' : ''}" (${field === 'title' ? 'headline' : 'text'}, character ${start}${across})`;
  });
  return shown.length === 0 ? '' : `: ${shown.join(', ')}`;
}

function traceAll(steps: readonly Step[]): Step {
  return {
    met: steps.every(({ met }) => met),
    lines: steps.flatMap(({ lines }) => lines),
    missing: steps.reduce((sum, step) => sum + step.missing, 0),
    some: steps.some(({ some }) => some),
    nearly: steps.flatMap(({ nearly }) => nearly),
  };
}

/** Ways that are told of what several satisfied. */
const WAYS = 3;

function traceAny(query: Query & { kind: 'and' | 'or' }, sight: Sight): Step {
  const steps = query.of.map((part) => trace(part, sight));
  const met = steps.filter((step) => step.met);
  if (met.length > 0) {
    const more = met.length > WAYS ? [`✓ … and ${met.length - WAYS} more of that choice`] : [];
    return {
      ...traceAll(met.slice(0, WAYS)),
      lines: [...met.slice(0, WAYS).flatMap(({ lines }) => lines), ...more],
    };
  }
  const closest = steps.reduce((a, b) =>
    b.missing < a.missing || (b.missing === a.missing && b.some && !a.some) ? b : a,
  );
  // Of a choice of words none is closer than another.
  if (steps.every((step) => !step.some && step.missing === 1))
    return { met: false, lines: [`✗ ${named(query)}: none is there`], missing: 1, some: false, nearly: [] };
  const lines = [`✗ closest of ${steps.length} ways:`, ...closest.lines.map((line) => `  ${line}`)];
  return { ...closest, lines, nearly: [] };
}

function traceNot(query: Query, sight: Sight): Step {
  const inside = trace(query, sight);
  const term = named({ kind: 'not', of: query });
  if (inside.met) {
    const found = findIn(query, sight) ?? [];
    return {
      met: false,
      lines: [`✗ excluded by ${named(query)}${places(found, sight)}`],
      missing: 1,
      some: false,
      nearly: [],
    };
  }
  const line = inside.lines.find((each) => each.includes('✗'))?.trim() ?? '';
  const apart =
    query.kind === 'phrase' &&
    query.words.length > 1 &&
    query.words.every(({ text }) => has(sight.text, text));
  const nearly = apart
    ? [`${term}: its words are there, not side by side`]
    : inside.some && inside.missing <= 1
      ? [`${term}: all but this is there: ${line.replace(/^✗ /, '')}`]
      : [];
  return { met: true, lines: [`✓ ${term}`], missing: 0, some: false, nearly };
}

const has = ({ title, body }: ArticleText, word: string) => title.places.has(word) || body.places.has(word);

function traceNear(query: Near, sight: Sight): Step {
  if (!query.negated) {
    const apart = nearest(query, sight);
    return traceTogether(query, [query.left, query.right], sight, apart);
  }
  const all = visiblePlaces(query.left, sight).length;
  const step = leaf(query, sight, all === 0 ? null : `all ${all} places are beside it`, all > 0);
  const free = visiblePlaces(query, sight).length;
  const nearly =
    step.met && free < all ? [`${named(query)}: ${all - free} of ${all} places are beside it`] : [];
  return { ...step, nearly };
}

/** What must stand together: if all of it is there, `apart` says why that is not enough. */
function traceTogether(query: Query, of: readonly Query[], sight: Sight, apart: string): Step {
  const step = leaf(query, sight, null, false);
  if (step.met) return step;
  const parts = of.map((part) => ({ part, found: findIn(part, sight) !== null }));
  const absent = parts.filter(({ found }) => !found).map(({ part }) => named(part));
  const why = absent.length === 0 ? apart : `not there: ${absent.join(', ')}`;
  return {
    ...step,
    lines: [`✗ ${named(query)}: ${why}`],
    missing: absent.length === 0 ? 0.5 : absent.length,
    some: absent.length < of.length,
  };
}

/** How far apart the closest two are, in one field. */
function nearest({ left, right, ordered }: Near, sight: Sight): string {
  let least = Number.POSITIVE_INFINITY;
  const others = visiblePlaces(right, sight);
  for (const a of visiblePlaces(left, sight)) {
    for (const b of others) {
      if (a.field !== b.field) continue;
      const gap = b.first > a.last ? b.first - a.last : ordered ? Number.POSITIVE_INFINITY : a.first - b.last;
      if (gap > 0) least = Math.min(least, gap);
    }
  }
  return Number.isFinite(least) ? `the closest are ${least} words apart` : 'both are there, not so together';
}

function traceScore(items: readonly ScoreItem[], floor: number, sight: Sight): Step {
  const found = items.filter(({ of }) => findIn(of, sight) !== null);
  const score = found.reduce((sum, { weight }) => sum + weight, 0);
  const told = found.map(({ weight, of }) => `${weight < 0 ? '' : '+'}${weight} ${named(of)}`);
  const line = `score ${score} of ${floor}: ${told.length === 0 ? 'nothing is there' : told.join(', ')}`;
  const met = score >= floor;
  return {
    met,
    lines: [`${met ? '✓' : '✗'} ${line}`],
    missing: met ? 0 : 1,
    some: found.length > 0,
    nearly: [],
  };
}

function attributeOf(attribute: Attribute, { article }: ArticleText): string {
  const { url: site, publisher, author, lang, feedId: feed, tier } = article;
  return String({ site, publisher, author, lang, feed, tier }[attribute] ?? 'not known');
}

/** Long choices are known by how they begin. */
function named(query: Query): string {
  const text = sayQuery(query);
  return text.length > LONGEST_NAME ? `${text.slice(0, LONGEST_NAME).toWellFormed()}…` : text;
}

function clip(line: string): string {
  return line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE).toWellFormed()}…` : line;
}
