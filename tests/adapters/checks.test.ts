import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Account, AccountContext, Checked } from '../../adapters/account.js';
import { PERMISSIONS } from '../../adapters/discord/check.js';
import { openDiscord } from '../../adapters/discord/index.js';
import { openSlack } from '../../adapters/slack/index.js';
import type { Destination } from '../../src/domain/destination.js';
import { type DiscordServer, startDiscordServer } from '../support/discord-server.js';
import { addChannel } from '../support/discord/world.js';
import { type SlackServer, startSlackServer } from '../support/slack-server.js';

const context: AccountContext = { now: () => new Date(), warn: () => {}, dataDir: '/nowhere' };
const place = (channel: string): Destination => ({ id: 'desk', account: 'it', channel });

let account: Account;
const check = async (channel = '#desk') => (await account.check?.([place(channel)])) ?? [];
const wrong = (checked: readonly Checked[]) => checked.filter(({ todo }) => todo !== null);

afterEach(() => account.close());

describe('a Slack account is looked at', () => {
  let slack: SlackServer;
  const open = (from: Partial<{ botToken: string; appToken: string }> = {}) => {
    const { api, botToken, appToken } = slack;
    account = openSlack({ api, botToken, appToken, ...from }, context);
  };
  beforeEach(async () => {
    slack = await startSlackServer();
  });
  afterEach(() => slack.close());

  test('all is well: token, scopes, app token and channel', async () => {
    open();
    const checked = await check();
    expect(checked.map(({ todo }) => todo)).toEqual(Array(5).fill(null));
    expect(slack.posts('desk')).toEqual([]);
    expect(slack.violations()).toEqual([]);
  });

  test('a clock that is ahead of Slack’s, or behind it, is to be set', async () => {
    const off = async (ms: number) => {
      account = openSlack(slack, { ...context, now: () => new Date(Date.now() + ms) });
      const found = wrong(await check());
      await account.close();
      return found;
    };
    expect(await off(-400_000)).toEqual([
      {
        what: expect.stringMatching(/^the clock is (399|40\d) s behind that of/),
        todo: expect.stringContaining('NTP'),
      },
    ]);
    expect(await off(400_000)).toMatchObject([{ what: expect.stringContaining('ahead of that of') }]);
    expect(await off(20_000)).toEqual([]);
  });

  test('somebody’s direct messages are well when they can be opened', async () => {
    open();
    expect((await check('@U0ANA')).at(-1)).toEqual({ what: 'desk: direct messages to @U0ANA', todo: null });
    expect(wrong(await check('@nobody'))).toMatchObject([{ what: 'desk: channel @nobody' }]);
  });

  test('a token that is not valid is all there is to tell', async () => {
    open({ botToken: 'xoxb-nobody' });
    expect(await check()).toEqual([
      { what: 'bot token', todo: expect.stringContaining('the token is not valid') },
    ]);
  });

  test('an app token that is not valid leaves posting alone', async () => {
    open({ appToken: 'xapp-nobody' });
    expect(wrong(await check())).toEqual([
      { what: 'app token, for /wirewatch', todo: expect.stringContaining('connections:write') },
    ]);
  });

  test('a scope that is missing is named', async () => {
    await slack.close();
    slack = await startSlackServer({ scopes: new Set(['chat:write', 'channels:read', 'channels:history']) });
    open();
    expect(wrong(await check())[0]).toMatchObject({
      what: 'bot token of Stand-in: without commands, groups:read, groups:history, im:write, im:history',
      todo: expect.stringContaining('reinstall the app'),
    });
  });

  test.each([
    ['not-invited', { member: false }, 'the bot is not in the channel'],
    ['old', { archived: true }, 'no such channel'],
    ['secret', { private: true, member: false }, 'no such channel'],
  ])('channel #%s needs a person', async (name, traits, todo) => {
    slack.addChannel(name, traits);
    open();
    expect(wrong(await check(`#${name}`))).toEqual([
      { what: `desk: channel #${name}`, todo: expect.stringContaining(todo) },
    ]);
  });
});

describe('a Discord account is looked at', () => {
  let discord: DiscordServer;
  const open = (from: Partial<{ token: string; guild: string }> = {}) => {
    account = openDiscord(
      { api: discord.api, token: discord.token, guild: discord.world.guild, ...from },
      context,
    );
  };
  beforeEach(async () => {
    discord = await startDiscordServer();
  });
  afterEach(() => discord.close());

  test('its invitation asks for the permissions that the README names', () => {
    open();
    expect(PERMISSIONS).toBe(309237763072n);
  });

  test('all is well: token, invitation, server and channel', async () => {
    open();
    const checked = await check();
    expect(checked.map(({ todo }) => todo)).toEqual(Array(5).fill(null));
    expect(checked[1]?.what).toMatch(/permissions 309237763072: https:.*permissions=309237763072$/);
    expect(discord.posts('desk')).toEqual([]);
  });

  test('a forum is told which of its tags posts will get, and when it takes none', async () => {
    open();
    const tag = (id: string, name: string) => ({ id, name, moderated: false });
    addChannel(discord.world, 'tagged', { type: 15, tags: [tag('1', 'Breaking'), tag('2', 'AI')] });
    addChannel(discord.world, 'bare', { type: 15 });
    addChannel(discord.world, 'strict', { type: 15, tags: [tag('2', 'AI')], wantsTag: true });
    expect((await check('tagged')).at(-1)?.what).toContain('a forum with the tags Breaking');
    expect((await check('bare')).at(-1)).toMatchObject({ todo: null });
    expect(wrong(await check('strict'))[0]?.todo).toContain('no post without a tag');
  });

  test('a token that is not valid is all there is to tell', async () => {
    open({ token: 'nobody' });
    expect(await check()).toEqual([
      { what: 'bot token', todo: expect.stringContaining('refused the bot token') },
    ]);
  });

  test('a server without the bot gets its invitation', async () => {
    open({ guild: '200000000000000099' });
    expect(wrong(await check(discord.channel('desk').id))).toEqual([
      {
        what: 'server 200000000000000099',
        todo: expect.stringContaining(
          'oauth2/authorize?client_id=500000000000000001&scope=bot+applications.commands',
        ),
      },
    ]);
  });

  test('what the bot may not do in a channel is named', async () => {
    open();
    Object.assign(discord.channel('desk'), { maySend: false, mayReadHistory: false });
    expect(wrong(await check())).toEqual([
      {
        what: 'desk: channel #desk',
        todo: expect.stringContaining('allow the bot there: Send Messages, Read Message History;'),
      },
    ]);
  });

  test('a channel that the bot does not see is told', async () => {
    open();
    discord.channel('desk').mayView = false;
    expect(wrong(await check())).toHaveLength(1);
  });
});
