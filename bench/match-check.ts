import fc from 'fast-check';
import { compileTopics } from '../src/match/compile.js';
import { matchArticle } from '../src/match/match.js';
import { parseQuery } from '../src/match/query.js';
import { topic } from '../tests/match/article.js';
import { naiveMatch } from '../tests/match/naive.js';
import { someArticle, someQuery } from '../tests/match/random.js';

/** Holds the index to the slow evaluator on random queries of every operator and random articles, English and Chinese. */
export function countMismatches(pairs: number): { pairs: number; matches: number; mismatches: number } {
  const queries = fc.sample(someQuery, 1000);
  const articles = fc.sample(someArticle, Math.ceil(pairs / queries.length));
  const trees = queries.map((query) => {
    const parsed = parseQuery(query, { aliases: {} });
    if (!parsed.ok) throw new Error(parsed.faults[0]?.message);
    return parsed.query;
  });
  const { index } = compileTopics(queries.map((query, i) => topic({ id: `${i}`, query })));
  let matches = 0;
  let mismatches = 0;
  for (const article of articles) {
    const found = new Set(matchArticle(index, article).map(({ topicId }) => topicId));
    trees.forEach((tree, i) => {
      const expected = naiveMatch(tree, article);
      if (expected) matches++;
      if (expected !== found.has(`${i}`)) mismatches++;
    });
  }
  return { pairs: queries.length * articles.length, matches, mismatches };
}
