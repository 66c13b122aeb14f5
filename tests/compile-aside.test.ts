import { afterAll, describe, expect, test } from 'vitest';
import { generateArticles, generateTopics } from '../bench/match-data.js';
import { createCompiler } from '../src/compile-aside.js';
import { compileTopics } from '../src/match/compile.js';
import { matchArticle } from '../src/match/match.js';

const compiler = createCompiler();
afterAll(() => compiler.close());

describe('topics that are compiled in a thread', () => {
  const topics = generateTopics(600);
  const articles = [...generateArticles('en', 40), ...generateArticles('zh', 40)];
  const edited = topics.map((topic, i) =>
    i === 7 ? { ...topic, query: 'zzz OR "q"', version: 'new' } : topic,
  );

  test('find what those do that are compiled here, also after an edit', async () => {
    const index = await compiler.compile(topics);
    const here = compileTopics(topics).index;
    const found = articles.map((article) => matchArticle(here, article));
    expect(found.flat().length).toBeGreaterThan(100);
    expect(articles.map((article) => matchArticle(index, article))).toEqual(found);
    const next = await compiler.compile(edited, index);
    const article = { ...articles[0], title: 'zzz' } as (typeof articles)[0];
    expect(matchArticle(next, article).find(({ topicId }) => topicId === 't7')?.topicVersion).toBe('new');
    expect(next.topics[8]).toBe(index.topics[8]);
  });

  test('go without one whose query is faulty', async () => {
    const broken = topics.map((topic, i) => (i === 3 ? { ...topic, query: '(', version: 'broken' } : topic));
    const index = await compiler.compile(broken);
    expect(index.topics.map(({ id }) => id)).not.toContain('t3');
    expect(index.topics).toHaveLength(599);
  });

  test('asked for twice at once are compiled one after the other', async () => {
    const both = await Promise.all([compiler.compile(topics), compiler.compile(edited)]);
    expect(both.map(({ topics: [, , , , , , , eighth] }) => eighth?.version)).toEqual(['00000000', 'new']);
  });
});
