import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { QuerySource, Topic, TopicTest } from '../../src/domain/topic.js';
import { compileTopics } from '../../src/match/compile.js';
import { matchArticle } from '../../src/match/match.js';
import { parseQuery, type SharedBlocks, warnings } from '../../src/match/query.js';
import { testTopic } from '../../src/match/test-topic.js';
import { article, topic } from './article.js';
import { otherArticles, seedArticles } from './seed-articles.js';

const folder = new URL('../../config/watchlists/', import.meta.url);
const watchlists = readdirSync(folder).map((file) => ({
  id: file.replace('.yaml', ''),
  ...(parse(readFileSync(new URL(file, folder), 'utf8')) as WatchlistFile),
}));
const topics = watchlists.flatMap((list) =>
  list.topics.map((written) => ({ ...topicOf(written, list.id), shared: list.shared ?? {} })),
);

interface WatchlistFile {
  shared?: SharedBlocks;
  topics: WrittenTopic[];
}

interface WrittenTopic {
  id: string;
  name: string;
  query: QuerySource;
  aliases?: Topic['aliases'];
  tests: { match: (string | TopicTest)[]; ignore: (string | TopicTest)[] };
}

describe('the shipped watchlists', () => {
  test('hold the eight topics', () => {
    expect(topics.map(({ id }) => id).sort()).toEqual([
      'asia-hubs',
      'china-trademarks',
      'chinese-alternatives',
      'mandarin-hiring',
      'openai-china-access',
      'openai-ownership',
      'sovereign-ai',
      'us-policy',
    ]);
  });

  test.each(topics)('$id passes its own tests, at least three of each kind, in two scripts', (each) => {
    expect(testTopic(each)).toEqual([]);
    for (const texts of [each.tests.match, each.tests.ignore]) {
      expect(texts.length).toBeGreaterThanOrEqual(3);
      expect(texts.some(({ text }) => /\p{Script=Han}/u.test(text))).toBe(true);
    }
  });

  test.each(topics)('$id gives no warning', ({ query, aliases, shared }) => {
    const parsed = parseQuery(query, { aliases, shared });
    expect(parsed.ok && warnings(parsed.query)).toEqual([]);
  });
});

describe('the shipped topics find', () => {
  const { index } = compileTopics(topics);

  test.each([...seedArticles, ...otherArticles])('what belongs to "$name"', (written) => {
    const found = matchArticle(index, article(written)).map(({ topicId }) => topicId);
    const certain = found.filter((id) => !written.either?.includes(id));
    expect(certain.sort()).toEqual([...written.topics].sort());
  });
});

function topicOf({ tests, ...written }: WrittenTopic, watchlist: string): Topic {
  const texts = (list: (string | TopicTest)[]) =>
    list.map((each) => (typeof each === 'string' ? { text: each } : each));
  return topic({ ...written, watchlist, tests: { match: texts(tests.match), ignore: texts(tests.ignore) } });
}
