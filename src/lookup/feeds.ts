import type { FeedStatus } from '../domain/feed.js';
import type { AnswerEntry } from '../domain/message.js';
import { type Library, LINES_A_PAGE, quoted, refuse, type Reply, type Verb } from './library.js';

export const feeds: Verb = {
  name: 'feeds',
  usage: 'feeds [name]',
  does: 'how the feeds do: which fail or are silent, since when, and what happens next',
  takes: [{ name: 'name', does: 'Only of this name or tag', required: false, completes: 'feed' }],
  answer: (library, { rest, page }) => feedsReport(library, rest, page),
};

/** How the feeds do, those in trouble first, or those whose id or tag has a word. */
export async function feedsReport(
  library: Pick<Library, 'feeds' | 'now'>,
  word: string,
  page: number,
): Promise<Reply> {
  const all = await library.feeds();
  const wanted = word.toLowerCase();
  const found = all.filter(({ id, tags }) =>
    [id, ...tags].some((name) => name.toLowerCase().includes(wanted)),
  );
  if (all.length > 0 && found.length === 0) return refuse(`There is no feed ${quoted(word)}. Ask: feeds`);
  const start = (page - 1) * LINES_A_PAGE;
  return {
    ok: true,
    title: title(found),
    text: null,
    entries: found.slice(start, start + LINES_A_PAGE).map((feed) => entry(feed, library.now())),
    pages: Math.ceil(found.length / LINES_A_PAGE),
  };
}

function title(found: readonly FeedStatus[]): string {
  const count = (state: FeedStatus['state']) => found.filter((feed) => feed.state === state).length;
  const trouble = [
    [count('stopped'), 'stopped'],
    [count('failing'), 'failing'],
    [count('silent'), 'silent for longer than usual'],
  ] as const;
  const told = trouble.flatMap(([n, what]) => (n === 0 ? [] : [`${n} ${what}`]));
  return `${found.length === 1 ? '1 feed' : `${found.length} feeds`}: ${told.length === 0 ? 'none in trouble' : told.join(', ')}`;
}

/** The address is not shown: it may have a key in it, and everybody in the channel may ask. */
function entry(
  { id, state, tags, error, failingSince, silentSince, lastPollAt, nextPollAt, why }: FeedStatus,
  now: Date,
): AnswerEntry {
  const since = state === 'silent' ? silentSince : failingSince;
  const detail = [
    ...(tags.length > 0 ? [tags.join(', ')] : []),
    since === null ? state : `${state} since ${since.slice(0, 10)}`,
    lastPollAt === null ? 'not asked yet' : `asked ${ago(lastPollAt, now)}`,
    ...(state === 'stopped'
      ? []
      : [nextPollAt === null ? 'not asked again' : `next ${ahead(nextPollAt, now)}`]),
  ];
  return {
    title: id,
    link: null,
    detail: detail.join(' · '),
    text: state === 'ok' ? null : reason(error, why),
  };
}

/** The reason of the next poll often has that of the failure in it. */
function reason(error: string | null, why: string | null): string | null {
  if (error === null || why === null || why.includes(error)) return why ?? error;
  return `${error}; ${why}`;
}

const ago = (at: string, now: Date) => `${span(now.getTime() - Date.parse(at))} ago`;

function ahead(at: string, now: Date): string {
  const ms = Date.parse(at) - now.getTime();
  return ms <= 0 ? 'now' : `in ${span(ms)}`;
}

function span(ms: number): string {
  const minutes = Math.max(0, Math.round(ms / 60_000));
  if (minutes < 120) return `${minutes} min`;
  return minutes < 48 * 60 ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / 1_440)} d`;
}
