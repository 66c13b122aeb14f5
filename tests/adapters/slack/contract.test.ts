import { expect } from 'vitest';
import type { Inbox } from '../../../src/lookup/inbox.js';
import { inboxContract, type Asked, type InboxStage } from '../../contracts/inbox.js';
import { networkMessengerContract, type Fault, type NetworkStage } from '../../contracts/messenger.js';
import { buttonsOf, visibleText } from '../../support/slack/check-message.js';
import type { Asking } from '../../support/slack/people.js';
import type { SlackServer } from '../../support/slack-server.js';
import type { SlackFault } from '../../support/slack/web-api.js';
import { openStage } from './stage.js';

networkMessengerContract('Slack', openMessenger);
inboxContract('Slack', openInbox);

async function openMessenger(): Promise<NetworkStage> {
  const { server, account, now, close } = await openStage({ appToken: null });
  const channel = server.channel('desk');
  return {
    messenger: account.messenger({ id: 'desk', account: 'slack', channel: '#desk' }),
    now,
    posts: async () =>
      server.posts('desk').map(({ ts, threadTs, content }) => ({
        ref: `${channel.id}/${ts}`,
        text: visibleText(content),
        under: threadTs && `${channel.id}/${threadTs}`,
      })),
    failNextPost: (fault) => server.failNext('chat.postMessage', FAULTS[fault]),
    throttleNextPost: (seconds) => server.failNext('chat.postMessage', { kind: 'throttle', seconds }),
    failReads: (count) => {
      for (let index = 0; index < count; index++) {
        server.failNext('conversations.history', { kind: 'status', status: 503, after: false });
      }
    },
    removePosts: () => {
      channel.messages.length = 0;
    },
    shutOut: () => {
      channel.member = false;
    },
    revoke: () => server.workspace.revoked.add(server.botToken),
    unplug: () => server.close(),
    secrets: [server.botToken, 'botsecret', 'Bearer'],
    close: async () => {
      await close();
      expect(server.violations()).toEqual([]);
    },
  };
}

const FAULTS: Readonly<Record<Fault, SlackFault>> = {
  dropBefore: { kind: 'drop', after: false },
  dropAfter: { kind: 'drop', after: true },
  errorAfter: { kind: 'status', status: 500, after: true },
};

async function openInbox(): Promise<InboxStage> {
  const { server, account, close } = await openStage();
  return {
    inbox: present(account.inbox),
    ask: (text) => asked(server, server.sendSlashCommand(text)),
    violations: server.violations,
    close,
  };
}

function asked(server: SlackServer, { acknowledged, answer }: Asking): Asked {
  const shown = answer.then((message) => ({
    text: visibleText(message.content),
    onlyToAsker: message.onlyToAsker,
    buttons: buttonsOf(message.content.blocks ?? []).map((button) => button.text.text),
    press: (label: string) => asked(server, server.clickButton(message, label)),
  }));
  return { acknowledged, shown };
}

function present(inbox: Inbox | null): Inbox {
  if (!inbox) throw new Error('no inbox');
  return inbox;
}
