import { setTimeout as sleep } from 'node:timers/promises';
import type { AppOptions } from '../app-options.js';
import type { NewFeed } from '../config/add-feeds.js';
import { nameFeed } from '../config/name-feed.js';
import type { Feed } from '../domain/feed.js';
import { addressOf, mainFile, opmlOf, sortOut, writeFeeds } from '../feed-lists.js';
import type { InForce } from '../in-force.js';
import { findFeed } from '../ingest/find-feed.js';
import { pollKey } from '../ingest/hosts.js';
import { readOpml } from '../ingest/opml.js';
import { type PollTools, tryOut } from '../ingest/poll.js';
import type { Library } from '../lookup/library.js';
import type { Pipeline } from '../pipeline.js';
import type { Db } from '../store/db.js';
import { feedHistory } from '../store/feed-pages.js';
import { makeDue } from '../store/feeds.js';
import type { Desk, FeedsAdded } from '../web/desk.js';

export interface FeedParts extends Pick<InForce, 'config' | 'live' | 'reload'> {
  readonly db: Db;
  readonly tools: PollTools;
  readonly library: Pick<Library, 'feeds'>;
  readonly pipeline: Pick<Pipeline, 'acceptHeld'>;
  readonly reread: AppOptions['reread'];
  readonly now: () => Date;
}

const DAYS = 30;
const SHOWN = 8;
/** Between two guesses at one server, which has asked for none of them. */
const GUESS_MS = 500;
const MANAGED =
  'This configuration is managed elsewhere (managed: true): feeds are added there, not from here.';

type FeedPart = Pick<
  Desk,
  'feeds' | 'feed' | 'pollFeed' | 'acceptHeld' | 'findFeed' | 'addFeed' | 'importOpml' | 'exportOpml'
>;

/** What the page knows of feeds, and does with them. */
export function feedPart(parts: FeedParts): FeedPart {
  const { config, db, library, live, now, pipeline } = parts;
  const { feeds } = library;
  return {
    feeds,
    async feed(id) {
      const status = (await feeds()).find((feed) => feed.id === id);
      return status ? { status, ...(await feedHistory(db, id, DAYS, now())) } : null;
    },
    pollFeed: async (id) => live().feeds.has(id) && makeDue(db, id, now()),
    acceptHeld: (id, post) => pipeline.acceptHeld(id, post),
    findFeed: (written) => find(parts, written),
    async addFeed(url, id) {
      const address = addressOf(url);
      if (!address.ok) return { ok: false, reason: address.reason };
      return add(parts, () => ({ fresh: [{ id, url: address.url, tags: [] }], remarks: [] }));
    },
    async importOpml(xml) {
      const list = readOpml(xml);
      if (list.kind === 'not-opml') return { ok: false, reason: `this is not OPML: ${list.reason}` };
      return add(parts, (source) => sortOut(list, source));
    },
    exportOpml: () => opmlOf(config().feeds),
  };
}

async function find({ config, tools, now }: FeedParts, written: string): ReturnType<Desk['findFeed']> {
  const address = addressOf(written.trim());
  if (!address.ok) return { ok: false, reason: address.reason };
  const found = await findFeed(address.url, { ...tools, pause: () => sleep(GUESS_MS) }, now());
  if (found.kind === 'none') return { ok: false, reason: found.reason };
  const { url, feed, how, others } = found;
  const trial: Feed = { id: 'test', kind: 'web', location: url, tier: 2 };
  const { articles, why } = tryOut(trial, feed, now());
  const known = config().feeds.find(
    ({ kind, location }) => kind === 'web' && pollKey(location) === pollKey(url),
  );
  const taken = new Set(config().feeds.map(({ id }) => id));
  return {
    ok: true,
    url,
    how,
    title: feed.title ?? null,
    id: nameFeed(feed.title ?? null, url, taken),
    knownAs: known?.id ?? null,
    articles: articles.slice(0, SHOWN),
    count: articles.length,
    why,
    others,
  };
}

async function add(
  { config, reread, reload }: FeedParts,
  choose: (source: string) => { fresh: readonly NewFeed[]; remarks: readonly string[] },
): Promise<FeedsAdded> {
  if (config().managed) return { ok: false, reason: MANAGED };
  const { file, source } = await mainFile(config());
  const { fresh, remarks } = choose(source);
  if (fresh.length === 0) return { ok: true, added: [], remarks };
  const written = await writeFeeds(file, source, fresh, reread);
  if (!written.ok) return { ok: false, reason: written.reason };
  await reload(written.config);
  return { ok: true, added: fresh.map(({ id }) => id), remarks };
}
