import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Form } from '../../src/domain/conversation.js';
import type { Asker } from '../../src/domain/message.js';
import type { ChangeKind, Permission } from '../../src/domain/permission.js';
import type { StoryDesk } from '../../src/domain/story-desk.js';
import type { Topic } from '../../src/domain/topic.js';
import type { TopicDesk } from '../../src/domain/topic-edit.js';
import { createConversation } from '../../src/lookup/conversation.js';
import { postButtons } from '../../src/lookup/inbox.js';
import type { Library } from '../../src/lookup/library.js';
import { nextAlert, putAlert } from '../../src/store/alerts.js';
import type { Db } from '../../src/store/db.js';
import { sampleAlert } from '../contracts/samples.js';
import { openStoreForTest, type TestDatabase } from '../support/embedded.js';

const ANA: Asker = { account: 'slack', user: 'U1', name: 'ana', channel: 'C1', roles: [] };
const STRANGER: Asker = { account: 'slack', user: 'U9', name: 'mallory', channel: 'C9', roles: [] };
const ALL: readonly ChangeKind[] = ['mute', 'judge', 'topics', 'outbox'];
const RULE: Permission = { account: 'slack', users: ['U1'], roles: [], channels: [], may: ALL };

const CHIPS: Topic = {
  id: 'chips',
  name: 'Chips',
  watchlist: 'list',
  query: 'chip',
  aliases: {},
  destinations: ['desk'],
  priority: 'normal',
  tests: { match: [], ignore: [] },
  version: '1',
};

const refusal = { ok: false, faults: [{ field: 'query', column: 1, message: 'is empty' }] } as const;
const DESK: TopicDesk = {
  readOnly: () => null,
  watchlists: () => ['list'],
  fields: () => null,
  change: async () => refusal,
  draft: async () => ({ ok: false, faults: [] }),
  history: async () => [],
  preview: async () => refusal,
};

const STORIES: StoryDesk = {
  briefing: async () => null,
  storyTimeline: async () => null,
  topicTimeline: async () => [],
  digest: async () => [],
};

let database: TestDatabase;
let db: Db;
let story = 0;
let clock = new Date('2026-03-01T12:00:00Z');
let woken: string[] = [];
let clicks = 0;

const library: () => Library = () => ({
  db,
  topics: () => new Map([['chips', CHIPS]]),
  refused: () => [],
  feeds: async () => [],
  topicDesk: DESK,
  storyDesk: STORIES,
  trace: () => ({ matched: false, lines: [], nearly: [] }),
  canonicalUrl: () => null,
  proposeTest: () => null,
  now: () => clock,
  destinations: () => ['desk'],
  permissions: () => [RULE],
  wake: async (job, ids) => void woken.push(...ids.map((id) => `${job} ${id}`)),
});
const talk = () =>
  createConversation(library(), (where, error) => {
    throw new Error(where, { cause: error });
  });

beforeAll(async () => {
  ({ database, db } = await openStoreForTest());
});
afterAll(() => database.drop());
beforeEach(async () => {
  clock = new Date('2026-03-01T12:00:00Z');
  woken = [];
  for (const table of ['alert', 'mute', 'follow', 'change', 'story'] as const)
    await db.deleteFrom(table).execute();
  const row = await db
    .insertInto('story')
    .values({ revision: 1, briefed_revision: 1, first_at: clock, last_at: clock })
    .returning('id')
    .executeTakeFirstOrThrow();
  story = row.id;
  await db.transaction().execute((tx) => {
    const message = sampleAlert({ storyId: story });
    const alert = { id: `key-${story}`, storyId: story, destination: 'desk', topics: ['chips'] };
    return putAlert(tx, { ...alert, priority: 'normal', message }, clock);
  });
});

const press = (action: string, asker = ANA, request = `click ${clicks++}`, subject = `s${story}`) =>
  talk().press({ action, subject, asker, request });
const trail = async () =>
  (await talk().ask({ text: 'changes', page: 1, asker: STRANGER })).entries.map(({ title }) => title);
const due = () => nextAlert(db, 'desk', clock);
const posted = () => db.updateTable('alert').set({ state: 'sent', ref: 'C1/1', sent_revision: 1 }).execute();

describe('mute story', () => {
  test('an alert that waits is kept and not sent, until somebody unmutes it', async () => {
    const { ok, buttons } = await press('mute');
    expect({ ok, buttons }).toMatchObject({ ok: true, buttons: [{ action: 'unmute', label: 'Undo' }] });
    expect(await due()).toBeNull();
    expect(await db.selectFrom('alert').select('state').execute()).toEqual([{ state: 'pending' }]);
    await press('unmute');
    expect(await due()).toMatchObject({ state: 'pending' });
    expect(woken).toContain(`brief ${story}`);
  });

  test('a post that stands is edited: by whom, and with a button that takes it back', async () => {
    await posted();
    await press('mute');
    const alert = await due();
    expect(alert).toMatchObject({ state: 'sent', message: { marks: { mutedBy: 'ana' } } });
    if (alert?.message.kind !== 'alert') throw new Error('no alert');
    expect(postButtons(alert.message)[0]).toMatchObject({ action: 'unmute', subject: `s${story}` });
    expect(woken).toEqual(['deliver desk']);
  });

  test('a mute for a while ends by itself', async () => {
    await talk().ask({ text: `mute s${story} for 8h`, page: 1, asker: ANA });
    clock = new Date(clock.getTime() + 8 * 3_600_000 - 1);
    expect(await due()).toBeNull();
    clock = new Date(clock.getTime() + 1);
    expect(await due()).not.toBeNull();
  });
});

describe('clicks', () => {
  test('two at once mute once: one does it, the other finds it done', async () => {
    const answers = await Promise.all([press('mute'), press('mute')]);
    expect(answers.map(({ ok }) => ok)).toEqual([true, true]);
    expect(answers.filter(({ title }) => title.includes('already'))).toHaveLength(1);
    expect(await trail()).toEqual([`ana: mute s${story}`]);
  });

  test('one that comes again changes nothing, even after it was taken back', async () => {
    await press('mute', ANA, 'once');
    await press('unmute');
    const again = await press('mute', ANA, 'once');
    expect(again).toMatchObject({ ok: false, text: expect.stringContaining('already') });
    expect(await due()).not.toBeNull();
  });

  test.each(['mute', 'unmute', 'irrelevant', 'relevant', 'unjudge'])(
    'a stranger who presses %s is refused and told who can help, and no trace is left',
    async (action) => {
      const { ok, text } = await press(action, STRANGER);
      expect(ok).toBe(false);
      expect(text).toContain('users: [U9]');
      expect(await trail()).toEqual([]);
      expect(await due()).toMatchObject({ revision: 1 });
    },
  );

  test('a stranger may look, and change what concerns nobody else', async () => {
    expect(await press('why', STRANGER)).toMatchObject({ question: `why s${story}` });
    expect(await press('mute-me', STRANGER)).toMatchObject({ ok: true });
    expect(await press('follow', STRANGER, 'f', 'chips')).toMatchObject({ ok: true });
    expect(await due()).toMatchObject({ revision: 1 });
  });

  test.each([
    ['mute', 's999999999'],
    ['mute', "s1'; drop table"],
    ['mute', '__proto__'],
    ['__proto__', 's1'],
    ['constructor', 's1'],
    ['follow', 'nothing'],
    ['irrelevant', 'chips'],
    ['', ''],
  ])('a forged button (%s %s) is answered and changes nothing', async (action, subject) => {
    expect(await press(action, ANA, 'forged', subject)).toMatchObject({ ok: false });
    expect(await trail()).toEqual([]);
  });

  test('a name is kept as it is for the trail, however hostile, and cut', async () => {
    await press('mute', { ...ANA, name: '<!channel>'.repeat(100) });
    const [title = ''] = await trail();
    expect(title.startsWith('<!channel>')).toBe(true);
    expect(title.length).toBeLessThan(1_100);
  });
});

test('a post that is not relevant says so until that is taken back', async () => {
  await posted();
  await press('irrelevant');
  expect(await due()).toMatchObject({ message: { marks: { irrelevantBy: 'ana' } } });
  await press('unjudge');
  expect(await due()).toMatchObject({ message: { marks: {} } });
  expect(await trail()).toEqual([`ana: unjudge s${story}`, `ana: irrelevant s${story}`]);
});

describe('permissions', () => {
  test.each([
    ['a user', { users: ['U1'] }, ANA, true],
    ['everybody', { users: ['*'] }, STRANGER, true],
    ['a role', { roles: ['R7'] }, { ...STRANGER, roles: ['R6', 'R7'] }, true],
    ['a channel', { channels: ['C9'] }, STRANGER, true],
    ['another account', { users: ['U1'] }, { ...ANA, account: 'discord' }, false],
    ['another channel', { channels: ['C1'] }, STRANGER, false],
    ['no channel', { channels: ['C1'] }, { ...STRANGER, channel: null }, false],
    ['other changes', { users: ['U1'], may: ['topics'] as const }, ANA, false],
  ])('by %s', async (_, rule, asker, allowed) => {
    const named = { ...RULE, users: [], ...rule };
    const conversation = createConversation({ ...library(), permissions: () => [named] }, () => {});
    const { ok } = await conversation.press({ action: 'mute', subject: `s${story}`, asker, request: 'r' });
    expect(ok).toBe(allowed);
  });
});

describe('the form to mute', () => {
  const draft = (values: Record<string, string>, asker = ANA, request = `form ${clicks++}`) => ({
    form: 'mute',
    subject: null,
    values,
    asker,
    request,
  });
  const formOf = (reply: { kind: string; form?: Form }) => {
    if (!reply.form) throw new Error('no form');
    return reply.form;
  };

  test('starts with what it is about, for oneself where one may not for all', async () => {
    const open = (asker: Asker) => talk().open({ form: 'mute', subject: `s${story}`, asker });
    const values = formOf(await open(ANA)).fields.map(({ value }) => value);
    expect(values).toEqual([`s${story}`, 'all', 'good']);
    expect(formOf(await open(STRANGER)).fields[1]).toMatchObject({ value: 'me' });
  });

  test('shows while it is filled in what is meant, or that there is no such thing', async () => {
    const shown = formOf(await talk().preview(draft({ what: `s${story}` })));
    expect(shown.preview[0]).toBe(sampleAlert().briefing.headline);
    const wrong = formOf(await talk().preview(draft({ what: 'no such topic' })));
    expect(wrong.fields[0]?.error).toContain('There is no story or topic');
  });

  test('sent off twice it mutes once; with a fault it comes back', async () => {
    const filled = draft({ what: 'chips', whom: 'all', until: '8h' });
    expect(await talk().submit(filled)).toMatchObject({ kind: 'answer', answer: { title: 'Muted: Chips' } });
    expect(await talk().submit(filled)).toMatchObject({ kind: 'answer', answer: { ok: false } });
    expect(await trail()).toEqual(['ana: mute chips (until 2026-03-01 20:00 UTC)']);
    expect(await talk().submit(draft({ what: '', whom: 'all' }))).toMatchObject({ kind: 'form' });
    const refused = await talk().submit(draft({ what: 'chips', whom: 'all' }, STRANGER));
    expect(refused).toMatchObject({ kind: 'answer', answer: { ok: false } });
  });

  test('a form that there is not is answered', async () => {
    for (const form of ['__proto__', 'shred', ''])
      expect(await talk().open({ form, subject: null, asker: ANA })).toMatchObject({ kind: 'answer' });
  });
});

test('completions begin with what begins so, 25 at the most', async () => {
  const suggest = async (what: 'topic' | 'story', typed: string) =>
    (await talk().suggest(what, typed, ANA)).map(({ value }) => value);
  expect(await suggest('topic', 'CHI')).toEqual(['chips']);
  expect(await suggest('story', '')).toEqual([`s${story}`]);
});

test('home shows what somebody follows, what came of it, and whether all is well', async () => {
  const before = await talk().home(ANA);
  expect(before).toMatchObject({ topics: [], alerts: [{ detail: expect.stringContaining(`s${story}`) }] });
  await press('follow', ANA, 'follow', 'chips');
  expect(await talk().home(ANA)).toMatchObject({ topics: [{ title: 'Chips' }] });
  expect((await talk().home(STRANGER)).topics).toEqual([]);
});

test('a command that the platform sends again changes nothing the second time', async () => {
  const ask = (text: string, request: string) => talk().ask({ text, page: 1, asker: ANA, request });
  await ask(`mute s${story}`, 't1');
  await ask(`unmute s${story}`, 't2');
  expect(await ask(`mute s${story}`, 't1')).toMatchObject({ ok: false });
  expect(await due()).not.toBeNull();
});

test('an address alone asks for the article that it leads to', async () => {
  const ask = (text: string) => talk().ask({ text, page: 1, asker: STRANGER });
  expect(await ask('https://news.example/unknown')).toMatchObject({ title: 'Nothing found' });
  expect(await ask('<https://news.example/unknown|label>')).toMatchObject({ title: 'Nothing found' });
  expect(await ask('link nonsense')).toMatchObject({ misused: true });
});

test('help leads to the forms', async () => {
  const { buttons = [] } = await talk().ask({ text: 'help', page: 1, asker: STRANGER });
  expect(buttons.map(({ label }) => label)).toEqual(['Add a topic', 'Edit a topic', 'Mute']);
});
