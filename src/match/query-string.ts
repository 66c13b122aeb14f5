import type { QuerySource } from '../domain/topic.js';

/** A query as one string of the language, also where it was written as lists: what a form shows. */
export function queryString(source: QuerySource): string {
  if (typeof source === 'string') return source.replace(/\s*\n\s*/g, ' ').trim();
  const { all = [], any = [], none = [] } = source;
  const choice = any.map(bracketed).join(' OR ');
  const needed = [
    ...all.map(bracketed),
    ...(choice === '' ? [] : [all.length + none.length > 0 && any.length > 1 ? `(${choice})` : choice]),
  ];
  return [needed.join(' AND '), ...none.map((each) => `NOT ${bracketed(each)}`)].join(' ').trim();
}

function bracketed(source: QuerySource): string {
  const text = queryString(source);
  return /\s/.test(text) ? `(${text})` : text;
}
