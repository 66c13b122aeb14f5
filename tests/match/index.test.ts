import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileTopics } from '../../src/match/compile.js';
import { countMatches, matchArticle } from '../../src/match/match.js';
import { parseQuery } from '../../src/match/query.js';
import { topic } from './article.js';
import { naiveMatch } from './naive.js';
import { someArticle, someQuery } from './random.js';

describe('the compiled index', () => {
  test('finds exactly the topics that the slow evaluator finds', () => {
    fc.assert(
      fc.property(
        fc.array(someQuery, { minLength: 40, maxLength: 40 }),
        fc.array(someArticle, { minLength: 8, maxLength: 8 }),
        (queries, articles) => {
          const topics = queries.map((query, i) => topic({ id: `t${i}`, query }));
          const { index, refused } = compileTopics(topics);
          expect(refused).toEqual([]);
          for (const article of articles) {
            expect(countMatches(index, article)).toBe(matchArticle(index, article).length);
            const found = matchArticle(index, article).map(({ topicId }) => topicId);
            expect(found).toEqual(
              topics.filter(({ query }) => naively(query as string, article)).map(({ id }) => id),
            );
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  test('points at the text it found', () => {
    fc.assert(
      fc.property(someQuery, someArticle, (query, article) => {
        const { index } = compileTopics([topic({ query })]);
        for (const { evidence } of matchArticle(index, article)) {
          expect(evidence.length).toBeGreaterThan(0);
          for (const { field, start, end, text } of evidence)
            expect(article[field].slice(start, end)).toBe(text);
        }
      }),
      { numRuns: 500 },
    );
  });
});

function naively(query: string, article: Parameters<typeof naiveMatch>[1]): boolean {
  const parsed = parseQuery(query, { aliases: {} });
  if (!parsed.ok) throw new Error(parsed.faults[0]?.message);
  return naiveMatch(parsed.query, article);
}
