import { describe, expect, test } from 'vitest';
import type { Config } from '../src/config/config.js';
import type { Topic } from '../src/domain/topic.js';
import { createCompiler } from '../src/compile-aside.js';
import { compileLive } from '../src/live.js';
import { matchArticle } from '../src/match/match.js';

const topic = (id: string, from: Partial<Topic>): Topic => ({
  id,
  name: id,
  watchlist: 'list',
  query: '$metal',
  aliases: {},
  destinations: [],
  priority: 'normal',
  tests: { match: [], ignore: [] },
  version: '1',
  ...from,
});

const config = (topics: readonly Topic[]): Config => ({
  feeds: [],
  accounts: [],
  destinations: [],
  known: [],
  managed: false,
  topics,
  operator: null,
  permissions: [],
  dataDir: '/nowhere',
  databaseUrl: null,
  redisUrl: null,
  allowPrivate: [],
  contact: null,
  keep: { articles: null, revisions: null, deliveries: null },
  probes: null,
  web: null,
  model: null,
  logFormat: 'text',
  lowMemory: undefined,
  secrets: [],
  files: [],
});

const about = (body: string) => ({
  title: 'Prices',
  body,
  lang: 'en',
  publisher: 'Wire',
  author: null,
  url: null,
  feedId: 'wire',
  tier: 1 as const,
});

const NOWHERE = { messengers: new Map(), elsewhere: new Set<string>(), direct: () => null, isShared: true };

describe('a topic that is kept because its edit fails its tests', async () => {
  const tin = { metal: 'tin' };
  const zinc = { metal: 'zinc' };
  const { compile } = createCompiler();
  const before = await compileLive(
    config([topic('kept', { shared: tin }), topic('edited', { shared: tin })]),
    NOWHERE,
    compile,
  );
  const failing = { match: [{ text: 'Nothing of the kind.' }], ignore: [] };
  const after = await compileLive(
    config([
      topic('edited', { shared: zinc, version: '2' }),
      topic('kept', { shared: zinc, version: '2', tests: failing }),
    ]),
    NOWHERE,
    compile,
    before,
  );
  const found = (body: string) => matchArticle(after.live.index, about(body)).map(({ topicId }) => topicId);

  test('goes on with the shared blocks that it was tested with', () => {
    expect(after.refused).toMatchObject([{ topicId: 'kept', kept: true }]);
    expect(found('Tin is dearer.')).toEqual(['kept']);
  });

  test('leaves the other topics of its watchlist the edited blocks', () => {
    expect(found('Zinc is dearer.')).toEqual(['edited']);
  });
});
