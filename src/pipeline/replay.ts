import { setImmediate } from 'node:timers/promises';
import type { Match } from '../domain/match.js';
import type { TopicIndex } from '../match/compile.js';
import { matchArticle } from '../match/match.js';
import { archive, type Archived, archiveSince } from '../store/archive.js';
import type { Db } from '../store/db.js';
import type { Live } from './parts.js';

/** What matching is held against: the archive, and the standing of publishers. */
export interface Replaying extends Pick<Live, 'tierOf'> {
  readonly db: Db;
}

export interface Replayed {
  /** Stored articles of that time. */
  readonly articles: number;
  /** Days that the archive has of that time; never below one. */
  readonly days: number;
}

const DAY_MS = 86_400_000;

/** Matches the stored articles published since a time anew, the newest first, and hands over those that satisfy a topic. */
export async function replay(
  { db, tierOf }: Replaying,
  index: TopicIndex,
  since: Date,
  now: Date,
  found: (archived: Archived, matches: readonly Match[]) => void,
): Promise<Replayed> {
  const { articles, firstAt } = await archiveSince(db, since);
  for await (const portion of archive(db, since)) {
    for (const archived of portion) {
      const { item } = archived;
      const matches = matchArticle(index, { ...item, tier: tierOf(item) });
      if (matches.length > 0) found(archived, matches);
    }
    // What is polled and posted meanwhile has its turn.
    await setImmediate();
  }
  const from = Math.max(firstAt?.getTime() ?? 0, since.getTime());
  return { articles, days: Math.max(1, (now.getTime() - from) / DAY_MS) };
}

/** Articles that matched, counted as posts: one story is one post, and what belongs to none is one alone. */
export function postOf({ item, storyId }: Archived): string {
  return storyId === null ? `i${item.id}` : `s${storyId}`;
}
