import { parts, type Phrase, type Query } from './syntax.js';

/** What is legal in a query and rarely meant; a sentence each. */
export function warnings(query: Query): string[] {
  const found = new Set<string>();
  if (!needsSomething(query))
    found.add('it matches everything that lacks a term; join a word to look for with AND');
  if (neverMatches(query)) found.add('it can never match: what it asks for, it also excludes');
  for (const lone of branches(query)) {
    const word = loneShortWord(lone);
    if (word)
      found.add(
        `"${word}" alone is short and finds much; add context with AND, or write allcaps:${word.toUpperCase()}`,
      );
  }
  walk(query, (part) => {
    if (part.kind === 'near' && part.distance > (hasHan(part) ? 20 : 10))
      found.add(
        `NEAR/${part.distance} is wide: above 10 words, or 20 Chinese characters, it says little more than AND; SENTENCE may be meant`,
      );
    const operator = part.kind === 'phrase' && lowerOperator(part);
    if (operator)
      found.add(
        `"${part.term}": ${operator} in small letters is a word of the phrase; write ${operator.toUpperCase()}`,
      );
  });
  return [...found];
}

/** Whether a match always has something that was found, not only something that was missing. */
function needsSomething(query: Query): boolean {
  switch (query.kind) {
    case 'not':
      return false;
    case 'and':
      return query.of.some(needsSomething);
    case 'or':
      return query.of.every(needsSomething);
    case 'scope':
      return needsSomething(query.of);
    case 'score':
      return query.items.every((item) => item.weight <= 0 || needsSomething(item.of));
    default:
      return true;
  }
}

/** Plain contradictions only: a term and its opposite, two values of one attribute, a floor out of reach. */
function neverMatches(query: Query): boolean {
  switch (query.kind) {
    case 'and': {
      const required = query.of.filter((part) => part.kind !== 'not').map(alternatives);
      const excluded = new Set(
        query.of.flatMap((part) => (part.kind === 'not' ? alternatives(part.of) : [])),
      );
      const contradicted = required.some((choice) => choice.every((key) => excluded.has(key)));
      return contradicted || query.of.some(neverMatches) || twoValues(query.of);
    }
    case 'or':
      return query.of.every(neverMatches);
    case 'scope':
    case 'atleast':
      return neverMatches(query.of);
    case 'score':
      return query.items.reduce((sum, item) => sum + Math.max(item.weight, 0), 0) < query.floor;
    default:
      return false;
  }
}

function alternatives(query: Query): string[] {
  return branches(query).map(meaning);
}

/** Equal for queries that mean the same, whatever alias brought them. */
function meaning(query: Query): string {
  return JSON.stringify(query, (key, value: unknown) => (key === 'term' ? undefined : value));
}

function twoValues(of: readonly Query[]): boolean {
  const seen = new Map<string, string>();
  for (const part of of) {
    if (part.kind !== 'attribute' || (part.attribute !== 'lang' && part.attribute !== 'feed')) continue;
    const value = part.value.toLowerCase();
    const before = seen.get(part.attribute);
    if (before !== undefined && !before.startsWith(value) && !value.startsWith(before)) return true;
    seen.set(part.attribute, value);
  }
  return false;
}

function branches(query: Query): readonly Query[] {
  return query.kind === 'or' ? query.of.flatMap(branches) : [query];
}

function loneShortWord(query: Query): string | null {
  const word =
    query.kind === 'phrase' && query.casing === 'any' && query.words.length === 1
      ? query.words[0]
      : undefined;
  return word && /^[\p{Script=Latin}\p{N}]{1,3}$/u.test(word.text) ? word.written : null;
}

function lowerOperator(phrase: Phrase): string | undefined {
  if (phrase.words.length < 3) return undefined;
  return phrase.words.slice(1, -1).find((word) => word.written === 'or' || word.written === 'not')?.written;
}

/** Distance in Chinese is counted in characters, about two to a word. */
function hasHan(query: Query): boolean {
  if (query.kind === 'phrase') return query.words.some((word) => /\p{Script=Han}/u.test(word.text));
  return parts(query).some(hasHan);
}

function walk(query: Query, visit: (part: Query) => void): void {
  visit(query);
  for (const part of parts(query)) walk(part, visit);
}
