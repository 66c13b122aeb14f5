import { describe, expect, test } from 'vitest';
import { compileTopics } from '../../src/match/compile.js';
import { matchArticle } from '../../src/match/match.js';
import { testTopic } from '../../src/match/test-topic.js';
import { article, topic } from './article.js';

describe('a match', () => {
  test('tells the exact text, its place and the term that it satisfied', () => {
    const { index } = compileTopics([
      topic({
        id: 'hiring',
        version: 'abcd1234',
        query: 'OpenAI AND 普通话',
        aliases: { OpenAI: ['奥特曼的公司'] },
      }),
    ]);
    expect(matchArticle(index, article({ title: '奧特曼的公司', body: '招聘說普通話的人' }))).toEqual([
      {
        topicId: 'hiring',
        topicVersion: 'abcd1234',
        evidence: [
          { field: 'title', start: 0, end: 6, text: '奧特曼的公司', term: 'OpenAI', part: 0 },
          { field: 'body', start: 3, end: 6, text: '普通話', term: '普通话', part: 1 },
        ],
      },
    ]);
  });

  test('through NEAR quotes the words between as well', () => {
    const { index } = compileTopics([topic({ query: 'block* NEAR/5 China' })]);
    const [match] = matchArticle(index, article({ body: 'OpenAI will block API access in China.' }));
    expect(match?.evidence).toEqual([
      {
        field: 'body',
        start: 12,
        end: 37,
        text: 'block API access in China',
        term: 'block* NEAR/5 China',
        pieces: [
          { start: 12, end: 17 },
          { start: 32, end: 37 },
        ],
      },
    ]);
  });

  test('through NEAR counts the words between, to the last one', () => {
    const { index } = compileTopics([topic({ query: '(block* OR banned) NEAR/3 (China OR Chin*)' })]);
    const texts = (body: string) =>
      matchArticle(index, article({ body })).flatMap(({ evidence }) => evidence.map(({ text }) => text));
    expect(texts('They block access in China.')).toEqual(['block access in China']);
    expect(texts('They block all access in China.')).toEqual([]);
    expect(texts('In China it is banned.')).toEqual(['China it is banned']);
    // A word that two alternatives name stands there once.
    expect(texts('China, said banned China.')).toEqual(['China, said banned', 'banned China']);
  });

  test('through attributes alone points at the title', () => {
    const { index } = compileTopics([topic({ query: 'site:scmp.com' })]);
    const [match] = matchArticle(index, article({ title: 'Any news', url: 'https://scmp.com/1' }));
    expect(match?.evidence).toEqual([
      { field: 'title', start: 0, end: 8, text: 'Any news', term: 'site:scmp.com' },
    ]);
  });

  test('through a site is found under the name that people write, in any script', () => {
    const { index } = compileTopics([topic({ query: 'site:例子.中国' })]);
    const found = (url: string) => matchArticle(index, article({ title: '新闻', url })).length;
    expect(found('https://xn--fsqu00a.xn--fiqs8s/1')).toBe(1);
    expect(found('https://news.xn--fsqu00a.xn--fiqs8s/1')).toBe(1);
    expect(found('https://example.cn/1')).toBe(0);
  });

  test('keeps a handful of places of a word that is everywhere', () => {
    const { index } = compileTopics([topic({ query: 'chip' })]);
    const [match] = matchArticle(index, article({ body: 'chip '.repeat(10_000) }));
    expect(match?.evidence.length).toBeLessThanOrEqual(40);
  });

  test('keeps words of each part that must be there, however many the others have', () => {
    const names = Array.from({ length: 20 }, (_, i) => `city${i}`);
    const { index } = compileTopics([topic({ query: `(${names.join(' OR ')}) AND trademark` })]);
    const body = `${names.join(', ').repeat(5)}. Far below, a trademark.`;
    const [match] = matchArticle(index, article({ body }));
    expect(match?.evidence).toHaveLength(40);
    expect(match?.evidence.at(-1)).toMatchObject({ term: 'trademark', part: 1 });
  });

  test('marks a short Chinese hit that cuts a word of its sentence', () => {
    const { index } = compileTopics([topic({ query: '华人 OR 芯片' })]);
    const [match] = matchArticle(index, article({ body: '中华人民共和国的芯片。海外华人的芯片。' }));
    expect(match?.evidence.map(({ text, across = false }) => `${text} ${across}`)).toEqual([
      '华人 true',
      '芯片 false',
      '华人 false',
      '芯片 false',
    ]);
  });

  test('survives text of any kind', () => {
    const { index } = compileTopics([topic({ query: 'chip OR 芯片' })]);
    expect(matchArticle(index, article({}))).toEqual([]);
    expect(matchArticle(index, article({ body: '\ud83d chip\udc00' }))).toHaveLength(1);
    expect(matchArticle(index, article({ body: '𠮷芯片'.repeat(50_000) }))).toHaveLength(1);
  });
});

describe('compiling', () => {
  test('refuses a topic with a fault by its id, and keeps the others', () => {
    const { index, refused } = compileTopics([
      topic({ id: 'broken', query: '(chip' }),
      topic({ id: 'whole', query: 'chip' }),
    ]);
    expect(refused.map(({ topicId }) => topicId)).toEqual(['broken']);
    expect(matchArticle(index, article({ body: 'chips' })).map(({ topicId }) => topicId)).toEqual(['whole']);
  });
});

describe('compiling again', () => {
  test('takes over what did not change and replaces what did', () => {
    const kept = topic({ id: 'kept', version: '1', query: 'chip' });
    const old = compileTopics([kept, topic({ id: 'edited', version: '1', query: 'Peru' })]).index;
    const { index } = compileTopics([kept, topic({ id: 'edited', version: '2', query: 'Chile' })], old);
    expect(index.topics[0]?.query).toBe(old.topics[0]?.query);
    const found = matchArticle(index, article({ body: 'chips for Peru and Chile' }));
    expect(found.map(({ topicId, topicVersion }) => `${topicId} ${topicVersion}`)).toEqual([
      'kept 1',
      'edited 2',
    ]);
  });
});

describe("a topic's tests", () => {
  const tests = { match: [{ text: 'chips for Peru' }], ignore: [{ text: 'chips from China, a recipe' }] };

  test('say what was missing and what was found', () => {
    const failures = testTopic(topic({ query: 'chip AND China', tests }));
    expect(failures).toEqual([
      'should match but does not: "chips for Peru" (not found: China)',
      'should not match but does: "chips from China, a recipe" (found "chips" for chip, "China" for China)',
    ]);
  });

  test('say what excluded a text', () => {
    const [failure] = testTopic(topic({ query: 'chip NOT Peru', tests }));
    expect(failure).toBe('should match but does not: "chips for Peru" (excluded by "Peru")');
  });

  test('pass in silence', () => {
    expect(testTopic(topic({ query: 'chip NOT recipe', tests }))).toEqual([]);
  });
});
