import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Person, TopicChanged, TopicDesk } from '../src/domain/topic-edit.js';
import { buildHouse, type House, type Opened } from './support/house.js';

const ANA: Person = { id: 'desk:U1', name: 'Ana\u202e' };
const LIST = `name: Desk
destinations: [screen]
shared:
  noise: rumour OR 传闻
topics:
  # What we make.
  - id: chips
    name: Chips
    query: # of both languages
      all: [chip OR 芯片, China OR 中国]
      none: [$noise]
    tests:
      match: [chips from China]
  - id: cables
    name: Cables
    query: cable OR 电缆
`;

let house: House;
let opened: Opened;
let desk: TopicDesk;

beforeAll(async () => {
  house = buildHouse({ watchlists: { 'desk.yaml': LIST } });
  appendFileSync(house.file, 'permissions:\n  - users: ["*"]\npublishers: { Mashable: 1 }\n');
  opened = await house.open();
  desk = opened.app.topicDesk;
  const text = '---\ntitle: OpenAI hires\n---\n\nA lead of no use. OpenAI hires for chips from China.\n';
  writeFileSync(join(house.folder, 'a.md'), text);
  await opened.app.importPaths([join(house.folder, 'a.md')]);
  await opened.app.drain(60_000, true);
});
afterAll(async () => {
  await opened.app.stop();
  house.remove();
});
beforeEach(async () => {
  writeFileSync(file(), LIST);
  await opened.app.reload(await house.load());
});

const file = () => join(house.folder, 'watchlists', 'desk.yaml');
const written = () => readFileSync(file(), 'utf8');
function done(changed: TopicChanged) {
  if (!changed.ok) throw new Error(JSON.stringify(changed.faults));
  return changed.edit;
}

test('a topic that is added is written, watched at once, put down with its author, and taken back', async () => {
  const fields = { name: 'Singapore offices', query: 'OpenAI AND Singapore' };
  const edit = done(await desk.change({ kind: 'add', fields }, ANA));
  expect(edit).toMatchObject({ topicId: 'singapore-offices', watchlist: 'desk', before: null });
  expect(edit.by).toEqual({ id: 'desk:U1', name: 'Ana' });
  expect(written()).toBe(
    `${LIST}  - id: singapore-offices\n    name: Singapore offices\n    query: OpenAI AND Singapore\n`,
  );
  expect(opened.app.live().topics.get('singapore-offices')?.destinations).toEqual(['screen']);
  expect((await desk.history('singapore-offices', 5)).map(({ kind }) => kind)).toEqual(['add']);
  done(await desk.change({ kind: 'undo', topicId: 'singapore-offices' }, ANA));
  expect(written()).toBe(LIST);
  expect(opened.app.live().topics.has('singapore-offices')).toBe(false);
  expect((await desk.history('singapore-offices', 5)).map(({ undone }) => undone)).toEqual([false, true]);
  expect(await desk.change({ kind: 'undo', topicId: 'singapore-offices' }, ANA)).toMatchObject({ ok: false });
});

test('changes are taken back one after the other, and comments stay', async () => {
  const first = { kind: 'edit', topicId: 'cables', fields: { query: 'cable', priority: 'low' } } as const;
  done(await desk.change(first, ANA));
  done(await desk.change({ kind: 'edit', topicId: 'cables', fields: { name: 'Sea cables' } }, ANA));
  done(await desk.change({ kind: 'remove', topicId: 'cables' }, ANA));
  expect(opened.app.live().topics.has('cables')).toBe(false);
  for (const query of ['cable', 'cable', 'cable OR 电缆']) {
    done(await desk.change({ kind: 'undo', topicId: 'cables' }, ANA));
    expect(opened.app.live().topics.get('cables')?.query).toBe(query);
  }
  expect(written()).toBe(LIST);
});

test('a form starts with the query as one string that means the same', async () => {
  const form = desk.fields('chips');
  expect(form).toMatchObject({
    query: '(chip OR 芯片) AND (China OR 中国) NOT $noise',
    destinations: ['screen'],
    priority: 'normal',
    watchlist: 'desk',
  });
  expect(desk.fields('absent')).toBeNull();
  done(await desk.change({ kind: 'edit', topicId: 'chips', fields: { query: form?.query ?? '' } }, ANA));
  expect(written()).toContain('    query: (chip OR 芯片) AND (China OR 中国) NOT $noise\n');
  expect(written()).toContain('# What we make.\n');
});

test('what is wrong is told at its field, and nothing is written', async () => {
  const fields = { name: ' ', query: 'chip AND (', destinations: ['nowhere'] };
  const changed = await desk.change({ kind: 'add', id: 'chips', watchlist: 'none', fields }, ANA);
  if (changed.ok) throw new Error('was written');
  expect(changed.faults.map(({ field, column }) => `${field} ${column}`)).toEqual([
    'name null',
    'query 11',
    'destinations null',
    'id null',
    'watchlist null',
  ]);
  expect(await desk.change({ kind: 'edit', topicId: 'absent', fields: {} }, ANA)).toMatchObject({
    ok: false,
  });
  expect(written()).toBe(LIST);
});

test('a query that fails the tests of its topic is refused with the reason', async () => {
  const fields = { query: 'chip AND Peru' };
  expect(await desk.change({ kind: 'edit', topicId: 'chips', fields }, ANA)).toMatchObject({
    faults: [{ field: 'query', message: expect.stringContaining('not found: Peru') as string }],
  });
  expect(written()).toBe(LIST);
});

test('what was edited by hand meanwhile is not overwritten by undoing', async () => {
  done(await desk.change({ kind: 'edit', topicId: 'cables', fields: { query: 'cable' } }, ANA));
  const byHand = written().replace('query: cable\n', 'query: cable OR wire\n');
  writeFileSync(file(), byHand);
  expect(await desk.change({ kind: 'undo', topicId: 'cables' }, ANA)).toMatchObject({ ok: false });
  expect(written()).toBe(byHand);
});

test('two changes at once are both kept', async () => {
  const add = (name: string) => desk.change({ kind: 'add', fields: { name, query: name } }, ANA);
  const made = await Promise.all([add('tin'), add('zinc'), add('tin')]);
  expect(made.map((each) => done(each).topicId)).toEqual(['tin', 'zinc', 'tin-2']);
  expect([...opened.app.live().topics.keys()]).toEqual(['chips', 'cables', 'tin', 'zinc', 'tin-2']);
});

test('a preview counts what a query finds in the archive', async () => {
  const seen = await desk.preview('OpenAI NOT $noise', { watchlist: 'desk', days: 3_650 });
  expect(seen).toMatchObject({ ok: true, articles: 6, matches: 6, understood: expect.any(String) as string });
  if (seen.ok) expect(seen.samples[0]?.found[0]).toEqual({ text: 'OpenAI', term: 'OpenAI' });
  const best = await desk.preview('OpenAI AND tier:1', { days: 3_650 });
  expect(best.ok && best.samples.map(({ publisher }) => publisher)).toEqual(['Mashable']);
  expect(await desk.preview('OpenAI AND')).toMatchObject({ faults: [{ field: 'query', column: 11 }] });
});

test('a backtest says what a topic would have posted, and what a change gains and loses', async () => {
  const { app } = opened;
  const topic = app.live().topics.get('cables');
  if (!topic) throw new Error('no topic');
  const since = new Date(0);
  const now = { ...topic, query: 'Singapore' };
  const alone = await app.backtest({ now, since });
  expect(alone).toMatchObject({ articles: 6, now: { posts: 2, matches: 2 }, gained: 0, lost: 0 });
  expect(alone.samples).toHaveLength(2);
  const before = { ...topic, query: 'DeepSeek OR "for Singapore"' };
  const compared = await app.backtest({ now, before, since });
  expect(compared).toMatchObject({ now: { posts: 2 }, gained: 1, lost: 1 });
  expect(compared.gains[0]?.title).toContain('recruits Mandarin');
  expect((await app.backtest({ now: null, before: now, since })).lost).toBe(2);
});

test('a query is tried in chat, and a fault is pointed at', async () => {
  const { app } = opened;
  const tried = await app.ask({ text: 'try "OpenAI AND Singapore"', page: 1 });
  expect(tried).toMatchObject({ ok: true, title: '2 posts in 7 days, 2.0 a day', pages: 1 });
  expect(tried.text).toContain('all of\n  OpenAI\n  Singapore');
  const faulty = await app.ask({ text: 'try OpenAI AND (', page: 1 });
  expect(faulty).toMatchObject({ ok: false, text: expect.stringContaining('Column 13') as string });
});

describe('why and why not', () => {
  const asked = async (text: string) => {
    const { title, text: said, entries } = await opened.app.ask({ text, page: 1 });
    return [title, said, ...entries.map((entry) => entry.text)].join('\n');
  };
  let item: string;

  beforeAll(async () => {
    const { entries } = await opened.app.ask({ text: 'search "OpenAI hires for chips"', page: 1 });
    item = `i${String(entries[0]?.data?.['item'])}`;
  });

  test('a match is traced under the version that it was made with', async () => {
    const why = await asked(`why ${item} chips`);
    expect(why).toContain('✓ chip: "chips" (text, character 35)');
    expect(why).toContain('✓ NOT (rumour OR 传闻)');
    expect(await asked(`why ${item} cables`)).toContain(`why-not ${item} cables`);
  });

  test('an article that did not match is held against the version in force when it was read', async () => {
    const edited = { kind: 'edit', topicId: 'cables', fields: { query: 'OpenAI' } } as const;
    done(await desk.change(edited, ANA));
    const whyNot = await asked(`why-not ${item} cables`);
    expect(whyNot).toMatch(/^It did not match\nTopic version \w{8} \(it has been edited since\)/);
    expect(whyNot).toContain('✗ cable OR 电缆: none is there');
    expect(whyNot).toContain('The topic as it is today would match it.');
  });

  test('a topic that came later, an address that nobody brought, and a post are told apart', async () => {
    done(await desk.change({ kind: 'add', fields: { name: 'later', query: 'OpenAI' } }, ANA));
    expect(await asked(`why-not ${item} later`)).toMatch(/^The topic was not watched then/);
    expect(await asked('why-not https://example.org/a chips')).toContain('No feed of example.org');
    expect(await asked('why-not i9999 chips')).toMatch(/^It was never seen/);
    expect(await asked(`why-not ${item} chips`)).toMatch(/^It was posted\nscreen: sent/);
    expect(await asked(`why-not ${item} absent`)).toContain('There is no topic');
  });

  test('a topic that is posted nowhere says so', async () => {
    const { app } = opened;
    const nowhere = { name: 'nowhere', query: 'wombat', destinations: [] };
    done(await desk.change({ kind: 'add', fields: nowhere }, ANA));
    writeFileSync(join(house.folder, 'b.md'), '---\ntitle: A wombat\n---\n\nThe wombat digs and sleeps.\n');
    await app.importPaths([join(house.folder, 'b.md')]);
    await app.drain(60_000, false);
    const { entries } = await app.ask({ text: 'search wombat', page: 1 });
    const name = `i${String(entries[0]?.data?.['item'])}`;
    expect(await asked(`why-not ${name} nowhere`)).toMatch(/^The topic is posted nowhere/);
  });
});

test('a configuration that is managed elsewhere is only read', async () => {
  const main = readFileSync(house.file, 'utf8');
  writeFileSync(house.file, `${main}managed: true\n`);
  await opened.app.reload(await house.load());
  expect(desk.readOnly()).toContain('managed elsewhere');
  const changed = await desk.change({ kind: 'remove', topicId: 'cables' }, ANA);
  expect(changed).toMatchObject({ ok: false, faults: [{ field: null }] });
  expect(written()).toBe(LIST);
  writeFileSync(house.file, main);
  await opened.app.reload(await house.load());
  expect(desk.readOnly()).toBeNull();
});

test('what readers say of posts makes the quality of topics, and a wrong one a test', async () => {
  const { app } = opened;
  const { entries } = await app.ask({ text: 'search "OpenAI hires for chips"', page: 1 });
  const subject = `s${String(entries[0]?.data?.['story'])}`;
  const press = (user: string, action: 'relevant' | 'irrelevant') => {
    const asker = { account: 'chat', user, name: user, channel: 'c', roles: [] };
    return app.conversation.press({ action, subject, asker, request: `${user} ${action}` });
  };
  const quality = async () => (await app.ask({ text: 'quality chips', page: 1 })).entries[0];
  expect((await quality())?.detail).toContain('chips · not judged yet · 2.0 posts a day');
  expect(await press('U1', 'irrelevant')).toMatchObject({ ok: true });
  const judged = await quality();
  expect(judged?.data).toMatchObject({ posts: 2, precision: 0, judged: 1, repeats: 0 });
  expect(judged?.text).toContain('tests:\n  ignore:\n    - "OpenAI hires for chips from China."');
  await press('U2', 'relevant');
  await press('U3', 'relevant');
  expect((await quality())?.data).toMatchObject({ precision: 1, judged: 1 });
});

test('a test of a stored article is run at a reload and before an edit, and one that is not stored is warned of', async () => {
  const onItem = (kind: string, ids: string) =>
    LIST.replace('match: [chips from China]', `${kind}: [${ids}]`);
  const reload = async (list: string) => {
    writeFileSync(file(), list);
    await opened.app.reload(await house.load());
  };
  await reload(onItem('match', '{ item: i1 }, { item: 999999 }'));
  expect(opened.app.refused()).toEqual([]);
  expect(opened.app.live().topics.get('chips')?.tests).toMatchObject({
    match: [{ title: 'OpenAI hires', source: 'i1', about: { lang: 'en' } }],
    stored: { match: [999999], ignore: [] },
  });
  expect(opened.log()).toContain('topic chips: not tried on i999999');
  const edited = await desk.change({ kind: 'edit', topicId: 'chips', fields: { query: 'copper' } }, ANA);
  expect(edited).toMatchObject({
    ok: false,
    faults: [{ message: expect.stringContaining('i1 "OpenAI hires"') }],
  });
  await reload(onItem('ignore', '{ item: i1 }'));
  expect(opened.app.refused()).toMatchObject([
    { topicId: 'chips', kept: true, messages: [expect.stringContaining('should not match but does: i1')] },
  ]);
});
