import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { COMMAND, WATCH } from '../../../adapters/slack/listeners.js';
import { MANIFEST, MANIFEST_LINK } from '../../../adapters/slack/manifest.js';
import { sampleAlert, sampleNotice } from '../../contracts/samples.js';
import { conversationOf } from '../../support/conversation.js';
import { methods } from '../../support/slack/methods.js';
import { openStage } from './stage.js';

const read = (file: string) => readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8');
const granted = MANIFEST.oauth_config.scopes.bot;

test('the page that people read says what the program knows', () => {
  expect(parse(read('adapters/slack/manifest.yaml'))).toEqual(MANIFEST);
});

test('the link opens Slack with the manifest filled in, and the README has it', () => {
  const { origin, pathname, searchParams } = new URL(MANIFEST_LINK);
  expect(`${origin}${pathname}`).toBe('https://api.slack.com/apps');
  expect(searchParams.get('new_app')).toBe('1');
  expect(JSON.parse(searchParams.get('manifest_json') ?? '')).toEqual(MANIFEST);
  expect(read('README.md')).toContain(MANIFEST_LINK);
});

test('the manifest declares what is answered: command, shortcut, buttons, home', () => {
  const { features, settings } = MANIFEST;
  expect(features.slash_commands).toMatchObject([{ command: COMMAND, should_escape: false }]);
  expect(features.shortcuts).toMatchObject([{ callback_id: WATCH, type: 'message' }]);
  expect(features.app_home.home_tab_enabled).toBe(true);
  expect(settings).toMatchObject({
    socket_mode_enabled: true,
    interactivity: { is_enabled: true },
    event_subscriptions: { bot_events: ['app_home_opened'] },
  });
});

test('with the scopes of the manifest everything works, and none is asked for without need', async () => {
  const { server, account, now, close } = await openStage({ scopes: new Set(granted) });
  server.addChannel('ops', { private: true });
  for (const channel of ['#desk', '#ops', '@U0PERSON']) {
    const messenger = account.messenger({ id: channel, account: 's', channel });
    const sent = await messenger.send(sampleAlert(), 'k1');
    if (sent.kind !== 'sent') throw new Error(sent.reason);
    expect(await messenger.update(sent.ref, sampleAlert(), 'k1')).toMatchObject({ kind: 'sent' });
    expect(await messenger.reply(sent.ref, sampleNotice(), 'k2')).toMatchObject({ kind: 'sent' });
    const attempts = { firstAt: now(), lastAt: now(), now: now() };
    expect(await messenger.find('k2', attempts)).toMatchObject({ kind: 'found' });
  }
  await account.inbox?.listen(conversationOf());
  await server.sendSlashCommand('latest').answer;
  await close();
  const used = new Set(server.calls.flatMap((name) => methods[name]?.scopes ?? []));
  expect([...used, 'commands'].toSorted()).toEqual(granted.toSorted());
});
