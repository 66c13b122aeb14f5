import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Messenger } from '../../../src/deliver/messenger.js';
import { sampleAlert, sampleNotice } from '../../contracts/samples.js';
import { tooMany } from '../../support/discord/rest.js';
import { addChannel, refuse, type Reply } from '../../support/discord/world.js';
import { type Discord, type DiscordOptions, openStage } from './stage.js';

const POST = /^\/channels\/\d+\/messages$/;
const MINUTE_MS = 60_000;

let discord: Discord;

beforeEach(async () => {
  discord = await openStage();
});

afterEach(async () => {
  await discord.close();
});

describe('what is posted to Discord', () => {
  test('carries the key as an enforced nonce, and lets nothing ping', async () => {
    await deskOf(discord).send(sampleAlert({ headline: '@everyone <@1> look' }), 'k1');
    const body = discord.server.calls.find(({ method }) => method === 'POST')?.body;
    expect(body).toMatchObject({ nonce: 'k1', enforce_nonce: true, allowed_mentions: { parse: [] } });
    expect(discord.server.posts('desk')[0]?.mentionsEveryone).toBe(false);
    expect(discord.server.violations()).toEqual([]);
  });

  test('a repeated key inside the nonce window is the same message', async () => {
    const first = await deskOf(discord).send(sampleAlert(), 'k1');
    expect(await deskOf(discord).send(sampleAlert(), 'k1')).toEqual(first);
    expect(discord.server.posts('desk')).toHaveLength(1);
  });

  test('a repeated key whose message was deleted counts as sent', async () => {
    await deskOf(discord).send(sampleAlert(), 'k1');
    discord.server.faults.next('POST', POST, reply(refuse(404, 10008, 'Unknown Message')));
    expect(await deskOf(discord).send(sampleAlert(), 'k1')).toMatchObject({ kind: 'sent' });
  });

  test('a second reply goes into the thread that is there, and a third by somebody else made it', async () => {
    const root = await deskOf(discord).send(sampleAlert(), 'k1');
    const ref = root.kind === 'sent' ? root.ref : '';
    await deskOf(discord).reply(ref, sampleNotice(), 'k2');
    await deskOf(discord).reply(ref, sampleNotice(), 'k3');
    expect(discord.server.calls.filter(({ path }) => path.endsWith('/threads'))).toHaveLength(1);
    expect(discord.server.posts('desk')).toHaveLength(3);
  });

  test('a thread that another process has just made is used', async () => {
    const root = await deskOf(discord).send(sampleAlert(), 'k1');
    const ref = root.kind === 'sent' ? root.ref : '';
    await deskOf(discord).reply(ref, sampleNotice(), 'k2');
    discord.server.faults.next('POST', POST, reply(refuse(404, 10003, 'Unknown Channel')));
    expect(await deskOf(discord).reply(ref, sampleNotice(), 'k3')).toMatchObject({ kind: 'sent' });
  });

  test('a thread whose making got no reply leaves the reply definitely unposted', async () => {
    const root = await deskOf(discord).send(sampleAlert(), 'k1');
    discord.server.faults.next('POST', /\/threads$/, { kind: 'dropAfter' });
    const ref = root.kind === 'sent' ? root.ref : '';
    expect(await deskOf(discord).reply(ref, sampleNotice(), 'k2')).toMatchObject({ kind: 'wait' });
    expect(await deskOf(discord).reply(ref, sampleNotice(), 'k2')).toMatchObject({ kind: 'sent' });
  });
});

describe('a server that knows no Components V2', () => {
  test('gets embeds with the same buttons, and is asked for V2 once', async () => {
    const old = await openStage({ v2: false });
    const messenger = deskOf(old);
    const sent = await messenger.send({ ...sampleAlert(), priority: 'breaking' }, 'k1');
    await messenger.send(sampleNotice(), 'k2');
    const ref = sent.kind === 'sent' ? sent.ref : '';
    expect(await messenger.update(ref, sampleAlert({ headline: 'Changed' }), 'k1')).toMatchObject({ ref });
    expect(await messenger.reply(ref, sampleNotice(), 'k3')).toMatchObject({ kind: 'sent' });
    expect(
      old.server.posts('desk').map(({ embeds, components }) => ({ embeds, components })),
    ).toMatchSnapshot();
    expect(postsTo(old)).toHaveLength(5);
    expect(old.server.violations()).toEqual([]);
    expect(await deskOf(old).find('k1', { firstAt: old.now(), lastAt: old.now(), now: old.now() })).toEqual({
      kind: 'found',
      ref,
    });
    await old.close();
  });

  test.each(['汉'.repeat(12_000), '👩‍👩‍👧‍👦'.repeat(2000), '*_`|[]()<@everyone>'.repeat(500)])(
    'and %.3s without end keeps to the limits of an embed',
    async (text) => {
      const old = await openStage({ v2: false });
      const sentence = { text, itemId: 1, publisher: text, start: 0, end: 1 };
      const alert = sampleAlert({ headline: text, dek: sentence, points: [sentence, sentence, sentence] });
      expect(await deskOf(old).send(alert, 'k1')).toMatchObject({ kind: 'sent' });
      expect(old.server.violations()).toEqual([]);
      await old.close();
    },
  );
});

describe('the channel of a Discord destination', () => {
  test('may be given by name within the server', async () => {
    expect(await messengerOf(discord, '#desk').send(sampleAlert(), 'k1')).toMatchObject({ kind: 'sent' });
  });

  test.each([
    ['#nowhere', {}, 'no text or forum channel is named “nowhere”'],
    ['#desk', { isGlobal: true }, 'give its id'],
  ])(
    '%s that cannot be found is refused with what to do',
    async (channel, options: DiscordOptions, reason) => {
      const other = await openStage(options);
      const outcome = await messengerOf(other, channel).send(sampleAlert(), 'k1');
      expect(outcome).toMatchObject({ kind: 'refused', reason: expect.stringContaining(reason) });
      await other.close();
    },
  );

  test('a name that two channels have is refused', async () => {
    addChannel(discord.server.world, 'desk');
    const outcome = await messengerOf(discord, 'desk').send(sampleAlert(), 'k1');
    expect(outcome).toMatchObject({ kind: 'refused', reason: expect.stringContaining('several') });
  });
});

describe('outcomes of Discord', () => {
  test.each<[string, Reply, string, RegExp]>([
    ['missing permissions', refuse(403, 50013, 'Missing Permissions'), 'refused', /Send Messages/],
    ['missing access', refuse(403, 50001, 'Missing Access'), 'refused', /View Channel/],
    ['an unknown channel', refuse(404, 10003, 'Unknown Channel'), 'refused', /correct its id/],
    ['an invalid form', refuse(400, 50035, 'Invalid Form Body'), 'refused', /50035/],
    ['automatic moderation', refuse(400, 200_000, 'Blocked'), 'refused', /200000/],
    ['slow mode', refuse(400, 20016, 'Slow mode'), 'wait', /20016/],
    ['a rate limit', tooMany(3), 'wait', /rate limit/],
    [
      'a ban page that is no JSON',
      { status: 403, body: '<html>', headers: { 'content-type': 'text/html' } },
      'refused',
      /403/,
    ],
    ['an outage', { status: 503, body: { message: 'x', code: 130_000 } }, 'uncertain', /503/],
    ['an answer without a message', { status: 200, body: {} }, 'uncertain', /without a message/],
    [
      'an answer that is no JSON',
      { status: 200, body: '{', headers: { 'content-type': 'text/plain' } },
      'uncertain',
      /./,
    ],
  ])('%s', async (_, answer, kind, reason) => {
    // Twice: what is refused in Components V2 is tried as an embed.
    discord.server.faults.next('POST', POST, reply(answer), 2);
    const outcome = await deskOf(discord).send(sampleAlert(), 'k1');
    expect(outcome).toMatchObject({ kind, reason: expect.stringMatching(reason) });
    expect(Object.keys(outcome)).not.toContain('code');
  });

  test('too many edits of an old message wait', async () => {
    const sent = await deskOf(discord).send(sampleAlert(), 'k1');
    discord.server.faults.next('PATCH', /./, reply(refuse(429, 30046, 'Too many edits')));
    const ref = sent.kind === 'sent' ? sent.ref : '';
    expect(await deskOf(discord).update(ref, sampleAlert(), 'k1')).toMatchObject({ kind: 'wait' });
  });

  test.each(['', 'nonsense', '1/2/3', '../../x/1'])('the ref “%s” is refused, not called', async (ref) => {
    expect(await deskOf(discord).update(ref, sampleAlert(), 'k1')).toMatchObject({ kind: 'refused' });
    expect(await deskOf(discord).reply(ref, sampleAlert(), 'k1')).toMatchObject({ kind: 'refused' });
    expect(discord.server.calls).toEqual([]);
  });

  test('a name that does not resolve waits', async () => {
    const { openDiscord } = await import('../../../adapters/discord/index.js');
    const settings = { token: 'secret', api: 'http://discord.invalid/api' };
    const account = openDiscord(settings, { now: discord.now, warn: () => {}, dataDir: '.' });
    const messenger = account.messenger({ id: 'd', account: 'a', channel: '123456789012345678' });
    expect(await messenger.send(sampleAlert(), 'k1')).toMatchObject({ kind: 'wait' });
    await account.close();
  });

  test.each(['', 'a\nb'])('a token that cannot be one (%j) is refused without a call', async (token) => {
    const other = await openStage({ accountToken: token });
    expect(await deskOf(other).send(sampleAlert(), 'k1')).toMatchObject({ kind: 'refused' });
    expect(other.server.calls).toEqual([]);
    await other.close();
  });
});

describe('what Discord refuses is not hammered', () => {
  test('a refused token is not sent again for ten minutes', async () => {
    discord.server.world.token = null;
    for (let post = 0; post < 50; post++) await deskOf(discord).send(sampleAlert(), `k${post}`);
    expect(discord.server.calls).toHaveLength(1);
    discord.server.world.token = discord.server.token;
    discord.server.world.advance(10 * MINUTE_MS);
    expect(await deskOf(discord).send(sampleAlert(), 'k1')).toMatchObject({ kind: 'sent' });
  });

  test('a closed channel is tried once in half a minute, and the others go on', async () => {
    const other = addChannel(discord.server.world, 'other');
    discord.server.channel('desk').maySend = false;
    for (let post = 0; post < 50; post++) await deskOf(discord).send(sampleAlert(), `k${post}`);
    expect(postsTo(discord)).toHaveLength(1);
    expect(await messengerOf(discord, other.id).send(sampleAlert(), 'k1')).toMatchObject({ kind: 'sent' });
    discord.server.channel('desk').maySend = true;
    discord.server.world.advance(MINUTE_MS / 2);
    expect(await deskOf(discord).send(sampleAlert(), 'k1')).toMatchObject({ kind: 'sent' });
  });

  test('a used-up rate limit is known before the next call', async () => {
    const slow = await openStage({ rate: { limit: 2, windowMs: 60_000 } });
    for (const key of ['k1', 'k2', 'k3', 'k4']) await deskOf(slow).send(sampleAlert(), key);
    const outcome = await deskOf(slow).send(sampleAlert(), 'k5');
    expect(postsTo(slow)).toHaveLength(2);
    expect(outcome.kind).toBe('wait');
    if (outcome.kind === 'wait')
      expect(outcome.until.getTime() - slow.now().getTime()).toBeGreaterThan(50_000);
    await slow.close();
  });
});

describe('looking for a Discord message', () => {
  test('inside the nonce window a repeat is harmless: the post that follows is the same message', async () => {
    discord.server.faults.next('POST', POST, { kind: 'dropAfter' });
    const firstAt = discord.now();
    await deskOf(discord).send(sampleAlert(), 'k1');
    discord.server.channel('desk').mayReadHistory = false;
    expect(await find(discord, 'k1', firstAt, 30_000)).toMatchObject({
      kind: 'unseen',
      repeatableUntil: new Date(firstAt.getTime() + MINUTE_MS),
    });
    await deskOf(discord).send(sampleAlert(), 'k1');
    expect(discord.server.posts('desk')).toHaveLength(1);
  });

  test('after it, a channel whose history is hidden tells nothing', async () => {
    discord.server.faults.next('POST', POST, { kind: 'dropAfter' });
    const firstAt = discord.now();
    await deskOf(discord).send(sampleAlert(), 'k1');
    discord.server.channel('desk').mayReadHistory = false;
    const finding = await find(discord, 'k1', firstAt, 10 * MINUTE_MS);
    expect(finding).toMatchObject({
      kind: 'unknown',
      reason: expect.stringContaining('Read Message History'),
    });
  });

  test('the marker of somebody else is not ours', async () => {
    const firstAt = discord.now();
    await deskOf(discord).send(sampleAlert(), 'k1');
    const [message] = discord.server.posts('desk');
    Object.assign(message ?? {}, { author: '999999999999999999' });
    expect(await find(discord, 'k1', firstAt, 10 * MINUTE_MS)).toMatchObject(UNSEEN);
  });

  test('a message of before the first attempt is not looked at', async () => {
    await deskOf(discord).send(sampleAlert(), 'k1');
    discord.server.world.advance(10 * MINUTE_MS);
    expect(await find(discord, 'k1', discord.now(), 10 * MINUTE_MS)).toMatchObject(UNSEEN);
  });
});

/** After the nonce window a message that is not seen must be looked for twice. */
const UNSEEN = { kind: 'unseen', repeatableUntil: null };

function postsTo({ server }: Discord) {
  return server.calls.filter(({ method, path }) => method === 'POST' && POST.test(path));
}

function deskOf(stage: Discord): Messenger {
  return messengerOf(stage, stage.server.channel('desk').id);
}

function messengerOf(stage: Discord, channel: string): Messenger {
  return stage.account.messenger({ id: 'desk', account: 'discord', channel });
}

function find(stage: Discord, key: string, firstAt: Date, laterMs: number) {
  const now = new Date(firstAt.getTime() + laterMs);
  return deskOf(stage).find(key, { firstAt, lastAt: firstAt, now });
}

function reply(answer: Reply) {
  return { kind: 'reply' as const, reply: answer };
}
