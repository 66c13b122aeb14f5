import type { Topic } from '../../src/domain/topic.js';
import type { Matchable } from '../../src/match/match.js';

export function article(about: Partial<Matchable>): Matchable {
  const unknown = { lang: 'und', publisher: '', author: null, url: null, feedId: '', tier: 1 };
  return { title: '', body: '', ...unknown, ...about };
}

export function topic(about: Partial<Topic>): Topic {
  const quiet = {
    aliases: {},
    destinations: [],
    priority: 'normal',
    tests: { match: [], ignore: [] },
  } as const;
  return {
    id: 'topic',
    name: 'Topic',
    watchlist: 'list',
    query: 'word',
    version: '00000000',
    ...quiet,
    ...about,
  };
}
