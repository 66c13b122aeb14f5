import type { FeedStatus } from '../domain/feed.js';
import { type Command, type Flags, printable, say, usage } from './command.js';
import { exportFeeds, importFeeds } from './feed-lists.js';
import { withControl } from './session.js';
import { mustLoad, openLog } from './settings.js';
import { testFeed } from './test-feed.js';

export const feedsCommand: Command = {
  name: 'feeds',
  usage: 'feeds list | test <address> | import <file.opml> [--write] | export',
  summary: 'how the feeds do; what an address has, before you add it; lists of other readers',
  description: [
    'list    the configured feeds, those in trouble first: how each does, when it is polled next, and why then',
    'test    finds the feed at an address or of a site and shows what Wirewatch would read there; stores nothing',
    'import  the feeds of an OPML file, as lines for the configuration; --write adds them to it',
    'export  the configured feeds as OPML on standard output',
  ].join('\n'),
  options: { json: { type: 'boolean' }, write: { type: 'boolean' } },
  help: {
    '--json': 'list, test: one JSON object a feed or article',
    '--write': 'import: add the feeds to the configuration; all that is in it stays as it is',
  },
  async run(flags, [verb, address, ...rest]) {
    if (rest.length > 0) throw usage(`feeds ${verb} takes no ${JSON.stringify(rest[0])}`);
    if (verb === 'list' && address === undefined) return list(flags);
    if (verb === 'export' && address === undefined) return exportFeeds(flags);
    if (verb === 'test' && address !== undefined) return testFeed(flags, address);
    if (verb === 'import' && address !== undefined) return importFeeds(flags, address);
    if (verb === undefined) throw usage('write feeds list, or feeds test <address>');
    if (verb === 'test' || verb === 'import') throw usage(`feeds ${verb} what?`);
    throw usage(
      verb === 'list' || verb === 'export'
        ? `feeds ${verb} takes no ${JSON.stringify(address)}`
        : `feeds has no ${JSON.stringify(verb)}`,
    );
  },
};

async function list(flags: Flags): Promise<number> {
  const { config } = await mustLoad(flags);
  const screen = { write: null, colour: false, columns: 80 };
  const options = { config, log: openLog(config, true), report: () => {}, screen, now: () => new Date() };
  return withControl(options, async (control) => {
    const feeds = await control.feeds();
    if (flags['json'] === true) for (const feed of feeds) say(JSON.stringify(feed));
    else say(feeds.map(card).join('\n'));
    return 0;
  });
}

const STATES: Readonly<Record<FeedStatus['state'], string>> = {
  stopped: 'STOPPED',
  failing: 'FAILING',
  silent: 'SILENT ',
  new: 'new    ',
  ok: 'ok     ',
};

function card(feed: FeedStatus): string {
  const { id, location, tags, state, error, failingSince, silentSince, lastPollAt, nextPollAt, why } = feed;
  const next = nextPollAt === null ? 'not polled again' : `next ${time(nextPollAt)}`;
  return [
    `${STATES[state]} ${id}  ${location}${tags.length > 0 ? `  [${tags.join(', ')}]` : ''}`,
    ...(error === null ? [] : [`        ${error}, since ${time(failingSince)}`]),
    ...(silentSince === null ? [] : [`        nothing new since ${time(silentSince)}: longer than usual`]),
    `        last ${time(lastPollAt)}, ${next}${why ? ` (${why})` : ''}`,
  ]
    .map(printable)
    .join('\n');
}

const time = (at: string | null) => (at === null ? 'never' : `${at.slice(0, 16).replace('T', ' ')} UTC`);
