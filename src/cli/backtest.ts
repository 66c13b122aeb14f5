import type { Backtest, BacktestSide } from '../domain/backtest.js';
import type { PreviewSample } from '../domain/topic-edit.js';
import type { Topic } from '../domain/topic.js';
import { earlierTopics } from '../config/earlier-topics.js';
import { fileOfWatchlist } from '../config/load.js';
import { meant } from '../config/meant.js';
import { printable } from '../text/printable.js';
import { asking } from './asking.js';
import { type Command, count, Failure, named, say, sayJson, usage } from './command.js';
import { checkQuery, type Loaded, mustLoad } from './settings.js';

const SINCE = '30d';

export const backtestCommand: Command = {
  name: 'backtest',
  usage: 'backtest <topic> [--since 30d] [--against <file|git-rev>] [--json]',
  summary: 'what a topic would have posted over the stored articles, and what a change gains and loses',
  description: [
    'Holds the topic, as the configuration has it now, against the stored articles. With --against, an older or',
    'another version of its watchlist (a file, or a Git revision such as HEAD or main~3) is held against the same',
    'articles, and what the version of now gains and loses is shown. Nothing is posted and nothing changes.',
  ].join('\n'),
  options: {
    since: { type: 'string', default: SINCE },
    against: { type: 'string' },
    json: { type: 'boolean' },
  },
  help: {
    '--since <time>': `how far back: 30d, 12h, or a day such as 2026-01-31 (${SINCE})`,
    '--against <file|rev>': 'the watchlist to compare with, a file or a Git revision',
    '--json': 'as one JSON object',
  },
  async run(flags, [id, ...rest]) {
    if (id === undefined || rest.length > 0) throw usage('backtest takes one topic');
    const since = sinceOf(named(flags, 'since') ?? SINCE, new Date());
    const loaded = await mustLoad(flags);
    const { now, before } = await versions(loaded, id, named(flags, 'against'));
    return asking(flags, async (control) => {
      const compared = before !== undefined && { before: untested(before) };
      const found = await control.backtest({ now: untested(now), ...compared, since });
      return flags['json'] === true ? sayJson({ ...found, topicId: id }) : say(shown(id, found, since));
    });
  },
};

/** Its tests may be long articles, and are not run. */
function untested(topic: Topic | null): Topic | null {
  return topic && { ...topic, tests: { match: [], ignore: [] } };
}

function sinceOf(text: string, now: Date): Date {
  const [, number, unit] = /^(\d{1,4})([hd])$/.exec(text) ?? [];
  if (number !== undefined)
    return new Date(now.getTime() - Number(number) * (unit === 'h' ? 3_600_000 : 86_400_000));
  const day = /^\d{4}-\d\d-\d\d$/.test(text) ? new Date(text) : null;
  if (day !== null && !Number.isNaN(day.getTime()) && day < now) return day;
  throw usage('--since takes a time such as 30d or 12h, or a day such as 2026-01-31');
}

/** The topic as it is configured, and as it was where it is compared. */
async function versions(
  { config }: Loaded,
  id: string,
  against: string | undefined,
): Promise<{ now: Topic | null; before?: Topic | null }> {
  const now = config.topics.find((topic) => topic.id === id) ?? null;
  const lists = [...new Set(config.topics.map((topic) => topic.watchlist))];
  const homes = now ? [now.watchlist] : against === undefined ? [] : lists;
  let before: Topic | undefined;
  for (const home of homes) {
    if (against === undefined) break;
    const earlier = await earlierTopics(against, fileOfWatchlist(config, home), checkQuery);
    if (!earlier.ok) throw new Failure(earlier.reason);
    before ??= earlier.topics.find((topic) => topic.id === id);
  }
  const ids = config.topics.map((topic) => topic.id);
  if (!now && !before) throw usage(`there is no topic ${JSON.stringify(id)} (${meant(id, ids)})`);
  return { now, ...(against !== undefined && { before: before ?? null }) };
}

function shown(id: string, found: Backtest, since: Date): string {
  const { articles, days, now, before, samples, gained, gains, lost, losses } = found;
  const asked = `since ${since.toISOString().slice(0, 10)}`;
  const head = `${id} ${asked}: ${count(articles, 'article')} stored, of ${days.toFixed(1)} days`;
  if (before === undefined)
    return [head, `  ${side(now)}`, ...samples.map((each) => line(' ', each))].join('\n');
  return [
    head,
    `  before: ${side(before)}`,
    `  now:    ${side(now)}`,
    `  ${count(gained, 'post')} gained, ${lost} lost`,
    ...gains.map((each) => line('+', each)),
    ...(gained > gains.length ? [`+ … and ${gained - gains.length} more`] : []),
    ...losses.map((each) => line('-', each)),
    ...(lost > losses.length ? [`- … and ${lost - losses.length} more`] : []),
  ].join('\n');
}

function side(side: BacktestSide | null): string {
  if (side === null) return 'there is no such topic';
  const { posts, matches, postsPerDay } = side;
  return `${count(posts, 'post')} (${postsPerDay.toFixed(1)} a day) from ${count(matches, 'article')}`;
}

function line(
  mark: string,
  { title, publisher, publishedAt, itemId, storyId, found }: PreviewSample,
): string {
  // From a running program it comes as JSON.
  const day = new Date(publishedAt).toISOString().slice(0, 10);
  const ids = storyId === null ? `i${itemId}` : `s${storyId}/i${itemId}`;
  const terms = [...new Set(found.map(({ text }) => text))].join(' · ');
  return [`${mark} ${day}  ${title} (${publisher}, ${ids})`, `      ${terms}`].map(printable).join('\n');
}
