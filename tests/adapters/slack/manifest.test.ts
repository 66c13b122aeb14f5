import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { COMMAND } from '../../../adapters/slack/inbox.js';
import { conversationOf } from '../../support/conversation.js';
import { sampleAlert, sampleNotice } from '../../contracts/samples.js';
import { methods } from '../../support/slack/methods.js';
import { openStage } from './stage.js';

const manifest = z
  .object({
    features: z.object({
      slash_commands: z.array(z.object({ command: z.string(), should_escape: z.literal(false) })),
    }),
    oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }),
    settings: z.object({
      socket_mode_enabled: z.boolean(),
      interactivity: z.object({ is_enabled: z.boolean() }),
    }),
  })
  .parse(parse(readFileSync(new URL('../../../adapters/slack/manifest.yaml', import.meta.url), 'utf8')));

const granted = manifest.oauth_config.scopes.bot;

/** Asked for ahead of their use, since a new scope means that every workspace must install the app again. */
const AHEAD = ['channels:join', 'im:write', 'users:read'];

test('the manifest declares the command that is answered, over Socket Mode, with buttons', () => {
  expect(manifest.features.slash_commands.map(({ command }) => command)).toEqual([COMMAND]);
  expect(manifest.settings).toEqual({ socket_mode_enabled: true, interactivity: { is_enabled: true } });
});

test('with the scopes of the manifest everything works', async () => {
  const { server, account, now, close } = await openStage({ scopes: new Set(granted) });
  server.addChannel('ops', { private: true });
  for (const channel of ['#desk', '#ops']) {
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
  expect([...used, 'commands', ...AHEAD].toSorted()).toEqual(granted.toSorted());
});
