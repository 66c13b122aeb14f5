import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Form, FormReply } from '../../src/domain/conversation.js';
import type { Asker } from '../../src/domain/message.js';
import type { TopicChange, TopicChanged, TopicDesk, TopicPreview } from '../../src/domain/topic-edit.js';
import { createConversation } from '../../src/lookup/conversation.js';
import type { Library } from '../../src/lookup/library.js';
import { proposeTopic } from '../../src/lookup/propose-topic.js';
import type { Db } from '../../src/store/db.js';
import { openStoreForTest, type TestDatabase } from '../support/embedded.js';

const NOW = new Date('2026-03-01T12:00:00Z');
const ANA: Asker = { account: 'slack', user: 'U1', name: 'ana', channel: 'C1', roles: [] };
const STRANGER: Asker = { ...ANA, user: 'U9' };

let database: TestDatabase;
let db: Db;
let changes: TopicChange[] = [];
let isManaged = false;

beforeAll(async () => {
  ({ database, db } = await openStoreForTest());
});
afterAll(() => database.drop());
beforeEach(async () => {
  changes = [];
  isManaged = false;
  await db.deleteFrom('change').execute();
});

/** Where topics are changed is another's matter: it knows one topic, and takes any query but “(”. */
const desk: TopicDesk = {
  readOnly: () => (isManaged ? 'Topics are managed elsewhere.' : null),
  watchlists: () => ['list'],
  fields: (id) =>
    id === 'chips'
      ? { id, watchlist: 'list', name: 'Chips', query: 'chip', priority: 'low', destinations: ['desk'] }
      : null,
  async change(change): Promise<TopicChanged> {
    if ('fields' in change && change.fields.query === '(')
      return { ok: false, faults: [{ field: 'query', column: 2, message: 'ends too soon' }] };
    changes.push(change);
    const topicId = change.kind === 'add' ? 'new-one' : change.topicId;
    const by = { id: 'slack:U1', name: 'ana' };
    const edit = { id: 1, at: NOW, by, kind: change.kind, topicId, watchlist: 'list' };
    return { ok: true, edit: { ...edit, before: null, after: null, undone: false }, warnings: [] };
  },
  draft: async () => ({ ok: false, faults: [] }),
  history: async () => [],
  preview: async (query): Promise<TopicPreview> =>
    query === '('
      ? { ok: false, faults: [{ field: 'query', column: 2, message: 'ends too soon' }] }
      : {
          ok: true,
          days: 7,
          articles: 340,
          matches: 12,
          stories: 5,
          postsPerDay: 0.71,
          samples: [],
          warnings: ['“chip” is also food'],
          understood: '',
        },
};

const talk = () => {
  const library: Partial<Library> = {
    db,
    topicDesk: desk,
    topics: () => new Map(),
    now: () => NOW,
    destinations: () => ['desk', 'ops'],
    permissions: () => [{ account: null, users: ['U1'], roles: [], channels: [], may: ['topics'] }],
    wake: async () => {},
  };
  return createConversation(library as Library, (where, error) => {
    throw new Error(where, { cause: error });
  });
};
const formOf = (reply: FormReply): Form => {
  if (reply.kind !== 'form') throw new Error(reply.answer.text ?? '');
  return reply.form;
};
const draft = (form: string, values: Record<string, string>, request = 'v1', asker = ANA) => {
  return { form, subject: form === 'edit-topic' ? 'chips' : null, values, asker, request };
};
const FILLED = { name: 'Cables', query: 'cable', priority: 'normal', destinations: 'desk,ops' };

test('while a topic is written the form says what it would have found', async () => {
  const { fields, preview } = formOf(await talk().preview(draft('add-topic', FILLED)));
  expect(preview).toEqual([
    'Of 340 articles in 7 days it would have found 12: about 0.7 posts a day.',
    '“chip” is also food',
  ]);
  expect(fields.map(({ id, value, live }) => [id, value, live])).toEqual([
    ['name', 'Cables', false],
    ['query', 'cable', true],
    ['destinations', 'desk,ops', false],
    ['priority', 'normal', false],
  ]);
});

test('a fault in the query stands at the query', async () => {
  const shown = formOf(await talk().preview(draft('add-topic', { ...FILLED, query: '(' })));
  expect(shown.fields.find(({ id }) => id === 'query')?.error).toBe('ends too soon');
});

test('what has a fault comes back, can be mended and sent off again, and counts once', async () => {
  const faulty = await talk().submit(draft('add-topic', { ...FILLED, query: '(' }));
  expect(formOf(faulty).fields[1]).toMatchObject({ value: '(', error: 'ends too soon' });
  expect(await talk().submit(draft('add-topic', FILLED))).toMatchObject({
    answer: { ok: true, title: 'Added: topic new-one', buttons: [{ action: 'undo-topic' }, {}] },
  });
  expect(await talk().submit(draft('add-topic', FILLED))).toMatchObject({ answer: { ok: false } });
  expect(changes).toEqual([
    {
      kind: 'add',
      fields: { name: 'Cables', query: 'cable', priority: 'normal', destinations: ['desk', 'ops'] },
    },
  ]);
  const { entries } = await talk().ask({ text: 'changes', page: 1, asker: STRANGER });
  expect(entries.map(({ title }) => title)).toEqual(['ana: add topic Cables']);
});

test('a topic is edited as it stands; one that is not named is chosen first', async () => {
  const opened = formOf(await talk().open({ form: 'edit-topic', subject: 'chips', asker: ANA }));
  expect(opened.fields.map(({ value }) => value)).toEqual(['Chips', 'chip', 'desk', 'low']);
  const unnamed = { form: 'edit-topic', subject: null, asker: ANA };
  expect(formOf(await talk().open(unnamed)).fields.map(({ id }) => id)).toEqual(['topic']);
  const chosen = { ...unnamed, values: { topic: 'chips' }, request: 'v2' };
  expect(formOf(await talk().preview(chosen))).toMatchObject({ subject: 'chips', submit: 'Save' });
  expect(formOf(await talk().submit(chosen))).toMatchObject({ subject: 'chips' });
  const wrong = formOf(await talk().submit({ ...chosen, values: { topic: 'no such' } }));
  expect(wrong.fields[0]?.error).toContain('choose a topic');
  expect(changes).toEqual([]);
  await talk().submit(draft('edit-topic', { ...FILLED, destinations: '' }, 'v3'));
  expect(changes).toMatchObject([{ kind: 'edit', topicId: 'chips', fields: { destinations: [] } }]);
});

test('a change is taken back by its button, once', async () => {
  const pressed = { action: 'undo-topic', subject: 'chips', asker: ANA, request: 'u1' };
  expect(await talk().press(pressed)).toMatchObject({ ok: true });
  expect(await talk().press(pressed)).toMatchObject({ ok: false });
  expect(changes).toEqual([{ kind: 'undo', topicId: 'chips' }]);
});

test('strangers get no form, and what they send off all the same is refused', async () => {
  const opened = await talk().open({ form: 'add-topic', subject: null, asker: STRANGER });
  expect(opened).toMatchObject({ answer: { ok: false, text: expect.stringContaining('users: [U9]') } });
  const sent = await talk().submit(draft('add-topic', FILLED, 'v9', STRANGER));
  expect(sent).toMatchObject({ kind: 'answer', answer: { ok: false } });
  await talk().press({ action: 'undo-topic', subject: 'chips', asker: STRANGER, request: 'u9' });
  expect(changes).toEqual([]);
});

test('where topics are managed elsewhere the form says so', async () => {
  isManaged = true;
  const opened = await talk().open({ form: 'add-topic', subject: null, asker: ANA });
  expect(opened).toMatchObject({ answer: { text: 'Topics are managed elsewhere.' } });
});

test('“Watch this” proposes the names in a message', async () => {
  const text = 'The cable off Taiwan was cut, says Chunghwa Telecom <https://example.org/Path|link>';
  const { fields } = formOf(await talk().open({ form: 'add-topic', subject: null, text, asker: ANA }));
  expect(fields[1]?.value).toBe('Taiwan AND "Chunghwa Telecom"');
});

test.each([
  ['Taiwan 海底电缆中断', 'Taiwan AND 海底电缆中断'],
  ['the undersea cable was damaged', 'undersea AND damaged AND cable'],
  ['', ''],
  ['\u202e\u200b\u0000', ''],
  ['Z' + '\u0301'.repeat(10_000), ''],
  ['"); DROP AND NOT', '"DROP AND NOT"'],
])(
  'what “Watch this” makes of a message, in any script and however hostile, is a query (%#)',
  (text, query) => {
    expect(proposeTopic(text).query).toBe(query);
    expect(proposeTopic(text).name.length).toBeLessThanOrEqual(60);
  },
);
