/** A topic's own tests: texts that it must and must not match, tried before it goes live. */
import type { Evidence } from '../domain/match.js';
import type { Topic, TopicTest } from '../domain/topic.js';
import { articleText, type Matchable } from './article-text.js';
import { evaluate } from './evaluate.js';
import { matchTopic } from './match.js';
import { parseQuery } from './query.js';
import { sayQuery } from './say.js';
import type { Query, QueryFault } from './syntax.js';

/** A test that did not come out as written, or the query that could not be tried. */
export type TopicTestFailure =
  | { readonly kind: 'query'; readonly faults: readonly QueryFault[]; readonly message: string }
  /** Should have matched. */
  | { readonly kind: 'missed'; readonly index: number; readonly test: TopicTest; readonly message: string }
  /** Should not have matched. */
  | {
      readonly kind: 'found';
      readonly index: number;
      readonly test: TopicTest;
      readonly evidence: readonly Evidence[];
      readonly message: string;
    };

/** Runs a topic's tests; empty when all come out as written. */
export function testTopic(topic: Topic): TopicTestFailure[] {
  const parsed = parseQuery(topic.query, topic);
  if (!parsed.ok) {
    const message = parsed.faults.map((fault) => `column ${fault.column}: ${fault.message}`).join('; ');
    return [{ kind: 'query', faults: parsed.faults, message }];
  }
  const compiled = { id: topic.id, version: topic.version, query: parsed.query };
  const failures: TopicTestFailure[] = [];
  topic.tests.match.forEach((test, i) => {
    if (matchTopic(compiled, asArticle(test))) return;
    const message = `should match but does not: ${excerpt(test)} (${whatIsMissing(parsed.query, test)})`;
    failures.push({ kind: 'missed', index: i, test, message });
  });
  topic.tests.ignore.forEach((test, i) => {
    const evidence = matchTopic(compiled, asArticle(test))?.evidence;
    if (!evidence) return;
    const terms = [...new Set(evidence.map((piece) => `"${piece.text}" for ${piece.term}`))].slice(0, 5);
    const message = `should not match but does: ${excerpt(test)} (found ${terms.join(', ')})`;
    failures.push({ kind: 'found', index: i, test, evidence, message });
  });
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
