import { expect, test } from 'vitest';
import { openAccounts } from '../src/accounts.js';
import { createLog } from '../src/observe/log.js';
import { EVERYTHING, type Roles } from '../src/roles.js';
import { sampleAnswer } from './contracts/samples.js';
import { conversationOf } from './support/conversation.js';
import { buildHouse } from './support/house.js';
import { signedBySlack } from './support/slack/signed.js';
import { type SlackServer, startSlackServer } from './support/slack-server.js';

const SECRET = '8f742231b10e8888abcd99yyyzzz85a5';
const NOW = new Date('2026-06-03T10:00:00Z');

test.each<[string, Roles, number]>([
  ['over HTTP hears in the process that has the web server', new Set(['web'] as const), 200],
  ['over HTTP does not hear in one that has the chat connections only', new Set(['chat'] as const), 503],
  ['over HTTP hears in one that has all', EVERYTHING, 200],
])('an account %s', async (_, roles, status) => {
  const slack = await startSlackServer();
  const house = houseOf(slack);
  const accounts = await openAccounts({
    config: await house.load(),
    log: createLog({ format: 'text', quiet: true, secrets: [], write: () => {} }),
    screen: { write: () => {}, colour: false, columns: 80 },
    now: () => NOW,
  });
  await accounts.listen(
    conversationOf(async () => sampleAnswer()),
    roles,
  );
  const door = accounts.door('slack');
  expect(
    await door?.(signedBySlack(SECRET, '{"type":"url_verification","challenge":"c-1"}', NOW.getTime())),
  ).toMatchObject({ status });
  await accounts.close();
  house.remove();
  await slack.close();
});

function houseOf({ api, botToken }: SlackServer) {
  return buildHouse({
    accounts: `  - { id: slack, type: slack, botToken: $BOT, signingSecret: $SECRET, api: "${api}" }\n`,
    destinations: '  - { id: desk, account: slack, channel: "#desk" }\n',
    watchlists: {
      'a.yaml': 'name: A\ndestinations: [desk]\ntopics:\n  - { id: tin, name: Tin, query: tin }\n',
    },
    env: { BOT: botToken, SECRET },
  });
}
