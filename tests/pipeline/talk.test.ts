import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildHouse, type House, type Opened } from '../support/house.js';
import { visibleText } from '../support/slack/check-message.js';
import { type StoredView, viewText } from '../support/slack/views.js';
import type { StoredMessage } from '../support/slack/workspace.js';
import { type SlackServer, startSlackServer } from '../support/slack-server.js';
import { until } from '../support/until.js';

/** The whole program with Slack: what people do there, and what comes of it. The tests follow each other. */
const ANA = { id: 'U0PERSON', name: 'ana' };
const MALLORY = { id: 'U0OTHER', name: '<!channel>' };

let slack: SlackServer;
let house: House;
let opened: Opened;

beforeAll(async () => {
  slack = await startSlackServer();
  house = buildHouse({
    accounts: `  - id: slack\n    type: slack\n    botToken: $BOT\n    appToken: $APP\n    api: ${slack.api}\n`,
    destinations: `  - id: slack-desk\n    account: slack\n    channel: "#desk"\npermissions:\n  - account: slack\n    users: [${ANA.id}]\n`,
    env: { BOT: slack.botToken, APP: slack.appToken },
    watchlists: {
      'cables.yaml': [
        'name: Cables',
        'destinations: [slack-desk]',
        'topics:',
        '  - id: singapore',
        '    name: Singapore',
        '    query: Singapore',
        '',
      ].join('\n'),
    },
  });
  opened = await house.open();
  await opened.app.drain(60_000, true);
  await opened.app.start();
});
afterAll(async () => {
  await opened.app.stop();
  await slack.close();
  house.remove();
  expect(slack.violations()).toEqual([]);
});

const text = (message: StoredMessage | undefined) => visibleText(message?.content ?? {});
const roots = () => slack.posts('desk').filter(({ threadTs }) => threadTs === null);
function root(): StoredMessage {
  const [first] = roots();
  if (!first) throw new Error('nothing was posted');
  return first;
}
const as = (person: typeof ANA) => {
  slack.workspace.person = person;
};
async function modal(words: string): Promise<StoredView> {
  await until(
    () => viewText(slack.view('modal')?.view ?? { type: 'home', blocks: [] }).includes(words),
    words,
  );
  const view = slack.view('modal');
  if (!view) throw new Error('no modal');
  return view;
}

test('a stranger’s click is refused, and the post stays as it is', async () => {
  as(MALLORY);
  const before = JSON.stringify(root().content);
  const answer = await slack.clickButton(root(), 'Mute story').answer;
  expect(visibleText(answer.content)).toContain(`users: [${MALLORY.id}]`);
  expect(answer.onlyToAsker).toBe(true);
  expect(JSON.stringify(root().content)).toBe(before);
});

test('a story that is muted says by whom, and Undo takes it back', async () => {
  as(ANA);
  const posted = roots().length;
  const answer = await slack.clickButton(root(), 'Mute story').answer;
  await until(() => text(root()).includes('Muted by @ana'), 'the edit');
  await slack.clickButton(answer, 'Undo').answer;
  await until(() => !text(root()).includes('Muted by'), 'the second edit');
  expect(roots()).toHaveLength(posted);
});

test('two clicks at once mute once', async () => {
  const clicks = [slack.clickButton(root(), 'Mute story'), slack.clickButton(root(), 'Mute story')];
  const answers = await Promise.all(clicks.map(async ({ answer }) => visibleText((await answer).content)));
  expect(answers.filter((told) => told.includes('already'))).toHaveLength(1);
  await until(() => text(root()).includes('Muted by @ana'), 'the edit');
  await slack.clickButton(root(), 'Unmute').answer;
  await until(() => !text(root()).includes('Muted by'), 'the second edit');
});

test('Why and Timeline answer as if they had been asked', async () => {
  for (const [label, verb] of [
    ['Why', 'why'],
    ['Timeline', 'timeline'],
  ] as const) {
    const pressed = await slack.clickButton(root(), label).answer;
    const [, story = ''] = /story (s\d+)/i.exec(visibleText(pressed.content)) ?? [];
    const asked = await slack.sendSlashCommand(`${verb} ${story || 's1'}`).answer;
    expect(visibleText(pressed.content)).toBe(visibleText(asked.content));
  }
});

test('a topic is added from a modal: tried while it is written, live when it is sent, and taken back', async () => {
  const file = join(house.folder, 'watchlists', 'cables.yaml');
  const before = readFileSync(file, 'utf8');
  await slack.sendSlashCommand('add').acknowledged;
  const view = await modal('Query');
  await slack.people.fill(view, 'Name', 'Mandarin speakers');
  await slack.people.fill(view, 'Query', 'mandarin AND (');
  await until(() => viewText(view.view).includes(':warning:'), 'the fault');
  await slack.people.fill(view, 'Query', 'mandarin');
  await until(() => viewText(view.view).includes('it would have found'), 'the preview');
  await slack.people.submit(view);
  await until(() => viewText(view.view).includes('Added: topic mandarin-speakers'), 'the answer');
  expect(readFileSync(file, 'utf8')).toContain('name: Mandarin speakers');
  expect(opened.app.live().topics.has('mandarin-speakers')).toBe(true);
  await slack.people.pressIn(view, 'Undo');
  await until(() => viewText(view.view).includes('Taken back'), 'the undo');
  expect(readFileSync(file, 'utf8')).toBe(before);
});

test('who follows a topic gets what it finds as direct messages', async () => {
  as(MALLORY);
  const told = await slack.sendSlashCommand('follow singapore').answer;
  expect(visibleText(told.content)).toContain('You follow Singapore');
  const article = join(house.folder, 'ferry.md');
  writeFileSync(
    article,
    '# Ferry line opens in Singapore\n\nThe first ferry left Singapore harbour on Monday.\n',
  );
  const posted = roots().length;
  await opened.app.importPaths([article]);
  const direct = () => slack.workspace.channels.get('D0OTHER00')?.messages ?? [];
  await until(() => direct().length === 1 && roots().length === posted + 1, 'both posts');
  expect(text(direct()[0])).toContain('Ferry line opens');
  as(ANA);
});

test('the home shows what is followed and what came last', async () => {
  as(MALLORY);
  await slack.people.visit();
  await until(() => slack.view('home') !== null, 'the home');
  const shown = viewText(slack.view('home')?.view ?? { type: 'home', blocks: [] });
  expect(shown).toContain('Singapore');
  expect(shown).toContain('Ferry line opens');
  as(ANA);
});

test('the trail tells who did what, names shown and not called', async () => {
  const { content } = await slack.sendSlashCommand('changes').answer;
  const shown = visibleText(content);
  for (const line of ['<!channel>: follow singapore', 'ana: undo topic mandarin-speakers', 'ana: mute s'])
    expect(shown).toContain(line);
  expect(JSON.stringify(content)).not.toContain('"<!channel>');
});
