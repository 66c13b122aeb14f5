import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSlack } from '../../../adapters/slack/index.js';
import type { Messenger } from '../../../src/deliver/messenger.js';
import type { Outcome } from '../../../src/domain/alert.js';
import { sampleAlert, sampleNotice } from '../../contracts/samples.js';
import type { SlackFault } from '../../support/slack/web-api.js';
import { openStage, type Slack } from './stage.js';

let slack: Slack;

beforeEach(async () => {
  slack = await openStage({ appToken: null });
});

afterEach(async () => {
  await slack.close();
  expect(slack.server.violations()).toEqual([]);
});

describe('what came of a post', () => {
  const fates: readonly (readonly [string, SlackFault, Outcome['kind'], number])[] = [
    ['a connection cut before Slack read it', { kind: 'drop', after: false }, 'uncertain', 0],
    ['a connection cut after Slack kept it', { kind: 'drop', after: true }, 'uncertain', 1],
    ['a 500 after Slack kept it', { kind: 'status', status: 500, after: true }, 'uncertain', 1],
    ['a 503', { kind: 'status', status: 503, after: false }, 'uncertain', 0],
    ['a 404 from a proxy', { kind: 'status', status: 404, after: false }, 'refused', 0],
    ['a login page of a proxy', { kind: 'page' }, 'uncertain', 0],
    ['a 429', { kind: 'throttle', seconds: 3 }, 'wait', 0],
    ['a 429 that says no time', { kind: 'throttle', seconds: null }, 'wait', 0],
    ...['fatal_error', 'internal_error', 'request_timeout', 'service_unavailable'].map(
      (error) => [error, { kind: 'error', error, after: true }, 'uncertain', 1] as const,
    ),
    ...['ratelimited', 'rate_limited'].map(
      (error) => [error, { kind: 'error', error, after: false }, 'wait', 0] as const,
    ),
    ...[
      'channel_not_found',
      'not_in_channel',
      'is_archived',
      'invalid_auth',
      'not_authed',
      'token_revoked',
      'token_expired',
      'account_inactive',
      'missing_scope',
      'restricted_action',
      'msg_too_long',
      'msg_blocks_too_long',
      'invalid_blocks',
      'no_text',
      'an_error_of_tomorrow',
    ].map((error) => [error, { kind: 'error', error, after: false }, 'refused', 0] as const),
  ];

  test.each(fates)('%s', async (_, fault, kind, kept) => {
    slack.server.failNext('chat.postMessage', fault);
    const outcome = await desk().send(sampleAlert(), 'k1');
    expect(outcome.kind).toBe(kind);
    expect(slack.server.posts('desk')).toHaveLength(kept);
    expect(slack.server.calls.filter((name) => name === 'chat.postMessage')).toHaveLength(1);
    if ('reason' in outcome) expect(outcome.reason).not.toMatch(/xox|xapp|secret|<html/);
  });

  test('a refusal says what to do', async () => {
    slack.server.channel('desk').member = false;
    expect(await desk().send(sampleAlert(), 'k1')).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('/invite @wirewatch'),
    });
    slack.server.channel('desk').member = true;
    slack.server.channel('desk').archived = true;
    expect(await messenger(slack.server.channel('desk').id).send(sampleAlert(), 'k1')).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('unarchive'),
    });
  });

  test('an address that does not resolve waits, and no token is in the reason', async () => {
    const settings = { botToken: slack.server.botToken, appToken: null, api: 'http://slack.invalid/api/' };
    const account = openSlack(settings, { now: slack.now, warn: () => {}, dataDir: '' });
    const outcome = await account
      .messenger({ id: 'd', account: 's', channel: 'C00000001' })
      .send(sampleAlert(), 'k1');
    expect(outcome).toMatchObject({ kind: 'wait', until: new Date(slack.now().getTime() + 30_000) });
    await account.close();
  });

  test('a wrong bot token is refused with where to find the right one', async () => {
    const other = await openStage({ appToken: null, botToken: 'xoxb-not-it' });
    const outcome = await other.account
      .messenger({ id: 'd', account: 's', channel: 'C00000001' })
      .send(sampleAlert(), 'k1');
    expect(outcome).toMatchObject({
      kind: 'refused',
      reason: expect.stringMatching(/OAuth & Permissions.*\(invalid_auth\)/),
    });
    await other.close();
  });
});

describe('edits', () => {
  test('an edit whose reply was lost is uncertain and may be made again', async () => {
    const ref = refOf(await desk().send(sampleAlert(), 'k1'));
    slack.server.failNext('chat.update', { kind: 'drop', after: true });
    expect(await desk().update(ref, sampleNotice('Grown'), 'k1')).toMatchObject({ kind: 'uncertain' });
    expect(await desk().update(ref, sampleNotice('Grown'), 'k1')).toMatchObject({ kind: 'sent', ref });
    expect(slack.server.posts('desk')).toHaveLength(1);
  });

  test('a message that somebody deleted is refused', async () => {
    const ref = `${slack.server.channel('desk').id}/1780000000.000001`;
    expect(await desk().update(ref, sampleNotice(), 'k1')).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('deleted'),
    });
  });

  test('a reference stays good when the destination is pointed elsewhere', async () => {
    const ref = refOf(await desk().send(sampleAlert(), 'k1'));
    slack.server.addChannel('elsewhere');
    expect(await messenger('elsewhere').update(ref, sampleNotice(), 'k1')).toMatchObject({
      kind: 'sent',
      ref,
    });
  });
});

describe('channel names', () => {
  test('one list serves all names, and ids need none', async () => {
    for (let index = 0; index < 450; index++) slack.server.addChannel(`room-${index}`);
    slack.server.addChannel('ops', { private: true });
    for (const channel of ['#desk', 'room-449', '#OPS', 'ops']) {
      expect(await messenger(channel).send(sampleAlert(), 'k1')).toMatchObject({ kind: 'sent' });
    }
    expect(slack.server.calls.filter((name) => name === 'conversations.list')).toHaveLength(3);
    const other = await openStage({ appToken: null });
    expect(
      await other.account
        .messenger({ id: 'd', account: 's', channel: 'C00000001' })
        .send(sampleAlert(), 'k1'),
    ).toMatchObject({ kind: 'sent' });
    expect(other.server.calls).toEqual(['chat.postMessage']);
    await other.close();
  });

  test('a name that nobody has is refused, and looked for again only half a minute later', async () => {
    const late = messenger('#late');
    for (let turn = 0; turn < 3; turn++)
      expect(await late.send(sampleAlert(), 'k1')).toMatchObject({ kind: 'refused' });
    expect(slack.server.calls).toEqual(['conversations.list']);
    slack.server.addChannel('late');
    slack.advance(30_000);
    expect(await late.send(sampleAlert(), 'k1')).toMatchObject({ kind: 'sent' });
  });

  test('a list that fails makes the alert wait, and is asked for again', async () => {
    slack.server.failNext('conversations.list', { kind: 'drop', after: true });
    expect(await desk().send(sampleAlert(), 'k1')).toMatchObject({ kind: 'wait' });
    expect(await desk().send(sampleAlert(), 'k1')).toMatchObject({ kind: 'sent' });
  });
});

describe('settling an uncertain post', () => {
  test('a history is believed thirty seconds after the last attempt', async () => {
    const firstAt = slack.now();
    const lastAt = new Date(firstAt.getTime() + 40_000);
    expect(await desk().find('k1', { firstAt, lastAt, now: lastAt })).toEqual({
      kind: 'unseen',
      settlesAt: new Date(lastAt.getTime() + 30_000),
      repeatableUntil: null,
    });
  });

  test('a history that lags shows the post at the second look', async () => {
    slack.server.workspace.historyLagMs = 40_000;
    const firstAt = slack.now();
    slack.server.failNext('chat.postMessage', { kind: 'drop', after: true });
    const same = desk();
    await same.send(sampleAlert(), 'k1');
    const find = () => same.find('k1', { firstAt, lastAt: firstAt, now: slack.now() });
    slack.advance(30_000);
    expect(await find()).toMatchObject({ kind: 'unseen' });
    slack.advance(15_000);
    expect(await find()).toMatchObject({ kind: 'found' });
  });

  test('a reply is found under a message of weeks ago', async () => {
    const root = refOf(await desk().send(sampleAlert(), 'k1'));
    slack.advance(14 * 24 * 3_600_000);
    for (let index = 0; index < 250; index++) slack.server.say('desk', `chatter ${index}`);
    slack.advance(3_600_000);
    const firstAt = slack.now();
    slack.server.failNext('chat.postMessage', { kind: 'drop', after: true });
    await desk().reply(root, sampleNotice(), 'k2');
    const reply = slack.server.posts('desk').at(-1);
    expect(await desk().find('k2', { firstAt, lastAt: firstAt, now: firstAt })).toEqual({
      kind: 'found',
      ref: `${slack.server.channel('desk').id}/${reply?.ts}`,
    });
  });

  test('a message is found by its block where its metadata is not shown', async () => {
    const firstAt = slack.now();
    const ref = refOf(await desk().send(sampleAlert(), 'k1'));
    const [post] = slack.server.posts('desk');
    if (post) post.content = { ...post.content, metadata: undefined };
    expect(await desk().find('k1', { firstAt, lastAt: firstAt, now: firstAt })).toEqual({
      kind: 'found',
      ref,
    });
  });

  test('words of a key in somebody’s message are not the message', async () => {
    const firstAt = slack.now();
    slack.server.say('desk', 'ww:k1 wirewatch_delivery k1');
    expect(await desk().find('k1', { firstAt, lastAt: firstAt, now: firstAt })).toMatchObject({
      kind: 'unseen',
    });
  });

  test.each(['not_in_channel', 'missing_scope', 'internal_error'])(
    'a look that is refused (%s) tells nothing',
    async (error) => {
      slack.server.failNext('conversations.history', { kind: 'error', error, after: false });
      const now = slack.now();
      const finding = await desk().find('k1', { firstAt: new Date(0), lastAt: new Date(0), now });
      expect(finding).toMatchObject({ kind: 'unknown', until: new Date(now.getTime() + 30_000) });
    },
  );

  test('a look that is throttled comes back when it is told to', async () => {
    slack.server.failNext('conversations.history', { kind: 'throttle', seconds: 60 });
    const now = slack.now();
    const finding = await desk().find('k1', { firstAt: now, lastAt: now, now });
    expect(finding).toMatchObject({ kind: 'unknown', until: new Date(now.getTime() + 60_000) });
  });
});

function desk(): Messenger {
  return messenger('#desk');
}

function messenger(channel: string): Messenger {
  return slack.account.messenger({ id: 'd', account: 's', channel });
}

function refOf(outcome: Outcome): string {
  if (outcome.kind !== 'sent') throw new Error(`not sent: ${JSON.stringify(outcome)}`);
  return outcome.ref;
}
