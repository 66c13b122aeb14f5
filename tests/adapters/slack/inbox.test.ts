import { afterEach, describe, expect, test } from 'vitest';
import type { ChatQuestion, Inbox } from '../../../src/lookup/inbox.js';
import type { Answer, Question } from '../../../src/domain/message.js';
import { conversationOf } from '../../support/conversation.js';
import { sampleAlert, sampleAnswer } from '../../contracts/samples.js';
import { visibleText } from '../../support/slack/check-message.js';
import { until } from '../../support/until.js';
import { openStage, type Slack, type SlackOptions } from './stage.js';

let slack: Slack | null = null;

afterEach(async () => {
  await slack?.close();
  slack = null;
});

describe('the connection', () => {
  test('without an app token there is nothing to listen to, and posting works', async () => {
    const { account } = await open({ appToken: null });
    expect(account.inbox).toBeNull();
    expect(await post()).toMatchObject({ kind: 'sent' });
  });

  test.each([
    ['a wrong app token', 'xapp-wrong', 'invalid_auth'],
    ['a bot token for an app token', null, 'not_allowed_token_type'],
  ])('%s is told once, and posting works', async (_, token, code) => {
    const { server, warnings } = await open();
    const { account } = token === null ? await reopen(server.botToken) : await reopen(token);
    await account.inbox?.listen(conversationOf());
    expect(slack?.warnings).toHaveLength(1);
    expect(slack?.warnings[0]).toContain(code);
    expect(slack?.warnings[0]).toContain('connections:write');
    expect(slack?.warnings[0]).not.toMatch(/xox|xapp|secret/);
    expect(await post()).toMatchObject({ kind: 'sent' });
    expect(warnings).toEqual([]);
  });

  test('a refresh by Slack is followed by a new connection that answers', async () => {
    const { server, warnings } = await listening();
    server.socket.refresh();
    await until(() => server.socket.greeted() === 2 && server.socket.connections() === 1, 'a new connection');
    await expectAnswer();
    expect(warnings).toEqual([]);
  });

  test('a connection that is lost comes back, however often', async () => {
    const { server } = await listening();
    for (let turn = 2; turn <= 4; turn++) {
      server.socket.drop();
      await until(
        () => server.socket.greeted() === turn && server.socket.connections() === 1,
        'a new connection',
      );
    }
    await expectAnswer();
  });

  test('a Slack that is away at first is told once and tried again', async () => {
    const { server, account, warnings } = await open();
    server.failNext('apps.connections.open', { kind: 'status', status: 503, after: false });
    await inboxOf(account.inbox).listen(conversationOf());
    expect(warnings).toEqual([expect.stringContaining('will try again')]);
    await until(() => server.socket.connections() === 1, 'a connection');
    await until(() => warnings.length === 2, 'the good news');
    await expectAnswer();
  });

  test('a token that is revoked while it reconnects ends listening, not the process', async () => {
    const { server, warnings } = await listening();
    server.workspace.revoked.add(server.appToken);
    server.socket.drop();
    await until(() => warnings.length === 1, 'a warning');
    expect(warnings[0]).toContain('token_revoked');
    expect(await post()).toMatchObject({ kind: 'sent' });
  });

  test('closing leaves no connection and opens no other', async () => {
    const { server, account } = await listening();
    await account.close();
    await until(() => server.socket.connections() === 0, 'the end');
    expect(server.calls.filter((name) => name === 'apps.connections.open')).toHaveLength(1);
  });

  test('closing while it connects ends the attempt', async () => {
    const { server, account, warnings } = await open();
    let answer = () => {};
    const held = new Promise<void>((resolve) => (answer = resolve));
    server.failNext('apps.connections.open', { kind: 'hold', until: held });
    const listened = inboxOf(account.inbox).listen(conversationOf());
    await until(() => server.calls.length === 1, 'the attempt');
    await account.close();
    await listened;
    answer();
    expect(server.socket.greeted()).toBe(0);
    expect(warnings).toEqual([]);
  });

  test.each([
    'null',
    '{',
    '[]',
    '"x"',
    '{"type":"events_api"}',
    '{"type":"events_api","payload":{}}',
    '{"type":"slash_commands"}',
    '{"type":"interactive","payload":{"type":"?"}}',
  ])('a frame that makes no sense (%s) harms nothing', async (frame) => {
    const { server } = await listening();
    server.socket.sendRaw(frame);
    await expectAnswer();
  });
});

describe('buttons and events', () => {
  test('a forged page button is acknowledged and not asked', async () => {
    const asked: Question[] = [];
    const { server } = await listening(async (question) => {
      asked.push(question);
      return sampleAnswer({ pages: 2 });
    });
    const message = await server.sendSlashCommand('latest').answer;
    for (const value of ['', '0 x', '99999999 x', '__proto__']) {
      await server.clickButton(message, 'Next page', value).acknowledged;
    }
    await server.clickButton(message, 'Next page').answer;
    expect(asked.map(({ page }) => page)).toEqual([1, 2]);
  });

  test('pages are shown in place of the answer', async () => {
    const { server } = await listening(async ({ page }) =>
      sampleAnswer({ page, pages: 3, title: `Page ${page}` }),
    );
    const first = await server.sendSlashCommand('latest').answer;
    const second = await server.clickButton(first, 'Next page').answer;
    expect(second).toMatchObject({ id: first.id, edits: 1, onlyToAsker: true });
    expect(visibleText(second.content)).toContain('Page 2 of 3');
    expect(server.violations()).toEqual([]);
  });

  test('a question too long for a button has none', async () => {
    const { server } = await listening(async ({ text }) => sampleAnswer({ pages: 2, question: text }));
    const message = await server.sendSlashCommand('x'.repeat(10_000)).answer;
    expect(JSON.stringify(message.content.blocks)).not.toContain('actions');
    expect(server.violations()).toEqual([]);
  });

  test('events that nobody asked for are acknowledged', async () => {
    const { server } = await listening();
    const event = { type: 'app_home_opened', user: 'U0PERSON', channel: 'D0000001', tab: 'home' };
    await server.socket.deliver('events_api', {
      team_id: 'T0WORKSPACE',
      type: 'event_callback',
      event_id: 'Ev1',
      event,
    });
    expect(server.violations()).toEqual([]);
  });
});

async function open(options?: SlackOptions): Promise<Slack> {
  slack = await openStage(options);
  return slack;
}

async function reopen(appToken: string): Promise<Slack> {
  await slack?.close();
  return open({ appToken });
}

async function listening(answer?: (question: ChatQuestion) => Promise<Answer>): Promise<Slack> {
  const stage = await open();
  await inboxOf(stage.account.inbox).listen(conversationOf(answer));
  return stage;
}

async function expectAnswer(): Promise<void> {
  const answer = await slack?.server.sendSlashCommand('latest').answer;
  expect(answer && visibleText(answer.content)).toContain('Story number 1');
}

function post() {
  return slack?.account.messenger({ id: 'd', account: 's', channel: '#desk' }).send(sampleAlert(), 'k1');
}

function inboxOf(inbox: Inbox | null): Inbox {
  if (!inbox) throw new Error('no inbox');
  return inbox;
}
