import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Draft, Field, Form, FormReply, FormRequest, Press } from '../../../src/domain/conversation.js';
import type { Answer } from '../../../src/domain/message.js';
import type { Conversation } from '../../../src/lookup/inbox.js';
import { sampleAlert, sampleAnswer } from '../../contracts/samples.js';
import { conversationOf } from '../../support/conversation.js';
import { visibleText } from '../../support/slack/check-message.js';
import { inputsOf, type StoredView, viewText } from '../../support/slack/views.js';
import { until } from '../../support/until.js';
import { openStage, type Slack } from './stage.js';

/** Bolt as it is, against the stand-in: every command, button, modal and shortcut. */
let slack: Slack;
let presses: Press[] = [];
let requests: FormRequest[] = [];
let previews: Draft[] = [];
let sent: Draft[] = [];

const done: Answer = sampleAnswer({
  title: 'Muted: story s7',
  entries: [],
  buttons: [{ kind: 'act', action: 'unmute', subject: 's7', label: 'Undo' }],
});

const field = (given: Pick<Field, 'id' | 'label' | 'kind'> & Partial<Field>): Field => ({
  value: '',
  hint: null,
  options: [],
  required: true,
  live: false,
  longest: 200,
  error: null,
  ...given,
});
const PRIORITIES = ['low', 'normal'].map((value) => ({ value, label: value.toUpperCase() }));
const form = (values: Readonly<Record<string, string>> = {}): Form => ({
  name: 'add-topic',
  subject: null,
  title: 'Add a topic',
  submit: 'Add',
  fields: [
    field({
      id: 'name',
      label: 'Name',
      kind: 'line',
      hint: 'as readers see it',
      value: values['name'] ?? '',
    }),
    field({
      id: 'query',
      label: 'Query',
      kind: 'text',
      live: true,
      value: values['query'] ?? '',
      error: values['query'] === '(' ? 'ends too soon <!channel>' : null,
    }),
    field({ id: 'priority', label: 'Priority', kind: 'one', options: PRIORITIES, value: 'normal' }),
    field({ id: 'to', label: 'Posted to', kind: 'many', options: PRIORITIES, value: '', required: false }),
  ],
  preview: [`It would have found ${(values['query'] ?? '').length} <@everyone>`],
});
const drawn = (values?: Readonly<Record<string, string>>): FormReply => ({
  kind: 'form',
  form: form(values),
});

beforeEach(async () => {
  [presses, requests, previews, sent] = [[], [], [], []];
  slack = await openStage();
});
afterEach(async () => {
  await slack.close();
  expect(slack.server.violations()).toEqual([]);
});

async function listen(rest: Partial<Conversation> = {}): Promise<void> {
  const conversation = conversationOf(undefined, {
    press: async (press) => {
      presses.push(press);
      return done;
    },
    open: async (request) => {
      requests.push(request);
      return drawn({ query: request.text ?? '' });
    },
    preview: async (draft) => {
      previews.push(draft);
      return drawn(draft.values);
    },
    submit: async (draft) => {
      sent.push(draft);
      return draft.values['query'] === '(' ? drawn(draft.values) : { kind: 'answer', answer: done };
    },
    ...rest,
  });
  await slack.account.inbox?.listen(conversation);
}

async function post() {
  const messenger = slack.account.messenger({ id: 'd', account: 'slack', channel: '#desk' });
  await messenger.send(sampleAlert(), 'k1');
  const [message] = slack.server.posts('desk');
  if (!message) throw new Error('nothing was posted');
  return message;
}

/** The modal once it shows its form, not the wait before. */
async function modal(title: string): Promise<StoredView> {
  let found: StoredView | null = null;
  await until(() => {
    found = slack.server.view('modal');
    return found !== null && viewText(found.view).includes(title);
  }, title);
  if (found === null) throw new Error('no modal');
  return found;
}

const ANA = { account: 'slack', user: 'U0PERSON', name: 'ana', roles: [] };

describe('buttons of posts', () => {
  test.each([
    ['Mute story', 'mute'],
    ['Not relevant', 'irrelevant'],
    ['Why', 'why'],
    ['Timeline', 'timeline'],
  ])('%s is answered to who pressed it alone, and leaves the post to its update', async (label, action) => {
    await listen();
    const message = await post();
    const before = JSON.stringify(message.content);
    const asking = slack.server.clickButton(message, label);
    await asking.acknowledged;
    expect(await asking.answer).toMatchObject({ onlyToAsker: true, edits: 0 });
    const channel = slack.server.channel('desk').id;
    expect(presses).toMatchObject([{ action, subject: 's7', asker: { ...ANA, channel } }]);
    expect(JSON.stringify(message.content)).toBe(before);
  });

  test('Undo stands under the answer and is answered in its place', async () => {
    await listen();
    const first = await slack.server.clickButton(await post(), 'Mute story').answer;
    const second = await slack.server.clickButton(first, 'Undo').answer;
    expect(second).toMatchObject({ id: first.id, edits: 1, onlyToAsker: true });
    expect(presses.map(({ action }) => action)).toEqual(['mute', 'unmute']);
  });

  test('a click that Slack sends twice has one name, and two clicks have two', async () => {
    await listen();
    const message = await post();
    await slack.server.clickButton(message, 'Mute story').answer;
    await slack.server.people.again();
    await slack.server.clickButton(message, 'Mute story').answer;
    await until(() => presses.length === 3, 'three');
    const [first, again, other] = presses.map(({ request }) => request);
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });

  test('a click on a post that was deleted meanwhile is answered all the same', async () => {
    await listen();
    const message = await post();
    slack.server.channel('desk').messages.length = 0;
    expect(visibleText((await slack.server.clickButton(message, 'Why').answer).content)).toContain('Muted');
  });

  test('a forged value reaches the core as it is, for it to refuse', async () => {
    await listen();
    const message = await post();
    for (const value of ['', 'mute', 'mute s7 s8', '__proto__ x', 'x'.repeat(2_000)])
      await slack.server.clickButton(message, 'Why', value).answer;
    expect(presses.map(({ action, subject }) => [action.slice(0, 12), subject])).toEqual([
      ['', ''],
      ['mute', ''],
      ['mute', 's7'],
      ['__proto__', 'x'],
      ['xxxxxxxxxxxx', ''],
    ]);
  });

  test('a muted post says by whom, its name does nothing, and its button takes it back', async () => {
    const messenger = slack.account.messenger({ id: 'd', account: 'slack', channel: '#desk' });
    await messenger.send({ ...sampleAlert(), marks: { mutedBy: '<!channel> *ana*\u202e' } }, 'k1');
    const [message] = slack.server.posts('desk');
    expect(visibleText(message?.content ?? {})).toContain('Muted by @<!channel> ∗ana∗: what comes in');
    expect(JSON.stringify(message?.content)).toContain('&lt;!channel&gt;');
    expect(JSON.stringify(message?.content)).toContain('"Unmute"');
  });
});

describe('modals', () => {
  test.each([
    ['add', { form: 'add-topic', subject: null }],
    ['edit chips', { form: 'edit-topic', subject: 'chips' }],
    ['edit', { form: 'edit-topic', subject: null }],
    ['mute', { form: 'mute', subject: null }],
  ])('/wirewatch %s opens a form', async (text, asked) => {
    await listen();
    await slack.server.sendSlashCommand(text).acknowledged;
    const view = await modal('Add a topic');
    expect(requests).toMatchObject([{ ...asked, asker: ANA }]);
    expect(inputsOf(view.view).map(({ label, optional }) => [label.text, optional])).toEqual([
      ['Name', false],
      ['Query', false],
      ['Priority', false],
      ['Posted to', true],
    ]);
    expect(view.view).toMatchSnapshot();
  });

  test('a verb that only begins so is a question', async () => {
    await listen();
    expect((await slack.server.sendSlashCommand('mute s7').answer).onlyToAsker).toBe(true);
    expect(requests).toEqual([]);
  });

  test('while it is filled in, faults and preview follow, and what was typed stays', async () => {
    await listen();
    await slack.server.sendSlashCommand('add').acknowledged;
    const view = await modal('Add a topic');
    const { people } = slack.server;
    await people.fill(view, 'Name', 'Cables');
    expect(previews).toEqual([]);
    await people.fill(view, 'Query', '(');
    await until(() => viewText(view.view).includes('ends too soon'), 'the fault');
    await people.fill(view, 'Query', 'cable');
    await until(() => viewText(view.view).includes('found 5'), 'the preview');
    expect(viewText(view.view)).not.toContain('ends too soon');
    expect(previews.at(-1)).toMatchObject({
      form: 'add-topic',
      values: { name: 'Cables', query: 'cable', priority: 'normal', to: '' },
      asker: { ...ANA, channel: slack.server.channel('desk').id },
    });
  });

  test('sent off it is acknowledged at once, and shows what came of it, with Undo', async () => {
    let finish = () => {};
    const gate = new Promise<void>((resolve) => (finish = resolve));
    await listen({
      submit: async (draft) => {
        sent.push(draft);
        await gate;
        return { kind: 'answer', answer: done };
      },
    });
    await slack.server.sendSlashCommand('add').acknowledged;
    const view = await modal('Add a topic');
    await slack.server.people.fill(view, 'Posted to', 'low,normal');
    await slack.server.people.submit(view);
    expect(viewText(view.view)).toContain('One moment');
    finish();
    await until(() => viewText(view.view).includes('Muted: story s7'), 'the answer');
    expect(sent).toMatchObject([{ values: { to: 'low,normal' }, request: view.id }]);
    await slack.server.people.pressIn(view, 'Undo');
    await until(() => presses.length === 1, 'the undo');
  });

  test('with a fault it comes back as it was filled in', async () => {
    await listen();
    await slack.server.sendSlashCommand('add').acknowledged;
    const view = await modal('Add a topic');
    await slack.server.people.fill(view, 'Query', '(');
    await slack.server.people.submit(view);
    await until(() => viewText(view.view).includes('ends too soon'), 'the fault');
    expect(view.typed.get('ww_field_query')).toMatchObject({ value: '(' });
  });

  test('sent off twice, or sent again by Slack, it has one name', async () => {
    await listen();
    await slack.server.sendSlashCommand('add').acknowledged;
    const view = await modal('Add a topic');
    await slack.server.people.submit(view);
    await slack.server.people.again();
    await until(() => sent.length === 2, 'both');
    expect(new Set(sent.map(({ request }) => request))).toEqual(new Set([view.id]));
  });

  test('one that was closed before it could be drawn is nobody’s loss', async () => {
    await listen({
      open: async () => {
        slack.server.workspace.views.clear();
        return drawn();
      },
    });
    await slack.server.sendSlashCommand('add').acknowledged;
    await until(() => slack.server.calls.includes('views.update'), 'the drawing');
    expect(slack.warnings).toEqual([]);
  });

  test('a trigger that has expired is told to who asked, and asking again works', async () => {
    await listen();
    slack.server.workspace.triggerLastsMs = -1;
    const late = await slack.server.sendSlashCommand('add').answer;
    expect(visibleText(late.content)).toContain('Try again');
    expect(slack.warnings).toEqual([expect.stringContaining('expired_trigger_id')]);
    slack.server.workspace.triggerLastsMs = 3_000;
    await slack.server.sendSlashCommand('add').acknowledged;
    await modal('Add a topic');
  });

  test('a refusal is shown in the modal', async () => {
    const no = sampleAnswer({ ok: false, title: 'That did not work', text: 'You may look', entries: [] });
    await listen({ open: async () => ({ kind: 'answer', answer: no }) });
    await slack.server.sendSlashCommand('add').acknowledged;
    expect(inputsOf((await modal('You may look')).view)).toEqual([]);
  });

  test('a core that breaks is apologised for, and nothing of why is shown', async () => {
    await listen({ open: () => Promise.reject(new Error('secret detail')) });
    await slack.server.sendSlashCommand('add').acknowledged;
    const view = await modal('Something went wrong');
    expect(viewText(view.view)).not.toContain('secret');
  });
});

test('“Watch this” hands on the text of the message', async () => {
  await listen();
  const message = slack.server.say('desk', 'Cable off Taiwan cut');
  await slack.server.people.shortcut(slack.server.channel('desk'), message, 'ww_watch').acknowledged;
  await modal('Add a topic');
  expect(requests).toMatchObject([{ form: 'add-topic', text: 'Cable off Taiwan cut', asker: ANA }]);
});

test('the home shows topics, alerts and health, and its buttons open forms', async () => {
  const line = (title: string) => ({ title, link: null, detail: '<!here>', text: null });
  const button = { kind: 'form', form: 'add-topic', subject: null, label: 'Add a topic' } as const;
  await listen({
    home: async () => ({
      topics: [line('Chips')],
      alerts: [line('*Halt*')],
      health: [],
      buttons: [button],
    }),
  });
  await slack.server.people.visit();
  await until(() => slack.server.view('home') !== null, 'the home');
  const home = slack.server.view('home');
  if (!home) throw new Error('no home');
  expect(home.view).toMatchSnapshot();
  await slack.server.people.pressIn(home, 'Add a topic');
  await modal('Name');
  expect(requests).toMatchObject([{ form: 'add-topic', subject: null, asker: { ...ANA, channel: null } }]);
});

/** What feeds and people may write: none of it may call, hide, lead elsewhere or break the limits of the platform. */
const HOSTILE = [
  '@everyone @here <!channel> <!subteam^S1> <@U0PERSON>',
  '<https://evil.example|https://bank.example> [bank](https://evil.example)',
  '\u202etxt.exe\u202c \u2066hidden\u2069',
  'zero\u200bwidth\u2060 \ufeffand \u{e0041}tags',
  `Z${'\u0301'.repeat(10_000)}`,
  '*_~`&<>|'.repeat(3_000),
  '汉👩‍👩‍👧‍👦'.repeat(3_000),
];

test.each(HOSTILE)('hostile text is neutral in answers, modals and the home (%#)', async (text) => {
  const entry = { title: text, link: 'https://news.example/1', detail: text, text };
  const answer = sampleAnswer({ title: text, text, entries: [entry] });
  await listen({
    ask: async () => answer,
    open: async () => ({
      kind: 'form',
      form: {
        ...form(),
        fields: [field({ id: 'a', label: 'A', kind: 'line', error: text })],
        preview: [text],
      },
    }),
    home: async () => ({ topics: [entry], alerts: [entry], health: [entry], buttons: [] }),
  });
  const shown = await slack.server.sendSlashCommand('latest').answer;
  await slack.server.sendSlashCommand('add').acknowledged;
  const view = await modal('A');
  await slack.server.people.visit();
  await until(() => slack.server.view('home') !== null, 'the home');
  const drawn = JSON.stringify([shown.content, view.view, slack.server.view('home')?.view]);
  expect(drawn).not.toMatch(/<!|<@|<https:\/\/evil/);
  expect(drawn).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200b\u2060\ufeff]|\p{M}{4}/u);
});

test('somebody’s direct messages are opened once, posted to and looked through', async () => {
  const destination = { id: 'dm/slack/U0PERSON', account: 'slack', channel: '@U0PERSON' };
  const messenger = slack.account.messenger(destination);
  const posted = await messenger.send(sampleAlert(), 'k1');
  expect(posted).toMatchObject({ kind: 'sent', ref: expect.stringMatching(/^D0PERSON/) });
  const attempts = { firstAt: slack.now(), lastAt: slack.now(), now: slack.now() };
  expect(await messenger.find('k1', attempts)).toMatchObject({ kind: 'found' });
  expect(slack.server.calls.filter((name) => name === 'conversations.open')).toHaveLength(1);
  const nobody = slack.account.messenger({ ...destination, channel: '@nobody' });
  expect(await nobody.send(sampleAlert(), 'k2')).toMatchObject({ kind: 'refused' });
});
