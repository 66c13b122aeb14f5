import { afterAll, beforeAll, expect, test } from 'vitest';
import type { App } from '../../src/app.js';
import { storeArticles } from '../../src/store/arrivals.js';
import { connect, type Db } from '../../src/store/db.js';
import { type Database, openDatabase } from '../../src/store/open.js';
import { dropSome } from '../../src/store/retention.js';
import { buildHouse, type House } from '../support/house.js';

/** The five seeds, read and posted; one waits in the outbox again, and one has grown since a digest told it. */
let house: House;
let database: Database;
let db: Db;
const later = new Date(Date.now() + 86_400_000);
const none = { articles: null, revisions: null, deliveries: null };

beforeAll(async () => {
  house = buildHouse({ embedded: true });
  const { app }: { app: App } = await house.open();
  await app.drain(60_000, true);
  await app.stop();
  database = await openDatabase({
    dataDir: `${house.folder}/data`,
    queueClients: 0,
    durable: false,
    lowMemory: true,
  });
  db = connect(database.app);
  await db.updateTable('alert').set({ state: 'parked' }).where('story_id', '=', 1).execute();
  await db
    .updateTable('alert')
    .set((eb) => ({ state: 'digested', revision: eb('revision', '+', 1) }))
    .where('story_id', '=', 2)
    .execute();
});
afterAll(async () => {
  await database.close();
  house.remove();
});

async function dropAll(cutoffs: Parameters<typeof dropSome>[1]): Promise<number> {
  let dropped = 0;
  for (let some = -1; some !== 0; dropped += some) some = await dropSome(db, cutoffs);
  return dropped;
}
const count = async (sql: string) =>
  (await database.app.query<{ n: number }>(`select count(*)::int as n from ww.${sql}`)).rows[0]?.n;

test('without a limit nothing is let go of', async () => {
  expect(await dropAll(none)).toBe(0);
});

test('an old article loses its text and keeps its names; one that an open alert needs keeps all', async () => {
  expect(await dropAll({ ...none, articles: later })).toBe(4);
  expect(await count("item where body <> ''")).toBe(1);
  expect(await count('search_entry')).toBe(1);
  expect(await count('item')).toBe(5);
  expect(await count('alias')).toBeGreaterThanOrEqual(5);
  expect(await count("alert where state in ('sent', 'digested')")).toBe(4);
});

test('an article that its feed has written anew has a text again, and loses it again', async () => {
  const old = await db
    .selectFrom('item')
    .select(['guid', 'url', 'link', 'title', 'lang', 'publisher', 'author', 'via', 'dated'])
    .select('published_at as publishedAt')
    .where('body', '=', '')
    .orderBy('id')
    .executeTakeFirstOrThrow();
  const article = { ...old, body: 'Written anew.', headings: [] };
  const index = () => ({ search: "'anew':1", words: 2, signature: [1] });
  const delivery = { feedId: 'seeds', at: new Date(), baseline: false, held: false };
  const [arrival] = await db
    .transaction()
    .execute((tx) => storeArticles(tx, [{ article, feedHash: 'anew', index }], delivery));
  expect(arrival?.kind).toBe('changed');
  expect(await count('search_entry')).toBe(2);
  await db.updateTable('item').set({ read_at: new Date() }).where('body', '=', article.body).execute();
  expect(await dropAll({ ...none, articles: later })).toBe(1);
  expect(await count("item where body <> ''")).toBe(1);
  expect(await count('search_entry')).toBe(1);
});

test('an article that its feed has left far behind goes, and a story with its last one', async () => {
  await database.app.query(`
    insert into ww.item (feed_id, guid, title, body, headings, lang, publisher, published_at, dated, seen_at, baseline,
      feed_hash, words, signature, read_at)
    select 'seeds', 'n' || n, 't', 'b', '[]', 'en', 'p', now(), true, now() + interval '2 days', true, 'h', 1, '{}', now()
      from generate_series(1, 2001) n`);
  await database.app.query(`update ww.item set emptied_at = null where id = 2`);
  await dropAll({ ...none, articles: later });
  expect(await count('item where id <= 5')).toBe(1);
  expect(await count('story')).toBe(1);
  expect(await count('alert where story_id is not null')).toBe(1);
});

test('old attempts and revisions go, but for those of an open alert', async () => {
  await database.app.query(`insert into ww.revision select 1, now() - interval '1 day', 't', 'b'`);
  expect(await count('delivery')).toBeGreaterThan(0);
  await dropAll({ articles: null, revisions: new Date(), deliveries: later });
  expect(await count('revision')).toBe(0);
  expect(await count("delivery join ww.alert on alert.id = alert_id where state <> 'parked'")).toBe(0);
  expect(await count('delivery')).toBe(1);
});
