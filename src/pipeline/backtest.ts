import type { Backtest, BacktestSide } from '../domain/backtest.js';
import type { PreviewSample } from '../domain/topic-edit.js';
import type { Topic } from '../domain/topic.js';
import { compileTopics } from '../match/compile.js';
import { sampleOf } from './preview.js';
import { postOf, replay, type Replaying } from './replay.js';

/** Two versions of a topic; null where there is none, and `before` undefined where nothing is compared. */
export interface Backtesting {
  readonly now: Topic | null;
  readonly before?: Topic | null;
  readonly since: Date;
}

/** Samples of each kind. */
const SHOWN = 10;

/** What a topic would have posted, and what a change of it gains and loses. */
export async function backtest(
  replaying: Replaying,
  { now, before, since }: Backtesting,
  at: Date,
): Promise<Backtest> {
  const versions = [
    ...(now ? [{ ...now, id: 'now' }] : []),
    ...(before ? [{ ...before, id: 'before' }] : []),
  ];
  const { index, refused } = compileTopics(versions);
  const [fault] = refused;
  if (fault) throw new Error(`${fault.topicId}: ${fault.faults[0]?.message ?? 'is not understood'}`);
  const sides = { now: newSide(), before: newSide() };
  const replayed = await replay(replaying, index, since, at, (archived, matches) => {
    const post = postOf(archived);
    for (const match of matches) {
      const side = match.topicId === 'now' ? sides.now : sides.before;
      side.matches++;
      if (!side.posts.has(post)) side.posts.set(post, sampleOf(archived, match));
    }
  });
  const gains = missing(sides.now, sides.before);
  const losses = missing(sides.before, sides.now);
  const compared = before !== undefined;
  return {
    topicId: now?.id ?? before?.id ?? '',
    ...replayed,
    now: now && told(sides.now, replayed.days),
    ...(compared && { before: before && told(sides.before, replayed.days) }),
    samples: [...sides.now.posts.values()].slice(0, SHOWN),
    gained: compared ? gains.length : 0,
    gains: compared ? gains.slice(0, SHOWN) : [],
    lost: losses.length,
    losses: losses.slice(0, SHOWN),
  };
}

interface Side {
  matches: number;
  /** The first sample of each post; the newest first. */
  readonly posts: Map<string, PreviewSample>;
}

const newSide = (): Side => ({ matches: 0, posts: new Map() });

function told({ matches, posts }: Side, days: number): BacktestSide {
  return { matches, posts: posts.size, postsPerDay: posts.size / days };
}

function missing(here: Side, there: Side): PreviewSample[] {
  return [...here.posts].flatMap(([post, sample]) => (there.posts.has(post) ? [] : [sample]));
}
