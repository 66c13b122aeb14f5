/** A topic's own tests: texts that it must and must not match, tried before it goes live. */
import type { Topic, TopicTest } from '../domain/topic.js';
import { articleText, type Matchable } from './article-text.js';
import { evaluate } from './evaluate.js';
import { matchTopic } from './match.js';
import { parseQuery } from './query.js';
import { sayQuery } from './say.js';
import type { Query } from './syntax.js';

/** Runs a topic's tests: what did not come out as written, a line each, or why the query could not be tried. */
export function testTopic(topic: Topic): string[] {
  const parsed = parseQuery(topic.query, topic);
  if (!parsed.ok)
    return [parsed.faults.map(({ column, message }) => `column ${column}: ${message}`).join('; ')];
  const { query } = parsed;
  const compiled = { id: topic.id, version: topic.version, query };
  const failures: string[] = [];
  for (const test of topic.tests.match) {
    if (matchTopic(compiled, asArticle(test))) continue;
    failures.push(`should match but does not: ${excerpt(test)} (${whatIsMissing(query, test)})`);
  }
  for (const test of topic.tests.ignore) {
    const match = matchTopic(compiled, asArticle(test));
    if (!match) continue;
    const terms = new Set(match.evidence.map(({ text, term }) => `"${text}" for ${term}`));
    const found = [...terms].slice(0, 5).join(', ');
    failures.push(`should not match but does: ${excerpt(test)} (found ${found})`);
  }
  return failures;
}

/** A test as an article: nothing is known of it but what the test says. */
export function asArticle(test: TopicTest): Matchable {
  const unknown = { lang: 'und', publisher: '', author: null, url: null, feedId: '', tier: 1 };
  return { ...unknown, ...test.about, title: test.title ?? '', body: test.text };
}

function excerpt(test: TopicTest): string {
  const text = Array.from((test.title ?? test.text).replace(/\s+/g, ' '));
  const shown = text.length > 80 ? `${text.slice(0, 80).join('')}…` : text.join('');
  return test.source === undefined ? `"${shown}"` : `${test.source} "${shown}"`;
}

/** The part of the query that stands between the text and a match. */
function whatIsMissing(query: Query, test: TopicTest): string {
  const text = articleText(asArticle(test));
  const required = query.kind === 'and' ? query.of : [query];
  const unmet = required.filter((part) => evaluate(part, text) === null);
  const excluded = unmet.find((part) => part.kind === 'not');
  if (excluded?.kind === 'not') {
    const found = evaluate(excluded.of, text)?.[0];
    return `excluded by ${found ? `"${found.term}"` : 'a NOT'}`;
  }
  return `not found: ${unmet.map(sayQuery).join(' and ')}`;
}
