import type { PreviewSample, TopicPreview } from '../domain/topic-edit.js';
import type { Match } from '../domain/match.js';
import type { QuerySource, Topic } from '../domain/topic.js';
import { compileTopics } from '../match/compile.js';
import { parseQuery, printQuery, warnings } from '../match/query.js';
import type { Archived } from '../store/archive.js';
import { postOf, replay, type Replaying } from './replay.js';

const SAMPLES = 10;
const FOUND = 4;
const DAY_MS = 86_400_000;

/** What a query would find: the names that it may use, and of how many days. */
export interface Previewing {
  readonly query: QuerySource;
  readonly aliases: Topic['aliases'];
  readonly shared: NonNullable<Topic['shared']>;
  readonly days: number;
}

/** Holds a query against the archive, as if it had been watched. */
export async function preview(
  replaying: Replaying,
  { query, aliases, shared, days }: Previewing,
  now: Date,
): Promise<TopicPreview> {
  const parsed = parseQuery(query, { aliases, shared });
  if (!parsed.ok) {
    const faults = parsed.faults.map(({ column, message }) => ({ field: 'query' as const, column, message }));
    return { ok: false, faults };
  }
  const { index } = compileTopics([{ ...BLANK, query, aliases, shared }]);
  const samples: PreviewSample[] = [];
  const posts = new Set<string>();
  let matches = 0;
  const since = new Date(now.getTime() - days * DAY_MS);
  const replayed = await replay(replaying, index, since, now, (archived, [match]) => {
    matches++;
    posts.add(postOf(archived));
    if (match && samples.length < SAMPLES) samples.push(sampleOf(archived, match));
  });
  return {
    ok: true,
    days,
    articles: replayed.articles,
    matches,
    stories: posts.size,
    postsPerDay: posts.size / Math.min(replayed.days, days),
    samples,
    warnings: warnings(parsed.query),
    understood: printQuery(parsed.query),
  };
}

/** A topic that nobody is told of, for a query that is only tried. */
export const BLANK: Topic = {
  id: 'tried',
  name: 'tried',
  watchlist: '',
  query: '',
  aliases: {},
  destinations: [],
  priority: 'low',
  tests: { match: [], ignore: [] },
  version: '',
};

export function sampleOf({ item, storyId }: Archived, { evidence }: Match): PreviewSample {
  const { id: itemId, title, publisher, link, publishedAt } = item;
  const found = new Map(evidence.map(({ text, term }) => [`${term}\0${text}`, { text, term }]));
  return { itemId, storyId, title, publisher, link, publishedAt, found: [...found.values()].slice(0, FOUND) };
}
