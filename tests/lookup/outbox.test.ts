import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Asker } from '../../src/domain/message.js';
import type { Library } from '../../src/lookup/library.js';
import { outbox } from '../../src/lookup/outbox.js';
import { putNotice } from '../../src/store/alerts.js';
import type { Db } from '../../src/store/db.js';
import { openStoreForTest, type TestDatabase } from '../support/embedded.js';

const NOW = new Date('2026-03-01T12:00:00Z');
const ANA: Asker = { account: 'slack', user: 'U1', name: 'ana', channel: 'C1', roles: [] };

let database: TestDatabase;
let db: Db;

beforeAll(async () => {
  ({ database, db } = await openStoreForTest());
});
afterAll(() => database.drop());
beforeEach(async () => {
  await db.deleteFrom('alert').execute();
  for (const id of ['-Zq81bTt5cD2', 'kk81bTt5cD2x', 'another-one-']) {
    await putNotice(db, id, id.startsWith('a') ? 'office' : 'desk', `News ${id.slice(0, 2)}`, 'Text.', NOW);
  }
});

const ask = (rest: string, asker: Asker | null = null, page = 1) => {
  const library: Pick<Library, 'db' | 'now' | 'permissions' | 'wake'> = {
    db,
    now: () => NOW,
    permissions: () => [{ account: null, users: ['U1'], roles: [], channels: [], may: ['outbox'] }],
    wake: async () => {},
  };
  return outbox.answer(library as Library, { rest, page, asker, request: null });
};
test('what is parked is released by those who may, and by nobody else in chat', async () => {
  await park();
  expect(await ask('retry all', { ...ANA, user: 'U2' })).toMatchObject({
    ok: false,
    text: expect.stringContaining('permissions'),
  });
  expect(await states()).toEqual(['parked', 'parked', 'parked']);
});

const park = () =>
  db.updateTable('alert').set({ state: 'parked', reason: 'the channel is archived' }).execute();
const states = async () =>
  (await db.selectFrom('alert').select('state').orderBy('id').execute()).map(({ state }) => state);

test('an empty outbox says so', async () => {
  await db.deleteFrom('alert').execute();
  expect(await ask('')).toMatchObject({ ok: true, title: expect.stringContaining('empty') });
});

test('what is parked is shown with its reason and an id that can be typed', async () => {
  await park();
  const { title, entries } = await ask('list');
  expect(title).toBe('In the outbox: 3 parked, for you to mend');
  expect(entries.find((entry) => entry.title === 'News -Z')).toMatchObject({
    detail: 'PARKED · desk · Zq81bTt5 · since 2026-03-01 12:00 UTC',
    text: 'the channel is archived',
  });
});

test('one alert, those of a destination, or all go on', async () => {
  await park();
  expect((await ask('retry Zq81bTt5')).title).toBe('1 alert goes on');
  expect((await ask('retry desk', ANA)).title).toBe('1 alert goes on');
  expect((await ask('retry all')).title).toBe('1 alert goes on');
  expect(await states()).toEqual(['pending', 'pending', 'pending']);
  expect((await ask('retry desk')).title).toBe('Nothing found');
});

test('an alert is dropped on the command line, by an id that only it has', async () => {
  await park();
  expect((await ask('drop Zq81bTt5', ANA)).text).toContain('on the command line');
  expect((await ask('drop 81bTt5cD2')).text).toContain('Several alerts');
  expect((await ask('drop Zq81bTt5')).title).toBe('"News -Z" is not posted to desk');
  expect((await ask('drop Zq81bTt5')).text).toContain('it is dropped');
});

test.each(['retry', 'drop', 'shred', "retry '; drop table", 'retry %', 'drop _________'])(
  '“outbox %s” is answered and changes nothing',
  async (text) => {
    await park();
    await ask(text);
    expect(await states()).toEqual(['parked', 'parked', 'parked']);
  },
);
