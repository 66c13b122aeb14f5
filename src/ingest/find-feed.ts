import { withRemedy } from './address.js';
import { decode } from './decode.js';
import { discoverFeeds, type FoundFeed } from './discover.js';
import type { Fetcher, FetchResult } from './fetch.js';
import type { Headers } from './headers.js';
import type { ParsedFeed, Parser } from './parse.js';

/** What the search for a feed needs of the outside world. */
export interface FindTools {
  readonly fetcher: Fetcher;
  readonly parser: Parser;
  /** Waits between two requests to a host that are guesses. */
  readonly pause: () => Promise<void>;
}

export type FindResult =
  | {
      readonly kind: 'found';
      /** Where the feed was read; the address to be configured. */
      readonly url: string;
      readonly feed: ParsedFeed;
      /** `itself`: the address is the feed's own. */
      readonly how: 'itself' | 'named by the page' | 'linked on the page' | 'guessed';
      /** The other feeds that the page names. */
      readonly others: readonly FoundFeed[];
    }
  | { readonly kind: 'none'; readonly reason: string };

/** Where the programs that most sites run on have their feeds. */
const USUAL_PATHS = ['/feed', '/rss', '/feed.xml', '/rss.xml', '/atom.xml', '/index.xml', '/feed.json'];

/** Of what a page names; the first is nearly always the one. */
const MOST_TRIED = 5;

/** The feed at an address, or of the site whose page is there: as the page says, else where feeds usually are. */
export async function findFeed(
  address: string,
  tools: FindTools,
  now: Date,
  headers: Headers = {},
): Promise<FindResult> {
  const page = await tools.fetcher.get(address, { now, headers });
  if (page.kind !== 'ok') return { kind: 'none', reason: refusal(page) };
  const parsed = await tools.parser.parse(page.body, page.contentType, page.url);
  if (parsed.kind === 'feed')
    return { kind: 'found', url: lasting(address, page), feed: parsed, how: 'itself', others: [] };
  if (parsed.kind === 'failed') return { kind: 'none', reason: parsed.reason };
  const named = discoverFeeds(decode(page.body, page.contentType).text, page.url);
  for (const candidate of named.slice(0, MOST_TRIED)) {
    const feed = await read(candidate.url, tools, now);
    const how = candidate.guessed ? 'linked on the page' : 'named by the page';
    if (typeof feed !== 'number' && feed !== null) {
      return {
        kind: 'found',
        url: candidate.url,
        feed,
        how,
        others: named.filter((other) => other !== candidate),
      };
    }
  }
  return (
    (await guess(page.url, tools, now)) ?? {
      kind: 'none',
      reason: `${parsed.reason}, and no feed is named there or at ${USUAL_PATHS.join(', ')}`,
    }
  );
}

/** One by one, and no more once the server has had enough. */
async function guess(page: string, tools: FindTools, now: Date): Promise<FindResult | null> {
  for (const path of USUAL_PATHS) {
    await tools.pause();
    const url = new URL(path, page).href;
    const feed = await read(url, tools, now);
    if (typeof feed === 'number') return null;
    if (feed !== null) return { kind: 'found', url, feed, how: 'guessed', others: [] };
  }
  return null;
}

/** A feed; null where there is none; the status of a server that asks us to stop. */
async function read(
  url: string,
  { fetcher, parser }: FindTools,
  now: Date,
): Promise<ParsedFeed | number | null> {
  const fetched = await fetcher.get(url, { now });
  if (fetched.kind === 'refused' && [401, 403, 429, 503].includes(fetched.status)) return fetched.status;
  if (fetched.kind !== 'ok') return null;
  const parsed = await parser.parse(fetched.body, fetched.contentType, fetched.url);
  return parsed.kind === 'feed' ? parsed : null;
}

/** A redirect that is not for good may lead elsewhere tomorrow. */
function lasting(address: string, { url, permanent }: Extract<FetchResult, { kind: 'ok' }>): string {
  return permanent ? url : address;
}

function refusal(page: Exclude<FetchResult, { kind: 'ok' }>): string {
  if (page.kind === 'refused') return `the server answers ${page.status}`;
  if (page.kind === 'blocked') return withRemedy(page);
  return page.kind === 'unchanged' ? 'the server answers 304 to a request without conditions' : page.reason;
}
