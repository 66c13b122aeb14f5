import { expect } from 'vitest';
import { type Asked as AskedThere } from '../../support/discord/interactions.js';
import { type DiscordServer } from '../../support/discord-server.js';
import { type Asked, type InboxStage, inboxContract } from '../../contracts/inbox.js';
import { type NetworkStage, networkMessengerContract } from '../../contracts/messenger.js';
import { tooMany } from '../../support/discord/rest.js';
import { visibleText } from '../../support/discord/rules.js';
import { openStage, seen } from './stage.js';

const MESSAGES = /^\/channels\/\d+\/messages$/;

networkMessengerContract('Discord', async (): Promise<NetworkStage> => {
  const { server, account, now, close } = await openStage();
  const desk = server.channel('desk');
  return {
    messenger: account.messenger({ id: 'desk', account: 'discord', channel: desk.id }),
    now,
    posts: async () =>
      server.posts('desk').map((message) => ({
        ref: `${message.channel}/${message.id}`,
        text: seen(visibleText(message.components)),
        under: message.channel === desk.id ? null : `${desk.id}/${message.channel}`,
      })),
    failNextPost: (kind) => server.faults.next('POST', MESSAGES, { kind }),
    throttleNextPost: (seconds) => {
      server.faults.next('POST', MESSAGES, { kind: 'reply', reply: tooMany(seconds, 'shared') });
    },
    failReads: (count) =>
      server.faults.next('GET', MESSAGES, { kind: 'reply', reply: { status: 502 } }, count),
    removePosts: () => {
      desk.messages = [];
    },
    shutOut: () => {
      desk.mayView = false;
    },
    revoke: () => {
      server.world.token = null;
    },
    unplug: server.close,
    secrets: [server.token],
    close: async () => {
      expect(server.violations()).toEqual([]);
      await close();
    },
  };
});

inboxContract('Discord', async (): Promise<InboxStage> => {
  const { server, account, close } = await openStage();
  const { inbox } = account;
  if (!inbox) throw new Error('Discord has an inbox');
  return {
    inbox,
    ask: (text) => asked(server, server.sendSlashCommand(text)),
    violations: server.violations,
    close,
  };
});

function asked(server: DiscordServer, { acknowledged, shown }: AskedThere): Asked {
  return {
    acknowledged,
    shown: shown.then(({ text, onlyToAsker, buttons, message }) => ({
      text: seen(text),
      onlyToAsker,
      buttons: buttons.map(({ label }) => label),
      press: (label) => asked(server, server.clickButton(message, label)),
    })),
  };
}
