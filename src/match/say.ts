import type { Near, Phrase, Query } from './syntax.js';

/** Alternatives that are named. */
const NAMED = 6;

/** A part of a query in one line, as its author would recognise it. */
export function sayQuery(query: Query): string {
  switch (query.kind) {
    case 'phrase':
      return sayPhrase(query);
    case 'raw':
      return `raw:"${query.text}"`;
    case 'regex':
      return `/${query.pattern}/${query.ignoreCase ? 'i' : ''}`;
    case 'attribute':
      return `${query.attribute}:${query.value}`;
    case 'and':
      return query.of.map(sayInside).join(' AND ');
    case 'or':
      return sayChoice(query.of);
    case 'not':
      return `NOT ${sayInside(query.of)}`;
    case 'scope':
      return `${query.scope}:${sayInside(query.of)}`;
    case 'near':
      return `${sayInside(query.left)} ${sayNear(query)} ${sayInside(query.right)}`;
    case 'sentence':
      return query.of.map(sayInside).join(' SENTENCE ');
    case 'atleast':
      return `atleast/${query.count}(${sayQuery(query.of)})`;
    case 'score':
      return `score/${query.floor}(…)`;
  }
}

/** `NOT ONEAR/5`: the operator alone. */
export function sayNear({ negated, ordered, distance }: Near): string {
  return `${negated ? 'NOT ' : ''}${ordered ? 'ONEAR' : 'NEAR'}/${distance}`;
}

function sayPhrase({ words, casing, term }: Phrase): string {
  const quoted = words.length > 1 && /\s/.test(term) ? `"${term}"` : term;
  return casing === 'any' ? quoted : `${casing}:${quoted}`;
}

/** Aliases bring a term several times. */
function sayChoice(of: readonly Query[]): string {
  const terms = [...new Set(of.map(sayQuery))];
  return `${terms.slice(0, NAMED).join(' OR ')}${terms.length > NAMED ? ' OR …' : ''}`;
}

function sayInside(query: Query): string {
  const text = sayQuery(query);
  const single = query.kind === 'or' && new Set(query.of.map(sayQuery)).size === 1;
  return ['and', 'or', 'near', 'sentence'].includes(query.kind) && !single ? `(${text})` : text;
}
