import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loginDelaySeconds } from '../../../adapters/discord/connection.js';
import { identifyDelayMs } from '../../../adapters/discord/gateway-guard.js';
import { conversationOf } from '../../support/conversation.js';
import { until } from '../../support/until.js';
import { type Discord, openStage } from './stage.js';

let discord: Discord;

beforeEach(async () => {
  discord = await openStage();
});

afterEach(async () => {
  await discord.close();
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

async function listen(stage: Discord): Promise<void> {
  await stage.account.inbox?.listen(conversationOf());
}

function gatewayInfo({ server }: Discord) {
  const session_start_limit = { total: 1000, remaining: 1000, reset_after: 0, max_concurrency: 1 };
  return { url: server.gateway.url(), shards: 1, session_start_limit };
}
