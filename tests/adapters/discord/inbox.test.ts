import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { identifyDelayMs } from '../../../adapters/discord/gateway-guard.js';
import { loginDelaySeconds } from '../../../adapters/discord/connection.js';
import { readInteraction } from '../../../adapters/discord/interaction.js';
import { openPages } from '../../../adapters/discord/pages.js';
import type { Answer, Question } from '../../../src/domain/message.js';
import { sampleAlert, sampleAnswer, sampleNotice } from '../../contracts/samples.js';
import { type Message, refuse } from '../../support/discord/world.js';
import { until } from '../../support/until.js';
import { type Discord, openStage } from './stage.js';

const CALLBACK = /\/callback$/;
const ORIGINAL = /\/messages\/@original$/;

let discord: Discord;
let questions: Question[];

beforeEach(async () => {
  questions = [];
  discord = await openStage();
});

afterEach(async () => {
  await discord.close();
});

describe('/wirewatch in Discord', () => {
  test('each verb and its option arrive as the text that Slack would send', async () => {
    await listen(discord);
    for (const text of ['search openai china', 'latest', 'latest chips', 'topics', 'why s7', 'help']) {
      await discord.server.sendSlashCommand(text).shown;
    }
    expect(questions.map(({ text }) => text)).toEqual([
      'search openai china',
      'latest',
      'latest chips',
      'topics',
      'why s7',
      'help',
    ]);
    expect(discord.server.violations()).toEqual([]);
  });

  test('asks for no intent at all', async () => {
    await listen(discord);
    expect(discord.server.gateway.identifies).toMatchObject([{ intents: 0 }]);
  });

  test('is registered once in its server, and again only when its definition has changed', async () => {
    await listen(discord);
    const { world } = discord.server;
    expect(world.commands.get(world.guild)).toMatchObject([{ name: 'wirewatch' }]);
    discord.server.gateway.drop(4009);
    await until(() => discord.server.gateway.resumes() === 1, 'resuming');
    const { openDiscord } = await import('../../../adapters/discord/index.js');
    const again = openDiscord(
      { token: discord.server.token, api: discord.server.api, guild: world.guild },
      { now: discord.now, warn: () => {}, dataDir: '.' },
    );
    await again.inbox?.listen(async () => sampleAnswer());
    expect(world.commandWrites).toBe(1);
    Object.assign(world.commands.get(world.guild)?.[0] ?? {}, { description: 'of an older version' });
    await again.close();
    const third = openDiscord(
      { token: discord.server.token, api: discord.server.api, guild: world.guild },
      { now: discord.now, warn: () => {}, dataDir: '.' },
    );
    discord.server.world.advance(60_000);
    await third.inbox?.listen(async () => sampleAnswer());
    await third.close();
    expect(world.commandWrites).toBe(2);
  });

  test('is registered everywhere when no server is set', async () => {
    const everywhere = await openStage({ isGlobal: true });
    await listen(everywhere);
    expect(everywhere.server.world.commands.get('global')).toMatchObject([{ name: 'wirewatch' }]);
    await everywhere.close();
  });

  test('that may not be registered is told, and buttons are answered all the same', async () => {
    discord.server.faults.next('PUT', /commands$/, {
      kind: 'reply',
      reply: refuse(403, 50001, 'Missing Access'),
    });
    await listen(discord);
    expect(discord.warnings).toEqual([expect.stringContaining('could not be registered')]);
    await discord.server.sendSlashCommand('help').shown;
  });

  test('a hundred questions at once are all answered', async () => {
    await listen(discord);
    const asked = Array.from({ length: 100 }, () => discord.server.sendSlashCommand('latest').shown);
    for (const { text } of await Promise.all(asked)) expect(text).toContain('Story number 1');
  });

  test('an answer whose reply was lost is given again', async () => {
    await listen(discord);
    discord.server.faults.next('PATCH', ORIGINAL, { kind: 'dropBefore' });
    expect((await discord.server.sendSlashCommand('latest').shown).text).toContain('Story number 1');
  });

  test('an acknowledgement whose reply was lost still has its answer', async () => {
    await listen(discord);
    discord.server.faults.next('POST', CALLBACK, { kind: 'dropAfter' });
    expect((await discord.server.sendSlashCommand('latest').shown).text).toContain('Story number 1');
    expect(discord.server.violations()).toEqual([]);
  });

  test('a question that could not be acknowledged in time is let go', async () => {
    await listen(discord);
    const release = discord.server.faults.hold('POST', CALLBACK);
    discord.server.sendSlashCommand('latest');
    await until(() => discord.server.calls.some(({ path }) => CALLBACK.test(path)), 'the acknowledgement');
    discord.server.world.advance(3001);
    release();
    await discord.server.sendSlashCommand('help').shown;
    expect(questions.map(({ text }) => text)).toEqual(['help']);
    expect(discord.server.violations()).toEqual(['an interaction was acknowledged after three seconds']);
  });
});

describe('buttons in Discord', () => {
  test('“Why this?” on an alert answers its reader alone, and leaves the alert as it is', async () => {
    await listen(discord);
    const alert = await postAlert(discord);
    const before = JSON.stringify(alert.components);
    const shown = await discord.server.clickButton(alert, 'Why this?').shown;
    expect(questions).toEqual([{ text: 'why s7', page: 1 }]);
    expect(shown.onlyToAsker).toBe(true);
    expect(JSON.stringify(alert.components)).toBe(before);
  });

  test('“Help” on a notice asks for help', async () => {
    await listen(discord);
    const messenger = discord.account.messenger({
      id: 'd',
      account: 'a',
      channel: discord.server.channel('desk').id,
    });
    await messenger.send(sampleNotice(), 'k1');
    const [notice] = discord.server.posts('desk');
    if (notice) await discord.server.clickButton(notice, 'Help').shown;
    expect(questions).toEqual([{ text: 'help', page: 1 }]);
  });

  test('a question too long for a button is kept for its pages', async () => {
    const question = `search ${'汉'.repeat(300)}`;
    await listen(discord, async ({ page }) =>
      sampleAnswer({ question, page, pages: 2, title: `Page ${page}` }),
    );
    const first = await discord.server.sendSlashCommand('search x').shown;
    const second = await discord.server.clickButton(first.message, first.buttons[0]?.label ?? '').shown;
    expect(second.text).toContain('Page 2');
    expect(questions[1]).toEqual({ text: question, page: 2 });
  });

  test('a question that is no longer kept is answered with what to do', async () => {
    const question = `search ${'x'.repeat(300)}`;
    await listen(discord, async () => sampleAnswer({ question, pages: 2 }));
    const { message, buttons } = await discord.server.sendSlashCommand('search x').shown;
    const customId = openPages().idOf(question, 2);
    expect(buttons[0]?.customId).toBe(customId);
    expect(openPages().read(customId)).toEqual({ kind: 'expired' });
    const stale = customId.slice(0, -1);
    renameButtons(message.components, customId, stale);
    const shown = await discord.server.clickButton(message, buttons[0]?.label ?? '').shown;
    expect(shown.text).toContain('no longer kept');
    expect(shown.text).toContain('/wirewatch');
  });

  test('a button that nobody knows any more says so', async () => {
    await listen(discord);
    const alert = await postAlert(discord);
    renameButtons(alert.components, 'ww:why:7:k1', 'ww:mute:7');
    const shown = await discord.server.clickButton(alert, 'Why this?').shown;
    expect(shown).toMatchObject({ onlyToAsker: true, text: expect.stringContaining('no longer used') });
  });
});

describe('the connection to Discord', () => {
  test('a refused token is one line to the operator, without the token, and one login', async () => {
    const refused = await openStage({ accountToken: 'wrong-token' });
    await listen(refused);
    expect(refused.warnings).toEqual([expect.stringContaining('refuses the bot token')]);
    expect(refused.warnings.join('')).not.toContain('wrong-token');
    expect(refused.server.calls).toHaveLength(1);
    await refused.close();
  });

  test('a token that only the gateway refuses is told the same', async () => {
    discord.server.faults.next('GET', /^\/gateway\/bot$/, {
      kind: 'reply',
      reply: { status: 200, body: gatewayInfo(discord) },
    });
    discord.server.world.token = null;
    await listen(discord);
    expect(discord.warnings).toEqual([expect.stringContaining('refuses the bot token')]);
  });

  test('a token that is revoked later is told once, and ends it', async () => {
    await listen(discord);
    discord.server.world.token = null;
    discord.server.gateway.drop(4004);
    await until(() => discord.warnings.length > 0, 'the warning');
    expect(discord.warnings).toEqual([expect.stringContaining('refuses the bot token')]);
    expect(discord.server.gateway.identifies).toHaveLength(1);
  });

  test('a server that is not there is one line, and closing ends the attempts', async () => {
    await discord.server.close();
    await listen(discord);
    expect(discord.warnings).toEqual([expect.stringContaining('will try again')]);
    await discord.account.close();
  });

  test('a gateway that is not there is one line, and closing ends the attempts', async () => {
    discord.server.faults.next('GET', /^\/gateway\/bot$/, {
      kind: 'reply',
      reply: { status: 200, body: { ...gatewayInfo(discord), url: 'ws://127.0.0.1:9/' } },
    });
    await listen(discord);
    expect(discord.warnings).toEqual([expect.stringContaining('will try again')]);
    await discord.account.close();
  });

  test('after a failed login it comes back by itself and says so', async () => {
    discord.server.faults.next('GET', /^\/gateway\/bot$/, { kind: 'reply', reply: { status: 502 } });
    await listen(discord);
    await until(() => discord.warnings.length === 2, 'coming back');
    expect(discord.warnings[1]).toContain('answers again');
    await discord.server.sendSlashCommand('help').shown;
  });

  test('a day without logins left is not used up further', async () => {
    const spent = await openStage({ sessionsLeft: 0 });
    await listen(spent);
    expect(spent.warnings).toEqual([expect.stringContaining('will try again')]);
    expect(spent.server.gateway.identifies).toEqual([]);
    await spent.close();
  });

  test('a dropped connection is resumed, and what was asked meanwhile is answered', async () => {
    await listen(discord);
    discord.server.gateway.askToReconnect();
    await until(() => discord.server.gateway.connected() === 0, 'the disconnect');
    const asked = discord.server.sendSlashCommand('latest');
    expect((await asked.shown).text).toContain('Story number 1');
    expect(discord.server.gateway.resumes()).toBe(1);
    expect(discord.server.gateway.identifies).toHaveLength(1);
  });

  test.each<[string, unknown]>([
    ['INTERACTION_CREATE', null],
    ['INTERACTION_CREATE', { id: 7, type: 'x', data: [] }],
    [
      'INTERACTION_CREATE',
      { id: '1', token: 't', application_id: '2', type: 2, data: { name: 'wirewatch', options: 'no' } },
    ],
    ['MESSAGE_CREATE', { thread: null }],
    ['THREAD_CREATE', null],
    ['GUILD_CREATE', { members: null }],
  ])('a malformed %s (%j) does not even reach discord.js', async (type, data) => {
    await listen(discord);
    discord.server.gateway.dispatch(type, data);
    expect((await discord.server.sendSlashCommand('help').shown).text).toContain('Story number 1');
    expect(discord.warnings).toEqual([]);
  });

  test.each<[string, unknown]>([
    ['error', { message: 'not an event' }],
    ['READY', { application: null }],
  ])('a malformed %s is set aside, and told once', async (type, data) => {
    await listen(discord);
    for (let time = 0; time < 3; time++) discord.server.gateway.dispatch(type, data);
    expect((await discord.server.sendSlashCommand('help').shown).text).toContain('Story number 1');
    expect(discord.warnings).toEqual([expect.stringContaining('set aside')]);
  });

  test('frames that are no gateway frames are set aside', async () => {
    await listen(discord);
    for (const frame of ['nonsense', '{"op":9}', '{"op":10}', '{"op":0}', '[]'])
      discord.server.gateway.sendRaw(frame);
    await until(() => discord.server.gateway.connected() === 1, 'a session');
    expect((await discord.server.sendSlashCommand('help').shown).text).toContain('Story number 1');
  });

  test('an application that discord.js cannot read does not keep it from answering', async () => {
    const odd = await openStage({
      ready: (given) => ({ ...given, application: { id: '500000000000000001', install_params: null } }),
    });
    await listen(odd);
    expect((await odd.server.sendSlashCommand('help').shown).text).toContain('Story number 1');
    await odd.close();
  });

  test('closing does not wait long for a gateway that has gone silent', async () => {
    await listen(discord);
    discord.server.gateway.freeze();
    await discord.account.close();
    expect(discord.warnings).toEqual([]);
  });

  test('closing closes the session', async () => {
    await listen(discord);
    expect(discord.server.gateway.connected()).toBe(1);
    await discord.account.close();
    await until(() => discord.server.gateway.connected() === 0, 'the session’s end');
  });
});

describe('spacing of logins', () => {
  test('ten in a row at the most, then one in 90 seconds: under 1,000 a day', () => {
    const before: number[] = [];
    for (let login = 0, now = 0; login < 1200; login++) {
      now += identifyDelayMs(before, now);
      before.push(now);
    }
    const day = before.filter((at) => at < 24 * 3_600_000);
    expect(day.length).toBeLessThan(1000);
    expect(before.slice(0, 3)).toEqual([0, 5000, 10_000]);
  });

  test('attempts grow apart to a minute', () => {
    expect([1, 2, 3, 7, 8, 5000].map(loginDelaySeconds)).toEqual([1, 2, 4, 60, 60, 60]);
  });
});

test('an interaction that is not for us is left alone', () => {
  const given = { id: '1', token: 't', application_id: '2' };
  expect(readInteraction({ ...given, type: 2, data: { name: 'other', options: [] } })).toBeNull();
  expect(readInteraction({ ...given, type: 4, data: { name: 'wirewatch' } })).toBeNull();
  expect(readInteraction({ ...given, type: 3, data: { component_type: 3, custom_id: 'x' } })).toBeNull();
  expect(readInteraction({ ...given, type: 1 })).toBeNull();
  expect(readInteraction({ ...given, type: 2, data: { name: 'wirewatch' } })).toMatchObject({
    act: { text: '' },
  });
});

async function listen(
  stage: Discord,
  answer: (question: Question) => Promise<Answer> = async () => sampleAnswer(),
): Promise<void> {
  await stage.account.inbox?.listen(async (question) => {
    questions.push(question);
    return answer(question);
  });
}

async function postAlert({ server, account }: Discord): Promise<Message> {
  const desk = server.channel('desk');
  await account.messenger({ id: 'd', account: 'a', channel: desk.id }).send(sampleAlert(), 'k1');
  const [alert] = desk.messages;
  if (!alert) throw new Error('nothing was posted');
  return alert;
}

function gatewayInfo({ server }: Discord) {
  const session_start_limit = { total: 1000, remaining: 1000, reset_after: 0, max_concurrency: 1 };
  return { url: server.gateway.url(), shards: 1, session_start_limit };
}

function renameButtons(components: unknown, from: string, to: string): void {
  const parts: unknown[] = Array.isArray(components) ? components : [];
  for (const part of parts) {
    if (typeof part !== 'object' || part === null) continue;
    if ('custom_id' in part && part.custom_id === from) part.custom_id = to;
    if ('components' in part) renameButtons(part.components, from, to);
  }
}
