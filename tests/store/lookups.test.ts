import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Db } from '../../src/store/db.js';
import { searchItems } from '../../src/store/lookups.js';
import { openStoreForTest, type TestDatabase } from '../support/embedded.js';

let database: TestDatabase;
let db: Db;

/** 7,000 articles, the oldest first; all have one word, each hundredth another, and only the first ten a third. */
beforeAll(async () => {
  ({ database, db } = await openStoreForTest());
  await database.db.app.query(`
    insert into ww.item (feed_id, guid, title, body, headings, lang, publisher, published_at, dated, seen_at,
      baseline, feed_hash, words, signature)
    select 'wire', n, 'Report ' || n, '', '[]', 'en', 'Wire', to_timestamp(1e9 + n), true, now(), false, '', 0, '{}'
    from generate_series(1, 7000) n`);
  await database.db.app.query(`
    insert into ww.search_entry (item_id, published_at, search)
    select id, published_at, ('tin:1' || case when guid::int % 100 = 0 then ' zinc:2A' else '' end
      || case when guid::int <= 10 then ' lead:3' else '' end)::tsvector from ww.item`);
});
afterAll(() => database.drop());

const titles = async (query: string, offset = 0, limit = 3) => {
  const { rows, total } = await searchItems(db, query, offset, limit);
  return { total, titles: rows.map(({ item }) => item.title) };
};

test('of a frequent word the newest 300 are found, the newest first', async () => {
  expect(await titles("'tin'")).toEqual({
    total: 300,
    titles: ['Report 7000', 'Report 6999', 'Report 6998'],
  });
  expect(await titles("'tin'", 299)).toEqual({ total: 300, titles: ['Report 6701'] });
});

test('of a rarer one all are found, however old', async () => {
  expect(await titles("'zinc'", 69)).toEqual({ total: 70, titles: ['Report 100'] });
  expect(await titles("'lead'")).toEqual({ total: 10, titles: ['Report 10', 'Report 9', 'Report 8'] });
  expect(await titles("'lead' & 'zinc'")).toEqual({ total: 0, titles: [] });
});

test('the better match stands before the newer', async () => {
  const { titles: found } = await titles("'tin' | 'zinc'");
  expect(found).toEqual(['Report 7000', 'Report 6900', 'Report 6800']);
});
