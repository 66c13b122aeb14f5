import { mkdirSync, mkdtempSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { jsonSchemas } from '../../src/config/json-schemas.js';
import { loadConfig } from '../../src/config/load.js';
import type { Topic } from '../../src/domain/topic.js';
import { parseQuery } from '../../src/match/query.js';

const MAIN = `feeds:
  - id: seeds
    folder: articles
  - id: wire
    url: https://example.org/feed.xml
accounts:
  - id: screen
    type: console
  - id: slack
    type: slack
    botToken: $SLACK_BOT_TOKEN
destinations:
  - id: screen
    account: screen
  - id: desk
    account: slack
    channel: "#desk"
`;

const TOPICS = `name: Test
destinations: [screen, desk]
topics:
  - id: china
    name: China
    query: OpenAI AND China
`;

function write(main: string, watchlists: Record<string, string> = { 'test.yaml': TOPICS }): string {
  const folder = mkdtempSync(join(tmpdir(), 'ww-config-'));
  mkdirSync(join(folder, 'watchlists'));
  writeFileSync(join(folder, 'wirewatch.yaml'), main);
  for (const [name, text] of Object.entries(watchlists))
    writeFileSync(join(folder, 'watchlists', name), text);
  return join(folder, 'wirewatch.yaml');
}

function checkQuery(topic: Topic) {
  const parsed = parseQuery(topic.query, { aliases: topic.aliases, shared: topic.shared });
  return parsed.ok ? [] : parsed.faults;
}

const load = (file: string, env: Record<string, string> = {}) => loadConfig({ file, env, checkQuery });

async function faultsOf(main: string, watchlists?: Record<string, string>, env?: Record<string, string>) {
  const result = await load(write(main, watchlists), env);
  return result.ok ? [] : result.faults.map(({ line, column, message }) => `${line}:${column} ${message}`);
}

describe('a good configuration', () => {
  test('has absolute paths, resolved secrets and topics with their destinations', async () => {
    const result = await load(write(MAIN), { SLACK_BOT_TOKEN: 'xoxb-1' });
    if (!result.ok) throw new Error(JSON.stringify(result.faults));
    const { feeds, accounts, destinations, topics } = result.config;
    expect(feeds[0]).toMatchObject({ kind: 'folder', tier: 2 });
    expect(feeds[0]?.location).toMatch(/^\/.*\/articles$/);
    expect(accounts[1]).toMatchObject({ type: 'slack', botToken: 'xoxb-1', appToken: null });
    expect(destinations.map((destination) => destination.channel)).toEqual(['', '#desk']);
    expect(topics[0]).toMatchObject({
      id: 'china',
      watchlist: 'test',
      destinations: ['screen', 'desk'],
      priority: 'normal',
    });
    expect(result.setAside).toEqual([]);
  });

  test('without a token sets the account aside by name and goes on', async () => {
    const result = await load(write(MAIN));
    if (!result.ok) throw new Error('refused');
    expect(result.config.accounts.map((account) => account.id)).toEqual(['screen']);
    expect(result.config.topics[0]?.destinations).toEqual(['screen']);
    expect(result.setAside).toEqual([
      expect.objectContaining({
        line: 11,
        column: 15,
        message: 'account slack is off: SLACK_BOT_TOKEN is not set',
      }),
    ]);
  });

  test('with a watchlist for a destination that there is not names it and goes on', async () => {
    const result = await load(write(MAIN, { 'a.yaml': TOPICS.replace('[screen, desk]', '[screen, dsek]') }), {
      SLACK_BOT_TOKEN: 'x',
    });
    if (!result.ok) throw new Error('refused');
    expect(result.setAside.map((fault) => fault.message)).toEqual([
      'there is no destination dsek (did you mean desk?): it gets no posts',
    ]);
  });

  test('says what an account cannot do because a variable is not set', async () => {
    const main = MAIN.replace(
      '    botToken: $SLACK_BOT_TOKEN\n',
      '    botToken: xoxb-1\n    appToken: $SLACK_APP_TOKEN\n  - id: bot\n    type: discord\n    token: abc\n    guild: $GUILD\n',
    );
    const result = await load(write(main));
    if (!result.ok) throw new Error('refused');
    expect(result.setAside.map(({ line, message }) => `${line} ${message}`)).toEqual([
      '12 account slack: SLACK_APP_TOKEN is not set: it posts, but answers no commands',
      '16 account bot: GUILD is not set: its commands are registered for all its servers, and its channels need ids',
    ]);
    expect(result.config.accounts).toHaveLength(3);
  });
});

describe('a configuration with faults', () => {
  test('names all of them, each with its place and what to write', async () => {
    const faults = await faultsOf(
      MAIN.replace('https://example.org/feed.xml', '"htps://example.org"')
        .replace('id: seeds', 'id: Seeds!')
        .replace('type: console', 'type: consol')
        .replace('account: screen', 'acount: screen'),
      {
        'test.yaml': TOPICS.replace('name: China', 'nmae: China').replace(
          'OpenAI AND China',
          'OpenAI AND (China',
        ),
      },
    );
    expect(faults).toEqual([
      '2:9 feeds[0].id "Seeds!" is not a name: use small letters, digits and hyphens, such as desk-news',
      '5:11 feeds[1].url is not a URL: "htps://example.org": write https://…',
      '8:11 accounts[0].type needs type: console, slack, discord or webhook',
      '13:5 destinations[0].account is missing: write a name such as desk-news',
      '14:5 destinations[0].acount is not a setting: remove it or mend its name',
      expect.stringContaining('topics[0].name is missing'),
      '5:5 topics[0].nmae is not a setting: remove it or mend its name',
      '6:23 topic china: this bracket is not closed; write )',
    ]);
  });

  test('names the faults of all watchlists, those in queries too', async () => {
    const faults = await faultsOf(MAIN, {
      'a.yaml': TOPICS.replace('name: China', 'nmae: China'),
      'b.yaml': TOPICS.replace('OpenAI AND China', 'OpenAI AND (China').replace('id: china', 'id: prc'),
    });
    expect(faults).toEqual([
      expect.stringContaining('topics[0].name is missing'),
      expect.stringContaining('topics[0].nmae is not a setting'),
      expect.stringMatching(/^6:\d+ topic prc: /),
    ]);
  });

  test('points at the column inside a query', async () => {
    const faults = await faultsOf(MAIN, { 'a.yaml': TOPICS.replace('OpenAI AND China', 'OpenAI AND )') });
    expect(faults).toEqual([expect.stringMatching(/^6:23 topic china: /)]);
  });

  test('refuses two topics, feeds or destinations with one id', async () => {
    const faults = await faultsOf(MAIN.replace('id: wire', 'id: seeds'), {
      'a.yaml': TOPICS,
      'b.yaml': TOPICS,
    });
    expect(faults).toHaveLength(2);
    expect(faults.join('\n')).toMatch(/feeds\[1\]\.id repeats seeds/);
    expect(faults.join('\n')).toMatch(/topics\[0\]\.id repeats china, which .*a\.yaml has already/);
  });

  test('refuses a destination on an account that there is not, and says what was meant', async () => {
    expect(await faultsOf(MAIN.replace('account: slack', 'account: slcak'))).toEqual([
      '16:14 destinations[1].account "slcak" is no account (did you mean slack?)',
    ]);
    expect((await faultsOf(MAIN.replace('account: slack', 'account: teams'))).join()).toContain(
      '(there is: screen, slack)',
    );
  });

  test('names repeated ids together with its other faults', async () => {
    const faults = await faultsOf(
      MAIN.replace('id: wire', 'id: seeds').replace('folder: articles', 'foldr: articles'),
    );
    expect(faults).toEqual([
      expect.stringContaining('2:5 feeds[0] needs either url'),
      expect.stringContaining('3:5 feeds[0].foldr is not a setting'),
      '4:9 feeds[1].id repeats seeds: give it another id',
    ]);
  });

  test('refuses the names that articles handed in and addresses tried out go by', async () => {
    expect(await faultsOf(MAIN.replace('id: wire', 'id: import'))).toEqual([
      expect.stringContaining('feeds[1].id "import" is a name of Wirewatch’s own'),
    ]);
  });

  test('names an account that there is not beside a misspelt setting', async () => {
    const main = `${MAIN.replace('    url:', '    evry: 5\n    url:').replace('account: screen', 'account: scren')}permissions:\n  - account: slcak\n    users: [U1]\n`;
    expect(await faultsOf(main)).toEqual([
      '5:5 feeds[1].evry is not a setting: remove it or mend its name',
      '15:14 destinations[0].account "scren" is no account (did you mean screen?)',
      '20:14 permissions[0].account "slcak" is no account (did you mean slack?)',
    ]);
  });

  test('points at the right entry where one before it is left out for its own fault', async () => {
    const main = MAIN.replace('account: screen', 'acount: screen').replace(
      'account: slack',
      'account: slcak',
    );
    expect((await faultsOf(main)).at(-1)).toBe(
      '16:14 destinations[1].account "slcak" is no account (did you mean slack?)',
    );
  });

  test.each([
    ['has a fault itself', MAIN.replace('type: console', 'type: consol'), ['accounts[0].type needs type']],
    [
      'has a name that is none',
      MAIN.replace('id: screen\n    type', 'id: Screen\n    type'),
      ['accounts[0].id "Screen"'],
    ],
    [
      'stands under a misspelt setting',
      MAIN.replace('accounts:', 'acounts:'),
      ['accounts is missing', 'acounts is not a setting'],
    ],
  ])('does not miss an account that %s', async (_, main, told) => {
    expect(await faultsOf(main)).toEqual(told.map((text) => expect.stringContaining(text)));
  });

  test('names every kind of fault of a watchlist at once, those in queries too', async () => {
    const topic = (id: string, query: string) => `  - id: ${id}\n    name: N\n    query: ${query}\n`;
    const list = `${TOPICS}    priority: urgent\n${topic('open', 'a AND (b')}${topic('near', 'a NEAR/x b')}${topic('Block', '$undefined OR b')}`;
    const faults = await faultsOf(MAIN, { 'a.yaml': list });
    expect(faults.map((line) => line.replace(/^(\d+):\d+ /, '$1 '))).toEqual([
      expect.stringMatching(/^7 topics\[0\]\.priority must be/),
      expect.stringMatching(/^10 topic open: /),
      expect.stringMatching(/^13 topic near: /),
      expect.stringMatching(/^14 topics\[3\]\.id "Block"/),
      expect.stringMatching(/^16 topic unnamed: .*\$undefined/),
    ]);
  });

  test.each(['shard: { makers: OpenAI }', 'shared: { makers: 5 }', 'shared: [makers]'])(
    'does not miss a block of %s',
    async (shared) => {
      const list = TOPICS.replace('topics:', `${shared}\ntopics:`).replace('OpenAI AND', '$makers AND');
      expect(await faultsOf(MAIN, { 'a.yaml': list })).toEqual([
        expect.stringMatching(/^3:\d+ shard|^3:\d+ shared/),
      ]);
    },
  );

  test.each(['127.0.0.1', 'http://127.0.0.1:80', '[::1]', 'bridge.lan:'])(
    'does not take %s for a private address with its port',
    async (entry) => {
      expect(await faultsOf(`${MAIN}allowPrivate: ["${entry}"]\n`)).toEqual([
        `18:17 allowPrivate[0] is not a host and a port: "${entry}": write 192.168.1.10:8080`,
      ]);
      expect(
        await faultsOf(`${MAIN}allowPrivate: ["127.0.0.1:80", "[::1]:8080", "Bridge.lan:1200"]\n`),
      ).toEqual([]);
    },
  );

  test('names what a feed lacks beside what is wrong with it, and with another', async () => {
    const main = MAIN.replace('folder: articles', 'tier: 9').replace('    url:', '    tier: 8\n    url:');
    expect(await faultsOf(main)).toEqual([
      expect.stringMatching(/^2:5 feeds\[0\] needs either url/),
      expect.stringMatching(/^3:11 feeds\[0\]\.tier/),
      expect.stringMatching(/^5:11 feeds\[1\]\.tier/),
    ]);
    expect(await faultsOf(MAIN.replace('folder: articles', 'folder: 5'))).toHaveLength(1);
  });

  test.each([
    ['query: *china*', '6:12 "*china*" is an alias to YAML: to mean the text, put it in quotes'],
    ['query: *', '6:12 this begins with a character that means something in YAML: put the text in quotes'],
    ['query: @openai', '6:12 this begins with a character'],
    ['query: !important news', '6:12 this begins with a character'],
    [
      'query: "data centre" AND power',
      '6:26 this stands after a text that is complete: put all of it in single quotes',
    ],
    ['query: "data centre', '7:1 a quotation mark above is not closed'],
    ['query: {all: [a, b]', '7:1 the bracket before this line is not closed'],
    ['query: a: b', '6:12 there is a second colon in this line'],
    ['query:a', '6:5 this line lacks a colon and a space after it'],
    ['\tquery: a', '6:5 this line begins with a tab'],
    ['name: Twice', '6:5 this setting stands here for the second time'],
  ])('says plainly what %j means to YAML', async (line, fault) => {
    const faults = await faultsOf(MAIN, { 'a.yaml': TOPICS.replace('query: OpenAI AND China', line) });
    expect(faults).toEqual([expect.stringContaining(fault)]);
  });

  test('does not ask for watchlists that are where it says, or while it is missing itself', async () => {
    const file = write(`watchlists: lists\nfeeds: nothing\n${MAIN.replace('feeds:', 'fedes:')}`);
    renameSync(join(dirname(file), 'watchlists'), join(dirname(file), 'lists'));
    const faulty = await load(file);
    expect(faulty.ok ? [] : faulty.faults.map((fault) => fault.message).join()).not.toContain(
      'does not exist',
    );
    const missing = await load('/nowhere/wirewatch.yaml');
    expect(missing.ok ? [] : missing.faults).toHaveLength(1);
  });

  test.each(['DATABASE_URL', 'REDIS_URL'])('tells of a percent sign alone in %s', async (name) => {
    const scheme = name === 'REDIS_URL' ? 'redis' : 'postgres';
    const faults = await faultsOf(MAIN, undefined, { [name]: `${scheme}://me:50%off-today@host:1/x` });
    expect(faults).toEqual(['1:1 has a % that begins no escape: write %25 for a percent sign']);
  });

  test('that is no YAML, is empty or is missing says so', async () => {
    expect((await faultsOf('feeds: [')).join()).toMatch(/the bracket before this line is not closed/);
    expect((await faultsOf('')).join()).toMatch(/must be a list of settings/);
    const missing = await load('/nowhere/wirewatch.yaml');
    expect(missing.ok ? [] : missing.faults[0]?.message).toMatch(/does not exist: name the configuration/);
  });

  test('of a watchlist that cannot be read does not ask for another configuration', async () => {
    const file = write(MAIN);
    mkdirSync(join(dirname(file), 'watchlists', 'old.yaml'));
    const result = await load(file);
    expect(result.ok ? [] : result.faults.map((fault) => fault.message)).toEqual([
      'cannot be read (EISDIR): make it a file that can be read, or take it away',
    ]);
  });

  test('in the environment is named without its value', async () => {
    const faults = await faultsOf(MAIN, undefined, { DATABASE_URL: 'mysql://user:secret@host/db' });
    expect(faults.join()).toMatch(/postgres:\/\//);
    expect(faults.join()).not.toContain('secret');
  });

  test('with a hundred thousand nested aliases is refused, not expanded', async () => {
    const bomb = `a: &a [x, x]\n${Array.from({ length: 30 }, (_, i) => `b${i}: &b${i} [*${i === 0 ? 'a' : `b${i - 1}`}, *${i === 0 ? 'a' : `b${i - 1}`}]`).join('\n')}\n`;
    expect((await faultsOf(bomb)).length).toBeGreaterThan(0);
  });
});

describe('the web server', () => {
  const webOf = async (web: string) => {
    const result = await load(write(`${MAIN}${web}`));
    return result.ok ? result.config.web : result.faults.map((fault) => fault.message);
  };

  const settings = { isDefault: false, publicUrl: null, page: true, token: null, oidc: null };

  test('is on for this machine only unless it is turned off', async () => {
    expect(await webOf('web: false\n')).toBeNull();
    const shipped = { ...settings, host: '127.0.0.1', port: 8787, isDefault: true };
    expect(await webOf('')).toEqual(shipped);
    expect(await webOf('web: {}\n')).toEqual(shipped);
  });

  test('has an address, a port and a public address', async () => {
    expect(await webOf('web:\n  listen: "[::1]:80"\n  publicUrl: https://news.example.org/wire/\n')).toEqual({
      ...settings,
      host: '::1',
      port: 80,
      publicUrl: 'https://news.example.org/wire',
      page: false,
    });
  });

  test('shows its page to other machines behind a sign-in only', async () => {
    const open = 'web:\n  listen: 0.0.0.0:8787\n';
    expect(await webOf(open)).toEqual([
      'web.listen lets other machines in: set web.token: $WIREWATCH_TOKEN or web.oidc too, or listen on 127.0.0.1',
    ]);
    const token = 'a-token-of-sixteen';
    expect(await webOf(`${open}  token: ${token}\n`)).toEqual({
      ...settings,
      host: '0.0.0.0',
      port: 8787,
      token,
    });
    const off = { ...settings, host: '0.0.0.0', port: 8787, page: false };
    expect(await webOf(`${open}  token: short\n`)).toEqual(off);
    expect(await webOf(`${open}  token: $NOT_SET\n`)).toEqual(off);
  });

  test('may have its sign-in at an OpenID provider, which sends people back to it', async () => {
    const known = 'web:\n  publicUrl: https://news.example.org\n';
    const provider = (issuer: string, allow = '["@example.org"]') =>
      `  oidc: { issuer: "${issuer}", clientId: ww, clientSecret: s3cret-of-ours, allow: ${allow} }\n`;
    const issuer = 'https://login.example.org';
    expect(await webOf(`${known}${provider(issuer)}`)).toMatchObject({
      page: true,
      token: null,
      oidc: { issuer, clientId: 'ww', clientSecret: 's3cret-of-ours', allow: ['@example.org'] },
    });
    expect(await webOf(`web:\n${provider(issuer)}`)).toEqual([
      'web.oidc sends people back to web.publicUrl: set that too',
    ]);
    expect(await webOf(`${known}${provider('http://login.example.org')}`)).toEqual([
      'web.oidc.issuer must be an address with https:// (http only on this machine)',
    ]);
    for (const here of ['http://127.0.0.1:8080', 'http://[::1]:8080'])
      expect(await webOf(`${known}${provider(here)}`)).toMatchObject({ oidc: { issuer: here } });
    expect(await webOf(`${known}${provider(issuer, '[everybody]')}`)).toEqual([
      'web.oidc.allow[0] must be an address such as ann@example.org, a domain such as @example.org, or sub:1234',
    ]);
  });

  test.each(['8080', '127.0.0.1', '127.0.0.1:70000', 'http://127.0.0.1:80', 'a b:80'])(
    'refuses to listen on %s',
    async (listen) => {
      expect(await webOf(`web:\n  listen: "${listen}"\n`)).toEqual([
        `web.listen is not an address and a port: "${listen}": write 127.0.0.1:8787`,
      ]);
    },
  );

  test.each([
    'news.example.org',
    'ftp://news.example.org',
    'https://me:you@news.example.org',
    'https://news.example.org/?a',
    'https://news.example.org/#a',
  ])('refuses to be known as %s', async (url) => {
    const faults = await webOf(`web:\n  publicUrl: ${url}\n`);
    expect(faults).toEqual([expect.stringMatching(/^web\.publicUrl (is not a URL|must have no user name)/)]);
  });
});

describe('the version of a topic', () => {
  const versionOf = async (topics: string) => {
    const result = await load(write(MAIN, { 'a.yaml': topics }));
    return result.ok ? result.config.topics[0]?.version : undefined;
  };

  test('changes with its meaning and with nothing else', async () => {
    const version = await versionOf(TOPICS);
    expect(version).toMatch(/^[0-9a-f]{8}$/);
    expect(
      await versionOf(TOPICS.replace('name: China', 'name: Renamed').replace('[screen, desk]', '[screen]')),
    ).toBe(version);
    expect(await versionOf(TOPICS.replace('OpenAI AND', 'OpenAI OR'))).not.toBe(version);
  });

  test('covers the shared blocks that it names, and no others', async () => {
    const shared = (block: string, other: string) =>
      TOPICS.replace('topics:', `shared:\n  makers: ${block}\n  other: ${other}\ntopics:`).replace(
        'OpenAI AND China',
        '$makers AND China',
      );
    const version = await versionOf(shared('OpenAI', 'x'));
    expect(await versionOf(shared('OpenAI', 'y'))).toBe(version);
    expect(await versionOf(shared('Baidu', 'x'))).not.toBe(version);
  });
});

test('the JSON schemas in config/ are those of the code: npm run build:schemas', () => {
  for (const [name, text] of Object.entries(jsonSchemas()))
    expect(readFileSync(`config/${name}`, 'utf8')).toBe(text);
});

test('the shipped configuration has no fault', async () => {
  const result = await load('config/wirewatch.yaml');
  expect(result.ok ? [] : result.faults).toEqual([]);
});
