import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSlack } from '../../../adapters/slack/index.js';
import type { Account } from '../../../adapters/account.js';
import type { ChatQuestion } from '../../../src/lookup/inbox.js';
import { sampleAnswer } from '../../contracts/samples.js';
import { conversationOf } from '../../support/conversation.js';
import { until } from '../../support/until.js';
import { signedBySlack } from '../../support/slack/signed.js';
import { type SlackServer, startSlackServer } from '../../support/slack-server.js';

/** Slack over HTTP: what is not signed by it, or not now, is not looked at. */
const SECRET = '8f742231b10e8888abcd99yyyzzz85a5';
const NOW = Date.parse('2026-06-03T10:00:00Z');

let server: SlackServer;
let account: Account;
let questions: ChatQuestion[] = [];

beforeEach(async () => {
  questions = [];
  server = await startSlackServer();
  account = openSlack(
    { id: 'slack', botToken: server.botToken, appToken: null, signingSecret: SECRET, api: server.api },
    { now: () => new Date(NOW), warn: () => {}, dataDir: '.' },
  );
});
afterEach(async () => {
  await account.close();
  await server.close();
});

const listen = () =>
  account.inbox?.listen(
    conversationOf(async (question) => {
      questions.push(question);
      return sampleAnswer();
    }),
  );

function command(text: string): string {
  const fields = {
    command: '/wirewatch',
    text,
    user_id: 'U1',
    user_name: 'ana',
    channel_id: 'C1',
    team_id: 'T1',
    trigger_id: '1.2.3',
    response_url: `${server.api.replace('/api/', '')}/response/none`,
  };
  return new URLSearchParams(fields).toString();
}

interface Signing {
  readonly secret?: string;
  readonly at?: number;
  readonly type?: string;
  readonly signature?: string;
}

function knock(body: string, { secret = SECRET, at = NOW, type, signature }: Signing = {}) {
  const { headers } = signedBySlack(secret, body, at, type ?? 'application/x-www-form-urlencoded');
  const shown = signature ?? headers['x-slack-signature'];
  if (!account.door) throw new Error('no door');
  return account.door({ headers: { ...headers, 'x-slack-signature': shown }, body });
}

test('a signed command is acknowledged and answered', async () => {
  await listen();
  expect(await knock(command('latest'))).toEqual({ status: 200, body: '' });
  await until(() => questions.length === 1, 'the question');
  expect(questions).toMatchObject([
    { text: 'latest', asker: { account: 'slack', user: 'U1', channel: 'C1' } },
  ]);
});

test.each([
  ['of another secret', { secret: 'guessed' }],
  ['six minutes old', { at: NOW - 6 * 60_000 }],
  ['six minutes ahead', { at: NOW + 6 * 60_000 }],
  ['without a signature', { signature: '' }],
  ['with half a signature', { signature: 'v0=abc' }],
  ['of an unknown version', { signature: `v1=${'0'.repeat(64)}` }],
])('one %s is refused and not looked at', async (_, signing) => {
  await listen();
  expect(await knock(command('latest'), signing)).toMatchObject({ status: 401 });
  expect(questions).toEqual([]);
});

test('one that comes again with its signature is answered and does nothing', async () => {
  await listen();
  await knock(command('latest'));
  expect(await knock(command('latest'))).toEqual({ status: 200, body: '' });
  await knock(command('topics'));
  await until(() => questions.length === 2, 'the other');
  expect(questions.map(({ text }) => text)).toEqual(['latest', 'topics']);
});

test('Slack’s question whether we are there is answered', async () => {
  await listen();
  const body = JSON.stringify({ type: 'url_verification', challenge: 'c-1' });
  expect(await knock(body, { type: 'application/json' })).toEqual({
    status: 200,
    body: '{"challenge":"c-1"}',
  });
});

test.each(['{', '[]', 'null', '"x"', '{"type":"?"}'])(
  'what is signed and makes no sense (%s) harms nothing',
  async (body) => {
    await listen();
    const { status } = await knock(body, { type: 'application/json' });
    expect([200, 400]).toContain(status);
    expect((await knock(`payload=${encodeURIComponent(body)}`)).status).toBeLessThan(500);
  },
);

test('before anybody listens it asks Slack to come back', async () => {
  expect(await knock(command('latest'))).toMatchObject({ status: 503 });
});
