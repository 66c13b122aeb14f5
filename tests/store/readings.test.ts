import { expect, test } from 'vitest';
import { unreadItems } from '../../src/store/readings.js';
import { openStoreForTest } from '../support/embedded.js';

test('news does not wait for the first articles of feeds that were added before it came', async () => {
  const { database, db } = await openStoreForTest();
  try {
    // Every tenth is news.
    await database.db.app.query(`
      insert into ww.item (feed_id, guid, title, body, headings, lang, publisher, published_at, dated, seen_at, baseline,
        feed_hash, words, signature)
      select 'wire', n, 't', 'b', '[]', 'en', 'p', now(), true, now(), n % 10 > 0, 'h', 1, '{}' from generate_series(1, 40) n`);
    expect(await unreadItems(db, new Date(), 6)).toEqual([10, 20, 30, 40, 1, 2]);
  } finally {
    await database.drop();
  }
});
