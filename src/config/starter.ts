import { nameFeed } from './name-feed.js';
import { nameTopic } from './name-topic.js';

/** What a first configuration is made of. */
export interface Starter {
  /** As readers see it. */
  readonly topic: string;
  readonly query: string;
  /** Addresses; none: only the folder beside the configuration. */
  readonly feeds: readonly string[];
  readonly platform: Platform;
  /** Id or #name; null takes it from the environment. */
  readonly channel: string | null;
}

export const PLATFORMS = ['screen', 'slack', 'discord'] as const;
export type Platform = (typeof PLATFORMS)[number];

/** The texts of the main file and of its watchlist; the id names the watchlist. */
export function starterFiles(starter: Starter): { id: string; main: string; watchlist: string } {
  const taken = new Set(['saved']);
  const feeds = starter.feeds.flatMap((url) => {
    const id = nameFeed(null, url, taken);
    taken.add(id);
    return [`  - id: ${id}`, `    url: ${text(url)}`];
  });
  const { accounts, place, variables } = CHAT[starter.platform];
  const channel = starter.channel === null ? variables : text(starter.channel);
  const chat =
    place === null ? [] : [`  - id: ${place}`, `    account: ${starter.platform}`, `    channel: ${channel}`];
  const main = [
    '# What Wirewatch reads and where it posts: `wirewatch check` says what is wrong before anything starts.',
    '',
    'feeds:',
    '  # Articles that you save into this folder (.md, .txt, .html) are read too.',
    '  - id: saved',
    '    folder: saved',
    ...feeds,
    '',
    'accounts:',
    '  - id: screen',
    '    type: console',
    ...accounts,
    '',
    'destinations:',
    '  - id: screen',
    '    account: screen',
    ...chat,
    '',
    '# Who is told, once, when a feed needs a person, and once more when that is over.',
    `operator: ${place ?? 'screen'}`,
    '',
  ];
  const id = nameTopic(starter.topic, new Set());
  const watchlist = [
    `name: ${text(starter.topic)}`,
    `destinations: [${['screen', ...(place === null ? [] : [place])].join(', ')}]`,
    '',
    'topics:',
    `  - id: ${id}`,
    `    name: ${text(starter.topic)}`,
    `    query: ${text(starter.query)}`,
    '    # Texts that must match and that must not; a topic whose tests fail does not go live.',
    '    tests:',
    '      match: []',
    '      ignore: []',
    '',
  ];
  return { id, main: main.join('\n'), watchlist: watchlist.join('\n') };
}

/** JSON's strings are YAML's. */
const text = (value: string) => JSON.stringify(value);

interface Chat {
  readonly accounts: readonly string[];
  readonly place: string | null;
  readonly variables: string;
}

const CHAT: Readonly<Record<Platform, Chat>> = {
  screen: { accounts: [], place: null, variables: '' },
  slack: {
    accounts: [
      '  - id: slack',
      '    type: slack',
      '    botToken: $SLACK_BOT_TOKEN',
      '    appToken: $SLACK_APP_TOKEN',
    ],
    place: 'desk',
    variables: '$SLACK_CHANNEL',
  },
  discord: {
    accounts: [
      '  - id: discord',
      '    type: discord',
      '    token: $DISCORD_TOKEN',
      '    guild: $DISCORD_GUILD',
    ],
    place: 'desk',
    variables: '$DISCORD_CHANNEL',
  },
};
