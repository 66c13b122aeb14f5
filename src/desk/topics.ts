import type { PreviewSample, TopicChange, TopicDesk, TopicFault } from '../domain/topic-edit.js';
import type { RefusedTopic, Topic } from '../domain/topic.js';
import { excerpt } from '../lookup/item-entry.js';
import { parseQuery, warnings } from '../match/query.js';
import { backtest } from '../pipeline/backtest.js';
import type { Live } from '../pipeline/parts.js';
import { BLANK } from '../pipeline/preview.js';
import { textsOf } from '../store/archive.js';
import type { Db } from '../store/db.js';
import { topicStats } from '../store/topic-stats.js';
import type { Desk, Sample, Trial } from '../web/desk.js';

export interface TopicParts {
  readonly db: Db;
  readonly live: () => Live;
  readonly topicDesk: TopicDesk;
  readonly refused: () => readonly RefusedTopic[];
  readonly now: () => Date;
}

const DAYS = 30;
const EDITS = 10;
const DAY_MS = 86_400_000;

type TopicPart = Pick<
  Desk,
  'topics' | 'topic' | 'tryTopic' | 'changeTopic' | 'draftTopic' | 'topicRules' | 'queryWords'
>;

/** So many are enough to complete from. */
const MOST_WORDS = 500;

function wordsOf({ feeds, topics }: ReturnType<TopicParts['live']>): string[] {
  const words = new Set<string>();
  for (const { shared = {}, aliases } of topics.values()) {
    for (const name of Object.keys(shared)) words.add(`$${name}`);
    for (const name of Object.keys(aliases)) words.add(/^\w+$/.test(name) ? name : `"${name}"`);
  }
  for (const { id, publisher } of feeds.values()) {
    words.add(`feed:${id}`);
    if (publisher) words.add(`publisher:"${publisher}"`);
  }
  return [...words].slice(0, MOST_WORDS);
}

/** What the page knows of topics, and does with them. */
export function topicPart({ db, live, topicDesk, refused, now }: TopicParts): TopicPart {
  return {
    topicRules: () => ({ readOnly: topicDesk.readOnly(), watchlists: topicDesk.watchlists() }),
    queryWords: () => wordsOf(live()),
    async topics() {
      const { topics } = live();
      const stats = await topicStats(db, [...topics.keys()], DAYS, now());
      const rows = [...topics.values()].map(({ id, name, watchlist, priority, destinations }) => {
        const { perDay = [], lastAlertAt = null, relevant = 0, judged = 0 } = stats.get(id) ?? {};
        return { id, name, watchlist, priority, destinations, perDay, lastAlertAt, relevant, judged };
      });
      return { topics: rows, refused: refused() };
    },
    async topic(id) {
      const form = topicDesk.fields(id);
      if (form === null) return null;
      const stats = (await topicStats(db, [id], DAYS, now())).get(id);
      const refusal = refused().find(({ topicId }) => topicId === id) ?? null;
      const tests = live().topics.get(id)?.tests ?? { match: [], ignore: [] };
      return { form, perDay: stats?.perDay ?? [], refusal, tests, edits: await topicDesk.history(id, EDITS) };
    },
    async tryTopic(query, { topicId, watchlist }) {
      const saved = topicId === null ? undefined : live().topics.get(topicId);
      const home = saved ?? [...live().topics.values()].find((topic) => topic.watchlist === watchlist);
      const names = { aliases: saved?.aliases ?? {}, shared: home?.shared ?? {} };
      const written = query.replace(/\s*\n\s*/g, ' ').trim();
      const parsed = parseQuery(written, names);
      if (!parsed.ok) return { ok: false, faults: parsed.faults.map(asFault) };
      const draft: Topic = { ...(saved ?? BLANK), ...names, query: written };
      const since = new Date(now().getTime() - DAYS * DAY_MS);
      const told = await backtest({ db, tierOf: live().tierOf }, { now: draft, before: saved, since }, now());
      const ids = [...told.samples, ...told.gains, ...told.losses].map(({ itemId }) => itemId);
      const bodies = new Map((await textsOf(db, ids)).map(({ id, body }) => [id, body]));
      const shown = (samples: readonly PreviewSample[]) => samples.map((sample) => withText(sample, bodies));
      return {
        ok: true,
        days: told.days,
        articles: told.articles,
        posts: told.now?.posts ?? 0,
        postsPerDay: told.now?.postsPerDay ?? 0,
        savedPostsPerDay: told.before?.postsPerDay ?? null,
        samples: shown(told.samples),
        gained: told.gained,
        gains: shown(told.gains),
        lost: told.lost,
        losses: shown(told.losses),
        warnings: warnings(parsed.query),
      } satisfies Trial;
    },
    changeTopic: (change, who) => topicDesk.change(change, personOf(who)),
    draftTopic: (change: TopicChange) => topicDesk.draft(change),
  };
}

/** Whoever is before the page: by the name that they signed in with, else whoever sits at this machine. */
function personOf(who: string | null) {
  return { id: `page:${who ?? 'local'}`, name: who ?? 'this machine' };
}

const asFault = ({ column, message }: { column: number; message: string }): TopicFault => ({
  field: 'query',
  column,
  message,
});

const AROUND = 110;

/** With the text around the first thing that was found. */
function withText({ found, ...sample }: PreviewSample, bodies: ReadonlyMap<number, string>): Sample {
  const body = bodies.get(sample.itemId) ?? '';
  const places = found.map(({ text }) => body.indexOf(text)).filter((at) => at >= 0);
  const at = places.length === 0 ? 0 : Math.min(...places);
  const terms = [...new Set(found.map(({ text }) => text))];
  return { ...sample, terms, text: excerpt(body, at - AROUND, at + AROUND) };
}
