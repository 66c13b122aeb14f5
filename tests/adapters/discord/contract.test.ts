import { expect } from 'vitest';
import { type Asked as AskedThere } from '../../support/discord/interactions.js';
import { type DiscordServer } from '../../support/discord-server.js';
import { type Asked, type InboxStage, inboxContract } from '../../contracts/inbox.js';
import { type Fault, type NetworkStage, networkMessengerContract } from '../../contracts/messenger.js';
import { tooMany } from '../../support/discord/rest.js';
import { visibleText } from '../../support/discord/rules.js';
import { type Channel, FORUM, addChannel } from '../../support/discord/world.js';
import { type Discord, openStage, seen } from './stage.js';

const MESSAGES = /^\/channels\/\d+\/messages$/;

networkMessengerContract('Discord', async (): Promise<NetworkStage> => {
  const stage = await openStage();
  const desk = stage.server.channel('desk');
  return {
    ...networkOf(stage, desk, { posting: MESSAGES, reading: MESSAGES }),
    posts: async () =>
      stage.server.posts('desk').map((message) => ({
        ref: `${message.channel}/${message.id}`,
        text: seen(visibleText(message.components)),
        under: message.channel === desk.id ? null : `${desk.id}/${message.channel}`,
      })),
    removePosts: () => {
      desk.messages = [];
    },
  };
});

networkMessengerContract('A forum in Discord', async (): Promise<NetworkStage> => {
  const stage = await openStage();
  const forum = addChannel(stage.server.world, 'wire', { type: FORUM });
  const threads = () => [...stage.server.world.channels.values()].filter(({ parent }) => parent === forum.id);
  return {
    ...networkOf(stage, forum, {
      posting: /^\/channels\/\d+\/(threads|messages)$/,
      reading: /\/threads\/active$/,
    }),
    posts: async () =>
      threads().flatMap(({ id, messages }) =>
        messages.map((message) => ({
          ref: `${id}/${message.id}`,
          text: seen(visibleText(message.components)),
          under: message.id === id ? null : `${id}/${id}`,
        })),
      ),
    removePosts: () => {
      for (const { id } of threads()) stage.server.world.channels.delete(id);
    },
  };
});

/** What any place of the stand-in has, given which calls post to it and which read it. */
function networkOf(
  { server, account, now, close }: Discord,
  channel: Channel,
  { posting, reading }: { posting: RegExp; reading: RegExp },
) {
  return {
    messenger: account.messenger({ id: 'desk', account: 'discord', channel: channel.id }),
    now,
    failNextPost: (kind: Fault) => server.faults.next('POST', posting, { kind }),
    throttleNextPost: (seconds: number) => {
      server.faults.next('POST', posting, { kind: 'reply', reply: tooMany(seconds, 'shared') });
    },
    failReads: (count: number) =>
      server.faults.next('GET', reading, { kind: 'reply', reply: { status: 502 } }, count),
    shutOut: () => {
      channel.mayView = false;
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
}

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
