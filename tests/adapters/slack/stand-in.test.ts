import { App, LogLevel, webApi } from '@slack/bolt';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startSlackServer, type SlackServer, type SlackServerOptions } from '../../support/slack-server.js';
import { until } from '../../support/until.js';

/** The stand-in against Slack's own libraries and without our adapter: it is as strict as we say, and no stricter. */
let server: SlackServer;

beforeEach(async () => {
  server = await startSlackServer();
});

afterEach(() => server.close());

describe('the Web API of the stand-in', () => {
  const section = (text: string) => ({ type: 'section' as const, text: { type: 'mrkdwn' as const, text } });
  const quiet = { unfurl_links: false, unfurl_media: false };

  test('a plain client posts, and reads what it posted', async () => {
    const client = clientWith(server.botToken);
    expect(await client.auth.test()).toMatchObject({ ok: true, bot_id: 'B0WIREWATCH' });
    const channel = server.channel('desk').id;
    const metadata = { event_type: 'e', event_payload: { id: 'x' } };
    const posted = await client.chat.postMessage({
      channel,
      text: 'hello',
      blocks: [section('hello')],
      metadata,
      ...quiet,
    });
    const bare = await client.conversations.history({ channel });
    expect(bare.messages).toMatchObject([{ ts: posted.ts, text: 'hello' }]);
    expect(bare.messages?.[0]?.metadata).toBeUndefined();
    const whole = await client.conversations.history({ channel, include_all_metadata: true });
    expect(whole.messages?.[0]?.metadata).toEqual(metadata);
    expect(server.violations()).toEqual([]);
  });

  test.each([
    ['no token', '', 'not_authed'],
    ['an unknown token', 'xoxb-other', 'invalid_auth'],
    ['the app token', 'app', 'not_allowed_token_type'],
  ])('%s is refused', async (_, token, error) => {
    const client = clientWith(token === 'app' ? server.appToken : token);
    await expect(client.auth.test()).rejects.toMatchObject({ data: { error } });
  });

  test.each([
    ['51 blocks', { blocks: Array.from({ length: 51 }, () => section('x')) }, 'invalid_blocks'],
    ['3001 characters in a section', { blocks: [section('x'.repeat(3001))] }, 'invalid_blocks'],
    ['an empty section', { blocks: [section('')] }, 'invalid_blocks'],
    [
      'two blocks of one id',
      { blocks: [1, 2].map(() => ({ ...section('x'), block_id: 'b' })) },
      'invalid_blocks',
    ],
    [
      '14,000 characters in all',
      { blocks: Array.from({ length: 5 }, () => section('x'.repeat(2800))) },
      'msg_blocks_too_long',
    ],
    [
      'a deep payload',
      { metadata: { event_type: 'e', event_payload: { a: { b: { c: 1 } } } } },
      'invalid_metadata_format',
    ],
    ['a thread of nothing', { thread_ts: '1.000001' }, 'thread_not_found'],
    ['an unknown channel', { channel: 'C99999999' }, 'channel_not_found'],
    ['a channel without the bot', { channel: 'C00000002' }, 'not_in_channel'],
    ['a private channel without the bot', { channel: 'C00000003' }, 'channel_not_found'],
    ['an archived channel', { channel: 'C00000004' }, 'is_archived'],
  ])('%s is refused', async (_, changes, error) => {
    server.addChannel('out', { member: false });
    server.addChannel('secret', { member: false, private: true });
    server.addChannel('old', { archived: true });
    const content = { channel: server.channel('desk').id, text: 'x', ...quiet, ...changes };
    await expect(clientWith(server.botToken).apiCall('chat.postMessage', content)).rejects.toMatchObject({
      data: { error },
    });
    expect(server.posts('desk')).toEqual([]);
  });

  test('mentions, stray markup, unfurls and unknown arguments are violations', async () => {
    const channel = server.channel('desk').id;
    await clientWith(server.botToken).apiCall('chat.postMessage', {
      channel,
      text: '<!channel> a & b',
      as_user: true,
    });
    expect(server.violations()).toHaveLength(3);
  });

  test('a method is refused without its scope', async () => {
    await server.close();
    server = await startSlackServer({ scopes: new Set(['chat:write']) });
    const reading = clientWith(server.botToken).conversations.list();
    await expect(reading).rejects.toMatchObject({ data: { error: 'missing_scope' } });
  });
});

describe('the Socket Mode of the stand-in', () => {
  test('a plain Bolt app answers', async () => {
    const app = await startApp(async ({ ack, command, respond }) => {
      await ack();
      await respond(`you said ${command.text}`);
    });
    const { content, onlyToAsker } = await server.sendSlashCommand('hi').answer;
    expect(content.text).toBe('you said hi');
    expect(onlyToAsker).toBe(true);
    expect(server.violations()).toEqual([]);
    await stop(app);
  });

  test('an acknowledgement that comes late is a violation, as is a sixth answer', async () => {
    const app = await startApp(
      async ({ respond }) => {
        for (let turn = 0; turn < 6; turn++) await respond(`answer ${turn}`);
      },
      { ackWithinMs: 50 },
    );
    const asking = server.sendSlashCommand('hi');
    await expect(asking.acknowledged).rejects.toThrow('operation_timeout');
    await asking.answer;
    expect(server.violations()).toEqual(['slash_commands was not acknowledged in time']);
    await until(() => failures.length === 1, 'the sixth answer to fail');
    expect(failures[0]).toContain('404');
    await stop(app);
  });
});

const failures: string[] = [];

/** Bolt does not wait for the connection to be closed; its end would be printed as an error. */
async function stop(app: App): Promise<void> {
  await app.stop();
  await until(() => server.socket.connections() === 0, 'the end of the connection');
}

function clientWith(token: string): webApi.WebClient {
  return new webApi.WebClient(token, {
    slackApiUrl: server.api,
    retryConfig: { retries: 0 },
    logLevel: LogLevel.ERROR,
  });
}

async function startApp(
  answer: Parameters<App['command']>[1],
  options: SlackServerOptions = {},
): Promise<App> {
  await server.close();
  server = await startSlackServer(options);
  failures.length = 0;
  const { botToken, appToken, api } = server;
  const clientOptions = { slackApiUrl: api };
  const app = new App({
    token: botToken,
    appToken,
    socketMode: true,
    clientOptions,
    logLevel: LogLevel.ERROR,
  });
  app.command('/wirewatch', answer);
  app.error(async (error) => {
    failures.push(error.message);
  });
  await app.start();
  return app;
}
