import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Draft, Field, Form, FormReply, FormRequest, Press } from '../../../src/domain/conversation.js';
import type { Conversation } from '../../../src/lookup/inbox.js';
import { sampleAlert, sampleAnswer } from '../../contracts/samples.js';
import { conversationOf } from '../../support/conversation.js';
import type { Message } from '../../support/discord/world.js';
import { until } from '../../support/until.js';
import { type Discord, openStage } from './stage.js';

const BO = { id: '600000000000000002', name: 'bo', roles: ['700000000000000001'] };
const CALLBACK = /\/callback$/;
const verbs: Conversation['verbs'] = [
  {
    name: 'why',
    usage: 'why <s1>',
    does: 'why a story matched',
    takes: [{ name: 'story', does: 'Its id', required: true, completes: 'story' }],
  },
  {
    name: 'mute',
    usage: 'mute <s1|topic> [for 8h]',
    does: 'posts no more of it',
    takes: [
      { name: 'what', does: 'A story or a topic', required: false, completes: 'topic' },
      { name: 'whom', does: 'Only for you', required: false, choices: ['me'] },
      { name: 'time', does: 'How long', required: false, after: 'for' },
    ],
  },
];

let discord: Discord;

beforeEach(async () => {
  discord = await openStage();
});

afterEach(async () => {
  await discord.close();
});

describe('buttons of a post in Discord', () => {
  test.each(['Mute story', 'Not relevant', 'Why', 'Timeline'])(
    '“%s” tells who pressed it, where and in which roles, and answers them alone',
    async (label) => {
      const presses: Press[] = [];
      await listen({ press: async (press) => (presses.push(press), sampleAnswer({ title: 'Done' })) });
      const alert = await postAlert();
      const before = JSON.stringify(alert.components);
      const asked = discord.server.clickButton(alert, label, BO);
      expect(await asked.shown).toMatchObject({ onlyToAsker: true, text: expect.stringContaining('Done') });
      expect(presses).toMatchObject([
        {
          subject: 's7',
          request: asked.id,
          asker: { user: BO.id, name: 'bo', roles: BO.roles, channel: desk().id },
        },
      ]);
      expect(JSON.stringify(alert.components)).toBe(before);
    },
  );

  test('a click that the gateway says twice is passed on once', async () => {
    const presses: Press[] = [];
    await listen({ press: async (press) => (presses.push(press), sampleAnswer()) });
    const asked = discord.server.clickButton(await postAlert(), 'Mute story');
    await asked.shown;
    asked.again();
    await discord.server.sendSlashCommand('help').shown;
    expect(presses).toHaveLength(1);
    expect(discord.server.violations()).toEqual([]);
  });

  test('two clicks at once are two requests, each answered', async () => {
    const presses: Press[] = [];
    await listen({ press: async (press) => (presses.push(press), sampleAnswer()) });
    const alert = await postAlert();
    await Promise.all([1, 2].map(() => discord.server.clickButton(alert, 'Mute story').shown));
    expect(new Set(presses.map(({ request }) => request)).size).toBe(2);
  });

  test('a click that another process has taken is left to it', async () => {
    const presses: Press[] = [];
    await listen({ press: async (press) => (presses.push(press), sampleAnswer()) });
    const reply = {
      status: 400,
      body: { code: 40060, message: 'Interaction has already been acknowledged.' },
    };
    discord.server.faults.next('POST', CALLBACK, { kind: 'reply', reply });
    discord.server.clickButton(await postAlert(), 'Mute story');
    await discord.server.sendSlashCommand('help').shown;
    expect(presses).toEqual([]);
  });

  test('“Undo” in an answer changes that answer, and answers anew when it was dismissed', async () => {
    const undo = { kind: 'act', action: 'unmute', subject: 's7', label: 'Undo' } as const;
    await listen({
      press: async ({ action }) =>
        action === 'mute'
          ? sampleAnswer({ title: 'Muted', buttons: [undo] })
          : sampleAnswer({ title: 'Unmuted' }),
    });
    const alert = await postAlert();
    const first = await discord.server.clickButton(alert, 'Mute story').shown;
    const undone = await discord.server.clickButton(first.message, 'Undo').shown;
    expect(undone.message).toBe(first.message);
    expect(undone.text).toContain('Unmuted');
    const second = await discord.server.clickButton(alert, 'Mute story').shown;
    second.message.isGone = true;
    const anew = await discord.server.clickButton(second.message, 'Undo').shown;
    expect(anew).toMatchObject({ onlyToAsker: true, text: expect.stringContaining('Unmuted') });
    expect(anew.message).not.toBe(second.message);
    expect(discord.server.violations()).toEqual([]);
  });

  test('a click on a post that is deleted meanwhile is answered', async () => {
    const alert = await postAlert();
    await listen({
      press: async () => {
        desk().messages = [];
        alert.isGone = true;
        return sampleAnswer({ title: 'Muted' });
      },
    });
    expect((await discord.server.clickButton(alert, 'Mute story').shown).text).toContain('Muted');
  });

  test('somebody in another server is sent away', async () => {
    const presses: Press[] = [];
    await listen({ press: async (press) => (presses.push(press), sampleAnswer()) });
    const asked = discord.server.people.command(desk(), 'why', { story: 's7' }, BO, '200000000000000099');
    expect((await asked.shown).text).toContain('another server');
  });

  test('what is done in a thread counts for its channel', async () => {
    const presses: Press[] = [];
    await listen({ press: async (press) => (presses.push(press), sampleAnswer()) });
    const root = await deskMessenger().send(sampleAlert(), 'k1');
    await deskMessenger().reply(root.kind === 'sent' ? root.ref : '', sampleAlert(), 'k2');
    const inThread = discord.server.posts('desk')[1];
    if (inThread) await discord.server.clickButton(inThread, 'Why').shown;
    expect(presses).toMatchObject([{ asker: { channel: desk().id } }]);
  });
});

describe('commands in Discord', () => {
  test('what is put into options arrives as one would type it, whatever the order', async () => {
    const texts: string[] = [];
    await listen({ ask: async ({ text }) => (texts.push(text), sampleAnswer()) });
    await discord.server.people.command(desk(), 'mute', { time: '8h', whom: 'me', what: 's7' }).shown;
    await discord.server.people.command(desk(), 'mute', { old: 's7' }).shown;
    await discord.server.people.command(desk(), 'ask', { text: 'topics 2' }).shown;
    expect(texts).toEqual(['mute s7 me for 8h', 'mute s7', 'topics 2']);
  });

  test('options complete what is typed, and only those that can', async () => {
    const asked: unknown[] = [];
    await listen({
      suggest: async (what, typed, { user }) => {
        asked.push([what, typed, user]);
        const long = { value: 'v'.repeat(101), label: 'too long' };
        const many = Array.from({ length: 30 }, (_, at) => ({ value: `s${at}`, label: `汉`.repeat(120) }));
        return [long, ...many];
      },
    });
    const choices = await discord.server.people.type(desk(), 'why', 'story', 'chi', BO).choices;
    expect(choices).toHaveLength(24);
    expect(asked).toEqual([['story', 'chi', BO.id]]);
    expect(await discord.server.people.type(desk(), 'mute', 'time', '8').choices).toEqual([]);
    expect(discord.server.violations()).toEqual([]);
  });

  test('no more verbs than Discord lists: the rest is reached by “ask”', async () => {
    const does = '汉'.repeat(400);
    const takes = ['a', 'b', 'c', 'd'].map((name) => ({ name, does, required: false }));
    const many = Array.from({ length: 40 }, (_, at) => ({ name: `verb${at}`, usage: 'v', does, takes }));
    await listen({ verbs: many });
    const options = discord.server.world.commands.get(discord.server.world.guild)?.[0]?.['options'];
    expect(options).toHaveLength(25);
    expect(JSON.stringify(options)).toContain('"ask"');
    expect(discord.server.violations()).toEqual([]);
  });
});

describe('forms in Discord', () => {
  const seven = Array.from({ length: 7 }, (_, at) => fieldOf({ id: `f${at}`, value: `v${at}` }));

  test('“Watch this” pops up a form made of the message, which is shown before it counts', async () => {
    const requests: FormRequest[] = [];
    const sent: Draft[] = [];
    await listen({
      open: async (request) => (requests.push(request), formReply({ fields: topicFields })),
      preview: async ({ values }) =>
        formReply({ fields: filled(values), preview: ['Would have matched 3 articles'] }),
      submit: async (draft) => (
        sent.push(draft), { kind: 'answer', answer: sampleAnswer({ title: 'Watched' }) }
      ),
    });
    const message = {
      id: '77',
      content: 'Chips @everyone',
      embeds: [{ title: 'Export', description: 'rules' }],
    };
    const modal = await discord.server.people.menu(desk(), 'Watch this', message, BO).modal;
    expect(requests).toMatchObject([
      { form: 'add-topic', subject: null, text: 'Chips @everyone\nExport\nrules' },
    ]);
    expect(modal.components).toMatchSnapshot();
    const preview = await discord.server.people.submit(modal, { name: 'Chips', where: ['b'] }).shown;
    expect(preview).toMatchObject({ onlyToAsker: true, text: expect.stringContaining('3 articles') });
    expect(sent).toEqual([]);
    const saves = [1, 2].map(() => discord.server.clickButton(preview.message, 'Save', BO).shown);
    expect((await Promise.all(saves))[0]?.text).toContain('Watched');
    expect(sent[0]).toMatchObject({
      form: 'add-topic',
      values: { name: 'Chips', query: 'chips', where: 'b' },
    });
    expect(new Set(sent.map(({ request }) => request)).size).toBe(1);
    expect(discord.server.violations()).toEqual([]);
  });

  test('faults are told, and what was filled in is still there to be changed', async () => {
    await listen({
      formOf: () => ({ form: 'add-topic', subject: null }),
      open: async () => formReply({ fields: topicFields }),
      preview: async ({ values }) =>
        formReply({
          fields: filled(values).map((one) => (one.id === 'query' ? { ...one, error: 'a " is open' } : one)),
        }),
    });
    const modal = await discord.server.sendSlashCommand('add').modal;
    const faulty = await discord.server.people.submit(modal, { name: 'Chips', query: '"chips' }).shown;
    expect(faulty.text).toContain('a " is open');
    expect(faulty.buttons.map(({ label }) => label)).toEqual(['Change']);
    const again = await discord.server.clickButton(faulty.message, 'Change').modal;
    expect(JSON.stringify(again.components)).toContain('"value":"\\"chips"');
    const better = await discord.server.people.submit(again, { query: 'chips' }).shown;
    expect(better.message).toBe(faulty.message);
  });

  test('a mute counts at once', async () => {
    const drafts: Draft[] = [];
    await listen({
      formOf: () => ({ form: 'mute', subject: null }),
      open: async () => formReply({ name: 'mute', fields: [fieldOf({ id: 'what', value: 's7' })] }),
      submit: async (draft) => (
        drafts.push(draft), { kind: 'answer', answer: sampleAnswer({ title: 'Muted' }) }
      ),
    });
    const modal = await discord.server.sendSlashCommand('mute').modal;
    const asked = discord.server.people.submit(modal, {});
    expect((await asked.shown).text).toContain('Muted');
    expect(drafts).toMatchObject([
      { form: 'mute', subject: null, values: { what: 's7' }, request: asked.id },
    ]);
  });

  test('fields that Discord has no room for keep their values', async () => {
    const drafts: Draft[] = [];
    await listen({
      formOf: () => ({ form: 'edit-topic', subject: 'chips' }),
      open: async () => formReply({ name: 'edit-topic', subject: 'chips', fields: seven }),
      preview: async (draft) => (drafts.push(draft), formReply({ name: 'edit-topic', fields: seven })),
    });
    const modal = await discord.server.sendSlashCommand('edit chips').modal;
    expect(modal.components).toHaveLength(5);
    await discord.server.people.submit(modal, { f0: 'new' }).shown;
    expect(drafts[0]).toMatchObject({
      subject: 'chips',
      values: { f0: 'new', f4: 'v4', f5: 'v5', f6: 'v6' },
    });
    const stale = { ...modal, customId: modal.customId.replace(/ww:modal:[^:]+/, 'ww:modal:gone') };
    expect((await discord.server.people.submit(stale, {}).shown).text).toContain('no longer kept');
    expect(drafts).toHaveLength(1);
  });

  test('a value that would be cut, or could not be chosen again, is not asked for and stays', async () => {
    const drafts: Draft[] = [];
    const query = 'chips OR '.repeat(500);
    const fields = [
      fieldOf({ id: 'name', value: 'x'.repeat(300), longest: 200 }),
      fieldOf({ id: 'query', kind: 'text', value: query }),
      fieldOf({ id: 'where', kind: 'many', value: 'gone', options: [{ value: 'a', label: 'a' }] }),
      fieldOf({ id: 'none', kind: 'one', options: [] }),
    ];
    await listen({
      formOf: () => ({ form: 'edit-topic', subject: 'chips' }),
      open: async () => formReply({ name: 'edit-topic', subject: 'chips', fields }),
      preview: async (draft) => (drafts.push(draft), formReply({ name: 'edit-topic', fields })),
    });
    const modal = await discord.server.sendSlashCommand('edit chips').modal;
    expect(modal.components).toHaveLength(1);
    await discord.server.people.submit(modal, {}).shown;
    expect(drafts[0]?.values).toEqual({ name: 'x'.repeat(300), query, where: 'gone', none: '' });
  });

  test('a draft is nobody else’s to send off', async () => {
    await listen({
      formOf: () => ({ form: 'add-topic', subject: null }),
      open: async () => formReply({ fields: topicFields }),
      preview: async () => formReply({ fields: topicFields }),
    });
    const modal = await discord.server.sendSlashCommand('add').modal;
    const preview = await discord.server.people.submit(modal, { name: 'Chips' }).shown;
    expect((await discord.server.clickButton(preview.message, 'Save', BO).shown).text).toContain(
      'no longer kept',
    );
  });

  test('a form that is refused says why, to who asked for it', async () => {
    await listen({
      open: async () => ({ kind: 'answer', answer: sampleAnswer({ ok: false, title: 'You may not' }) }),
    });
    const asked = discord.server.people.menu(desk(), 'Watch this', { id: '77', content: 'x' });
    expect(await asked.shown).toMatchObject({
      onlyToAsker: true,
      text: expect.stringContaining('You may not'),
    });
  });

  test('a form that is not there in time is given up before Discord gives up', async () => {
    await listen({ open: () => new Promise<FormReply>(() => {}) });
    const asked = discord.server.people.menu(desk(), 'Watch this', { id: '77', content: 'x' });
    expect((await asked.shown).text).toContain('too long');
    expect(discord.server.violations()).toEqual([]);
  });

  test('any text in a form keeps to the limits of Discord', async () => {
    for (const text of ['汉'.repeat(9000), '👩‍👩‍👧‍👦'.repeat(2000), '*_`@everyone'.repeat(900), '']) {
      const options = Array.from({ length: 40 }, (_, at) => ({ value: `v${at}`, label: text }));
      const values = { line: text, text: text.slice(0, 3900), one: 'v39', many: 'v1, v39' };
      const fields = (['line', 'text', 'one', 'many'] as const).map((kind) => {
        const value = values[kind];
        return fieldOf({
          id: kind,
          kind,
          label: text,
          hint: text,
          error: text,
          value,
          options,
          longest: 4000,
        });
      });
      await listen({
        formOf: () => ({ form: 'edit-topic', subject: 'x'.repeat(200) }),
        open: async () => formReply({ title: text, subject: 'x'.repeat(200), fields, preview: [text] }),
        preview: async () => formReply({ title: text, submit: text, fields, preview: [text] }),
      });
      const modal = await discord.server.sendSlashCommand('edit').modal;
      const typed: Record<string, string> = text === '' ? { line: 'a', text: 'a' } : {};
      await discord.server.people.submit(modal, { ...typed, one: 'v1', many: ['v39', 'v2'] }).shown;
      expect(discord.server.violations()).toEqual([]);
      await discord.close();
      discord = await openStage();
    }
  });
});

test('a server that knows no Components V2 gets answers and refusals as embeds, for the asker alone', async () => {
  await discord.close();
  discord = await openStage({ v2: false });
  await listen({ open: async () => ({ kind: 'answer', answer: sampleAnswer({ title: 'You may not' }) }) });
  const answered = await discord.server.sendSlashCommand('why s7').shown;
  expect(answered).toMatchObject({ onlyToAsker: true, text: expect.stringContaining('Story number 1') });
  const refused = await discord.server.people.menu(desk(), 'Watch this', { id: '77', content: 'x' }).shown;
  expect(refused).toMatchObject({ onlyToAsker: true, text: expect.stringContaining('You may not') });
  expect(discord.server.violations()).toEqual([]);
});

describe('direct messages in Discord', () => {
  const direct = (person: string) =>
    discord.account.messenger({ id: 'me', account: 'discord', channel: `@${person}` });

  test('carry alerts to one person, with updates, and answers that name what they answer', async () => {
    const firstAt = discord.now();
    const sent = await direct(BO.id).send(sampleAlert(), 'k1');
    const ref = sent.kind === 'sent' ? sent.ref : '';
    expect(await direct(BO.id).update(ref, sampleAlert({ headline: 'Changed' }), 'k1')).toMatchObject({
      ref,
    });
    expect(await direct(BO.id).reply(ref, sampleAlert(), 'k2')).toMatchObject({ kind: 'sent' });
    const [root, answer] = discord.server.posts(`@${BO.id}`);
    expect(answer?.answers).toBe(root?.id);
    const attempts = { firstAt, lastAt: firstAt, now: firstAt };
    expect(await direct(BO.id).find('k1', attempts)).toEqual({ kind: 'found', ref });
  });

  test('their buttons are answered, without a server or roles', async () => {
    const presses: Press[] = [];
    await listen({ press: async (press) => (presses.push(press), sampleAnswer()) });
    await direct(BO.id).send(sampleAlert(), 'k1');
    const [alert] = discord.server.posts(`@${BO.id}`);
    if (alert) await discord.server.clickButton(alert, 'Why', BO).shown;
    expect(presses).toMatchObject([{ asker: { user: BO.id, roles: [] } }]);
  });

  test('to somebody who takes none are refused with what to do', async () => {
    discord.server.world.closedTo.add(BO.id);
    expect(await direct(BO.id).send(sampleAlert(), 'k1')).toMatchObject({
      kind: 'refused',
      what: 'place',
      reason: expect.stringContaining('direct messages'),
    });
    expect(await direct('bo').send(sampleAlert(), 'k1')).toMatchObject({ kind: 'refused' });
  });
});

const topicFields = [
  fieldOf({ id: 'name', label: 'Name', value: '' }),
  fieldOf({ id: 'query', label: 'Query', kind: 'text', value: 'chips', hint: 'Words, “phrases”, AND, NEAR' }),
  fieldOf({
    id: 'where',
    label: 'Where',
    kind: 'many',
    value: 'a',
    options: ['a', 'b'].map((value) => ({ value, label: `#${value}` })),
  }),
];

function fieldOf(given: Partial<Field> & { readonly id: string }): Field {
  const common = { label: 'L', hint: null, kind: 'line', value: '', options: [], required: true } as const;
  return { ...common, live: false, longest: 200, error: null, ...given };
}

function filled(values: Draft['values']): Field[] {
  return topicFields.map((one) => ({ ...one, value: values[one.id] ?? '' }));
}

function formReply(given: Partial<Form>): FormReply {
  const common = { name: 'add-topic', subject: null, title: 'Watch a topic', submit: 'Save' } as const;
  return { kind: 'form', form: { ...common, fields: [], preview: [], ...given } };
}

async function listen({ ask, ...rest }: Partial<Conversation>): Promise<void> {
  await discord.account.inbox?.listen(conversationOf(ask, { verbs, ...rest }));
}

const desk = () => discord.server.channel('desk');
const deskMessenger = () => discord.account.messenger({ id: 'd', account: 'a', channel: desk().id });

async function postAlert(): Promise<Message> {
  await deskMessenger().send(sampleAlert(), 'k1');
  await until(() => desk().messages.length > 0, 'the post');
  const [alert] = desk().messages;
  if (!alert) throw new Error('nothing was posted');
  return alert;
}
