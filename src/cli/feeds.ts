import type { FeedStatus } from '../feed-status.js';
import type { Polled } from '../ingest/poll.js';
import { VERSION } from '../version.js';
import { type Command, Failure, type Flags, say, usage } from './command.js';
import { withControl } from './session.js';
import { mustLoad, openLog } from './settings.js';

export const feedsCommand: Command = {
  name: 'feeds',
  usage: 'feeds list [--json] | feeds test <url> [--json]',
  summary: 'how the feeds do; or what an address has, before you add it',
  description: [
    'list   the configured feeds: how each does, when it is polled next, and why then',
    'test   fetches an address once and shows what Wirewatch would read there; stores nothing',
  ].join('\n'),
  options: { json: { type: 'boolean' } },
  help: { '--json': 'one JSON object a feed or article' },
  async run(flags, [verb, address, ...rest]) {
    if (verb === 'list' && address === undefined) return list(flags);
    if (verb === 'test' && address !== undefined && rest.length === 0) return test(flags, address);
    throw usage(verb === undefined || verb === 'test' || verb === 'list' ? 'write feeds list, or feeds test <url>' : `feeds has no ${JSON.stringify(verb)}`);
  },
};

async function list(flags: Flags): Promise<number> {
  const { config } = await mustLoad(flags);
  const screen = { write: null, colour: false, columns: 80 };
  const options = { config, log: openLog(config, true), report: () => {}, screen, now: () => new Date() };
  return withControl(options, async (control) => {
    const feeds = await control.feeds();
    if (flags['json'] === true) for (const feed of feeds) say(JSON.stringify(feed));
    else say(feeds.map(line).join('\n'));
    return 0;
  });
}

function line(feed: FeedStatus): string {
  const time = (at: string | null) => (at === null ? 'never' : `${at.slice(0, 16).replace('T', ' ')} UTC`);
  const state = { ok: 'ok     ', failing: 'FAILING', stopped: 'STOPPED', new: 'new    ' }[feed.state];
  return [
    `${state} ${feed.id}  ${feed.location}`,
    ...(feed.error ? [`        ${feed.error}, since ${time(feed.failingSince)}`] : []),
    `        last ${time(feed.lastPollAt)}, next ${time(feed.nextPollAt)}${feed.why ? ` (${feed.why})` : ''}`,
  ].join('\n');
}

const SHOWN = 5;

async function test(flags: Flags, address: string): Promise<number> {
  if (!URL.canParse(address) || !/^https?:/.test(address)) throw usage(`${JSON.stringify(address)} is not a URL: write https://…`);
  const { config } = await mustLoad(flags);
  const [{ createFetcher }, { createParser }, { pollFeed, recall }] = await Promise.all([
    import('../ingest/fetch.js'),
    import('../ingest/parse.js'),
    import('../ingest/poll.js'),
  ]);
  const fetcher = createFetcher({ userAgent: `Wirewatch/${VERSION}`, allow: config.allowPrivate });
  const parser = createParser();
  try {
    const feed = { id: 'test', kind: 'web', location: address, tier: 2 } as const;
    const nothing = { etag: null, last_modified: null, body_hash: null, health: null, hints: null, itemTimes: [] };
    const polled = await pollFeed(feed, recall(nothing), { fetcher, parser, random: () => 0.5 }, new Date());
    if (polled.error !== null) throw new Failure(`${address}: ${polled.error}`);
    if (flags['json'] === true) for (const article of polled.articles) say(JSON.stringify(article));
    else say(preview(polled));
    return 0;
  } finally {
    await Promise.all([fetcher.close(), parser.close()]);
  }
}

function preview({ articles, faults, why }: Polled): string {
  const shown = articles.slice(0, SHOWN).map(({ title, publisher, publishedAt, dated, link, lang }) =>
    [`  ${title}`, `    ${publisher} · ${dated ? publishedAt.toISOString().slice(0, 16).replace('T', ' ') : 'undated'} · ${lang}`, `    ${link ?? 'no link'}`].join('\n'),
  );
  const more = articles.length > SHOWN ? [`  and ${articles.length - SHOWN} more`] : [];
  const aside = faults.length > 0 ? [`${faults.length} entries cannot be used: ${faults[0]?.reason ?? ''}`] : [];
  return [`${articles.length} articles; would be polled again: ${why}`, ...shown, ...more, ...aside].join('\n');
}
