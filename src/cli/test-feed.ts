import { setTimeout as sleep } from 'node:timers/promises';
import { feedLines } from '../config/add-feeds.js';
import type { Config } from '../config/config.js';
import { nameFeed } from '../config/name-feed.js';
import type { Feed } from '../domain/feed.js';
import { addressOf } from '../feed-lists.js';
import type { FindResult } from '../ingest/find-feed.js';
import { pollKey } from '../ingest/hosts.js';
import type { Polled } from '../ingest/poll.js';
import { printable } from '../text/printable.js';
import { userAgent } from '../version.js';
import { count, Failure, type Flags, say, sayJson, tell, usage } from './command.js';
import { mustLoad } from './settings.js';

/** Between two guesses at one server, which has asked for none of them. */
const GUESS_MS = 1_000;

/** Finds the feed at an address, of a site, or of the configuration, and shows what it has. */
export async function testFeed(flags: Flags, written: string): Promise<number> {
  const { config } = await mustLoad(flags);
  const known = config.feeds.find((feed) => feed.id === written || feed.location === written);
  if (known?.kind === 'folder') throw usage(`${known.id} is a folder: see feeds list`);
  const address = known?.location ?? mustBeAddress(written);
  const now = new Date();
  const [{ createFetcher }, { createParser }, { findFeed }, { tryOut }] = await Promise.all([
    import('../ingest/fetch.js'),
    import('../ingest/parse.js'),
    import('../ingest/find-feed.js'),
    import('../ingest/poll.js'),
  ]);
  const fetcher = createFetcher({ userAgent: userAgent(config), allow: config.allowPrivate });
  const parser = createParser();
  try {
    const found = await findFeed(
      address,
      { fetcher, parser, pause: () => sleep(GUESS_MS) },
      now,
      known?.headers,
    );
    if (found.kind === 'none') throw new Failure(`${address}: ${found.reason}`);
    const feed: Feed = known ?? { id: 'test', kind: 'web', location: found.url, tier: 2 };
    const read = tryOut(feed, found.feed, now);
    if (flags['json'] === true) {
      for (const article of read.articles) sayJson(article);
      return tell(whatWasFound(address, found));
    }
    return say(
      [whatWasFound(address, found), preview(read), ...others(found), advice(config, found)].join('\n'),
    );
  } finally {
    await Promise.all([fetcher.close(), parser.close()]);
  }
}

function mustBeAddress(written: string): string {
  const address = addressOf(written);
  if (!address.ok) throw usage(address.reason);
  return address.url;
}

type Found = Extract<FindResult, { kind: 'found' }>;

function whatWasFound(address: string, { url, feed, how }: Found): string {
  const title = feed.title === undefined ? '' : ` (${printable(feed.title)})`;
  const told = {
    itself: url === address ? 'is a feed' : `is a feed that has moved for good to ${url}`,
    'named by the page': `names its feed: ${url}`,
    'linked on the page': `links to a feed: ${url}`,
    guessed: `names no feed, but has one at ${url}`,
  };
  return `${address} ${told[how]}${title}`;
}

const SHOWN = 5;

function preview({ articles, faults, why }: Pick<Polled, 'articles' | 'faults' | 'why'>): string {
  const shown = articles
    .slice(0, SHOWN)
    .map(({ title, publisher, publishedAt, dated, link, lang }) =>
      [
        `  ${printable(title)}`,
        `    ${printable(publisher)} · ${dated ? `${publishedAt.toISOString().slice(0, 16).replace('T', ' ')} UTC` : 'undated'} · ${lang}`,
        `    ${printable(link ?? 'no link')}`,
      ].join('\n'),
    );
  const more = articles.length > SHOWN ? [`  and ${articles.length - SHOWN} more`] : [];
  const aside =
    faults.length > 0
      ? [`${faults.length} entries cannot be used: ${printable(faults[0]?.reason ?? '')}`]
      : [];
  return [
    `${count(articles.length, 'article')}; would be polled again: ${why}`,
    ...shown,
    ...more,
    ...aside,
  ].join('\n');
}

function others({ others: found }: Found): string[] {
  if (found.length === 0) return [];
  return [
    'other feeds there:',
    ...found.map(({ url, title }) => `  ${url}${title === null ? '' : `  ${printable(title)}`}`),
  ];
}

function advice({ feeds }: Config, { url, feed }: Found): string {
  const configured = feeds.find(({ kind, location }) => kind === 'web' && pollKey(location) === pollKey(url));
  if (configured) return `it is configured already, as ${configured.id}`;
  const id = nameFeed(feed.title ?? null, url, new Set(feeds.map((known) => known.id)));
  return `to read it, add to feeds: in the configuration:\n${feedLines([{ id, url, tags: [] }]).trimEnd()}`;
}
