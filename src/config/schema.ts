import { z } from 'zod';
import type { ChangeKind } from '../domain/permission.js';
import type { QuerySource } from '../domain/topic.js';
import { attention } from './attention.js';
import { keepSchema } from './keep.js';
import { model } from './model.js';
import { OWN_FEEDS } from './name-feed.js';
import { sample } from './sample.js';
import { id, list, quote, setting, text, webAddress, webAddressThat, when } from './values.js';
import { web } from './web.js';

/** The shape of the operator's files. Every message says what is wrong and what to write. */

const feedAddress = webAddressThat(
  ({ username, password }) => username + password === '',
  'has a user name or password in it: write them as auth: { user: $NAME, password: $NAME }',
);

const standing = z.union([z.literal(1), z.literal(2), z.literal(3)], {
  error: 'must be 1 (best), 2 or 3',
});

/** What Wirewatch or the connection says itself. */
const OWN_HEADER =
  /^(accept-encoding|connection|content-length|expect|host|if-modified-since|if-none-match|keep-alive|te|trailer|transfer-encoding|upgrade|user-agent)$/i;

const headers = z
  .record(
    z
      .string()
      .regex(/^[\w!#$%&'*+.^`|~-]{1,100}$/, {
        error: (i) => `${quote(i.input)} is not the name of a header: write X-Key`,
      })
      .refine((name) => !OWN_HEADER.test(name), {
        error: (i) => `${quote(i.input)} is set by Wirewatch itself: remove it`,
      }),
    setting('what the header says, such as $KEY'),
    {
      error: (issue) =>
        (issue.code === 'invalid_key' && issue.issues[0]?.message) ||
        'must map the name of a header to what it says',
    },
  )
  .describe('Sent with each poll to the host of the feed and nowhere else.');

const auth = z
  .strictObject(
    { user: setting('a user name'), password: setting('a password, such as $PASSWORD') },
    { error: 'must have user: and password:' },
  )
  .describe('Basic authentication, sent to the host of the feed and nowhere else.');

const feed = z
  .strictObject({
    id: id.refine((name) => !OWN_FEEDS.includes(name), {
      error: (i) => `${quote(i.input)} is a name of Wirewatch’s own, as import and test are: choose another`,
    }),
    url: feedAddress.optional().describe('RSS, Atom, RDF or JSON Feed, over http or https.'),
    folder: text('a folder, relative to this file')
      .optional()
      .describe('A folder of saved articles (.md, .txt, .html).'),
    publisher: text('the name of the publisher').optional(),
    language: z
      .string({ error: 'must be a language tag such as en or zh' })
      .regex(/^[a-z]{2,3}(-[A-Za-z]{2,8})*$/, {
        error: (i) => `${quote(i.input)} is not a language tag: write en, zh, zh-Hant, …`,
      })
      .optional(),
    tier: standing.default(2).describe('Standing of the publisher, 1 (best) to 3.'),
    every: z
      .int({ error: 'must be a whole number of minutes' })
      .min(1, { error: 'must be at least 1 minute' })
      .max(10_080, { error: 'must be at most 10080 minutes (a week)' })
      .optional()
      .describe('Minutes between polls; left out, Wirewatch decides.'),
    fulltext: z
      .enum(['auto', 'always', 'never'], { error: 'must be auto, always or never' })
      .default('auto')
      .describe(
        'Read the pages of its articles: where the feed has only their beginning (auto), always, or never.',
      ),
    tags: list(text('a tag'), 'tags')
      .max(20, { error: 'has more than 20 tags' })
      .optional()
      .describe('Where you file it.'),
    auth: auth.optional(),
    headers: headers.optional(),
  })
  .refine((value) => (value.url === undefined) !== (value.folder === undefined), {
    error: 'needs either url: https://… or folder: path, and not both',
    when,
  })
  .refine((value) => value.url !== undefined || (value.auth === undefined && value.headers === undefined), {
    error: 'is a folder: auth: and headers: are for a url',
    when,
  })
  .refine((value) => value.auth === undefined || !Object.keys(value.headers ?? {}).some(isAuthorization), {
    error: 'has both auth: and an Authorization header: keep one of them',
    when,
  });

function isAuthorization(name: string): boolean {
  return name.toLowerCase() === 'authorization';
}

const account = z.discriminatedUnion(
  'type',
  [
    z.strictObject({ id, type: z.literal('console') }),
    z.strictObject({
      id,
      type: z.literal('webhook'),
      secret: setting('a secret that the receiver knows too').describe(
        'Key of the signatures, the same for all URLs of the account.',
      ),
    }),
    z.strictObject({
      id,
      type: z.literal('slack'),
      botToken: setting('a bot token (xoxb-…)'),
      appToken: setting('an app-level token (xapp-…)').optional(),
      signingSecret: setting('the signing secret of the app')
        .optional()
        .describe('In place of appToken: commands and buttons come over HTTP, to /in/<id> of web.publicUrl.'),
      api: webAddress.optional().describe('Another address of the Web API, such as a proxy.'),
    }),
    z.strictObject({
      id,
      type: z.literal('discord'),
      token: setting('a bot token'),
      guild: setting('the id of the server').optional(),
      api: webAddress.optional().describe('Another address of the REST API, such as a proxy.'),
    }),
  ],
  { error: 'needs type: console, slack, discord or webhook' },
);

const destination = z.strictObject({
  id,
  account: id,
  channel: setting('a channel id or #name, or a URL of a webhook').optional(),
  ...attention,
});

const CHANGES = ['mute', 'judge', 'topics', 'outbox'] as const satisfies readonly ChangeKind[];

const people = list(text('an id of a user, a role or a channel'), 'ids').default([]);

const permission = z
  .strictObject({
    account: id.optional().describe('The account that this is about; left out, all of them.'),
    users: people.describe('Ids of users; "*" is everybody.'),
    roles: people.describe('Ids of Discord roles.'),
    channels: people.describe('Ids of channels: whoever acts there.'),
    may: list(z.enum(CHANGES, { error: 'must be mute, judge, topics or outbox' }), 'changes')
      .default([...CHANGES])
      .describe(
        'mute for all, judge what is relevant, change topics, release the outbox; left out, all of it.',
      ),
  })
  .refine(({ users, roles, channels }) => [users, roles, channels].some((ids) => ids?.length !== 0), {
    error: 'names nobody: list users:, roles: or channels:',
    when,
  });

const hostPort = z
  .string({ error: 'must be host:port, such as 192.168.1.10:8080' })
  .regex(/^([^\s:/[\]]+|\[[0-9a-f:.]+\]):\d{1,5}$/i, {
    error: (i) => `is not a host and a port: ${quote(i.input)}: write 192.168.1.10:8080`,
  })
  .toLowerCase();

export const configSchema = z.strictObject({
  contact: webAddress
    .optional()
    .describe('A page about your installation; told to the servers whose feeds are read.'),
  feeds: list(feed, 'feeds, each with an id and a url or folder').min(1, {
    error: 'is empty: list at least one feed',
  }),
  accounts: list(account, 'accounts, each with an id and a type'),
  destinations: list(destination, 'destinations, each with an id and an account'),
  operator: id
    .optional()
    .describe('The destination that is told once when a feed needs a person, and when that is over.'),
  watchlists: text('a folder, relative to this file').default('watchlists'),
  data: text('a folder, relative to this file').default('../data'),
  allowPrivate: list(hostPort, 'host:port entries')
    .default([])
    .describe('Private addresses that feeds may be read from, such as 192.168.1.10:8080.'),
  publishers: z
    .record(z.string(), standing, { error: 'must be names of publishers, each with 1, 2 or 3' })
    .optional()
    .describe(
      'Standing of publishers by name, whichever feed they come through; before the tier of the feed.',
    ),
  permissions: list(permission, 'permissions, each with users, roles or channels')
    .default([])
    .describe('Who may make changes from chat; look-ups are open to all.'),
  managed: z
    .boolean({ error: 'must be true or false' })
    .default(false)
    .describe(
      'This configuration comes from elsewhere, such as Git: topics are changed there, not from chat, page or commands.',
    ),
  keep: keepSchema
    .optional()
    .describe('After how many days the past is let go of, such as 400d; left out, never.'),
  web,
  model,
});

const query: z.ZodType<QuerySource> = z.lazy(() =>
  z.union(
    [
      text('a query'),
      z
        .strictObject({
          all: z.array(query).min(1).optional(),
          any: z.array(query).min(1).optional(),
          none: z.array(query).min(1).optional(),
        })
        .refine((lists) => Object.values(lists).some((value) => value !== undefined)),
    ],
    { error: 'must be a query: a string such as OpenAI AND China, or lists under all:, any: and none:' },
  ),
);

const destinations = list(id, 'destination ids');
const priority = z.enum(['breaking', 'normal', 'low'], { error: 'must be breaking, normal or low' });

const hours = z
  .string({ error: 'must be a time such as 24h or 7d' })
  .regex(/^[1-9]\d{0,3}[hd]$/, { error: (issue) => `${quote(issue.input)} is not a time: write 24h or 7d` })
  .transform((value) => Number.parseInt(value, 10) * (value.endsWith('d') ? 24 : 1));

const mention = z
  .record(
    id,
    list(text('the id of a user or group, such as U0123 or &4567'), 'ids of users and groups').max(10, {
      error: 'has more than 10 ids',
    }),
    { error: 'must map the id of an account to the ids of users and groups there' },
  )
  .describe('Whom the platform of an account calls when there is breaking news of it.');

const topic = z.strictObject({
  id,
  name: text('the name that readers see'),
  query,
  aliases: z
    .record(z.string(), list(text('another way to say it'), 'other ways to say it'), {
      error: 'must map a name to a list of other ways to say it',
    })
    .default({}),
  destinations: destinations.optional(),
  priority: priority.optional(),
  mention: mention.optional(),
  backfill: hours
    .optional()
    .describe(
      "How old the articles of a new feed's first poll may be to be posted: 24h, 7d; left out, none is.",
    ),
  tests: z
    .strictObject({
      match: list(sample, 'texts that must match').default([]),
      ignore: list(sample, 'texts that must not match').default([]),
    })
    .default({ match: [], ignore: [] }),
});

export const watchlistSchema = z.strictObject({
  name: text('the name of the watchlist'),
  destinations,
  priority: priority.default('normal'),
  shared: z.record(z.string(), query, { error: 'must map a name to a query' }).default({}),
  topics: list(topic, 'topics').min(1, { error: 'is empty: list at least one topic' }),
});

export type ConfigFile = z.output<typeof configSchema>;
export type WatchlistFile = z.output<typeof watchlistSchema>;
