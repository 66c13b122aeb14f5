import type { FeedStatus } from '../domain/feed.js';
import { nearest } from '../text/nearest.js';
import { printable } from '../text/printable.js';
import { asking } from './asking.js';
import { type Command, count, Failure, type Flags, say, sayJson, usage } from './command.js';
import { exportFeeds, importFeeds } from './feed-lists.js';
import { testFeed } from './test-feed.js';

export const feedsCommand: Command = {
  name: 'feeds',
  usage:
    'feeds [list] | test <address> | poll <id> | accept <id> [--quiet] | import <file.opml> [--write] | export',
  summary: 'how the feeds do; what an address has, before you add it; lists of other readers',
  description: [
    'list    the configured feeds, those in trouble first: how each does, when it is polled next, and why then',
    'test    finds the feed at an address or of a site and shows what Wirewatch would read there; stores nothing',
    'poll    makes a feed due now',
    'accept  hands on what was held back because most of a known feed was suddenly new',
    'import  the feeds of an OPML file, as lines for the configuration; --write adds them to it',
    'export  the configured feeds as OPML on standard output',
  ].join('\n'),
  options: { json: { type: 'boolean' }, write: { type: 'boolean' }, quiet: { type: 'boolean', short: 'q' } },
  help: {
    '--json': 'list, test: one JSON object a feed or article',
    '--write': 'import: add the feeds to the configuration; all that is in it stays as it is',
    '-q, --quiet': 'accept: for look-ups only, nothing is posted',
  },
  async run(flags, [verb = 'list', argument, ...rest]) {
    const act = Object.hasOwn(VERBS, verb) ? VERBS[verb] : undefined;
    if (!act) {
      const near = nearest(verb, FEED_VERBS);
      const meant = near === undefined ? '' : `: did you mean feeds ${near}?`;
      throw usage(`feeds has no ${JSON.stringify(verb)}${meant}`);
    }
    const surplus = act.length > 1 ? rest[0] : argument;
    if (surplus !== undefined) throw usage(`feeds ${verb} takes no ${JSON.stringify(surplus)}`);
    if (act.length > 1 && argument === undefined) throw usage(`feeds ${verb} what?`);
    return act(flags, argument ?? '');
  },
};

/** Those that take an argument have two parameters. */
const VERBS: Readonly<Record<string, (flags: Flags, argument: string) => Promise<number>>> = {
  list: (flags) => list(flags),
  test: (flags, address) => testFeed(flags, address),
  poll: (flags, id) => poll(flags, id),
  accept: (flags, id) => accept(flags, id),
  import: (flags, file) => importFeeds(flags, file),
  export: (flags) => exportFeeds(flags),
};

export const FEED_VERBS: readonly string[] = Object.keys(VERBS);

async function list(flags: Flags): Promise<number> {
  return asking(flags, async (control) => {
    const feeds = await control.feeds();
    if (flags['json'] === true) for (const feed of feeds) sayJson(feed);
    else say(feeds.map(card).join('\n'));
    return 0;
  });
}

async function poll(flags: Flags, id: string): Promise<number> {
  return asking(flags, async (control) => {
    if (!(await control.pollNow(id))) throw unknown(id);
    return say(`${id} is due now`);
  });
}

const unknown = (id: string) => new Failure(`there is no feed ${JSON.stringify(id)}: wirewatch feeds list`);

async function accept(flags: Flags, id: string): Promise<number> {
  return asking(flags, async (control) => {
    if (!(await control.feeds()).some((feed) => feed.id === id)) throw unknown(id);
    const accepted = await control.acceptHeld(id, flags['quiet'] !== true);
    if (accepted === 0) return say(`nothing of ${id} is held back`);
    return say(`${count(accepted, 'article')} of ${id} ${accepted === 1 ? 'is' : 'are'} handed on`);
  });
}

const STATES: Readonly<Record<FeedStatus['state'], string>> = {
  stopped: 'STOPPED',
  failing: 'FAILING',
  silent: 'SILENT ',
  new: 'new    ',
  ok: 'ok     ',
};

export function card(feed: FeedStatus): string {
  const { id, location, tags, state, error, failingSince, silentSince, lastPollAt, nextPollAt, why, hub } =
    feed;
  // Why it is asked when it is asked is often that it failed.
  const isSaid = error !== null && why?.includes(error) === true;
  const next = nextPollAt === null ? 'not polled again' : `next ${time(nextPollAt)}`;
  return [
    `${STATES[state]} ${id}  ${location}${tags.length > 0 ? `  [${tags.join(', ')}]` : ''}`,
    ...(error === null ? [] : [`        ${isSaid ? why : error}, since ${time(failingSince)}`]),
    ...(silentSince === null ? [] : [`        nothing new since ${time(silentSince)}: longer than usual`]),
    ...(hub === null ? [] : [`        its hub does not push, so it is polled: ${hub}`]),
    `        last ${time(lastPollAt)}, ${next}${why && !isSaid ? ` (${why})` : ''}`,
  ]
    .map(printable)
    .join('\n');
}

const time = (at: string | null) => (at === null ? 'never' : `${at.slice(0, 16).replace('T', ' ')} UTC`);
