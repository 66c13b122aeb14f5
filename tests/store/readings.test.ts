import { expect, test } from 'vitest';
import { connect, migrate } from '../../src/store/db.js';
import { unreadItems } from '../../src/store/readings.js';
import { openEmbeddedForTest } from '../support/embedded.js';

test('news does not wait for the first articles of feeds that were added before it came', async () => {
  const { db: database, drop } = await openEmbeddedForTest();
  try {
    const db = connect(database.app);
    await migrate(db);
    // Every tenth is news.
    await database.app.query(`
      insert into ww.item (feed_id, guid, title, body, headings, lang, publisher, published_at, dated, seen_at, baseline,
        feed_hash, words, signature)
      select 'wire', n, 't', 'b', '[]', 'en', 'p', now(), true, now(), n % 10 > 0, 'h', 1, '{}' from generate_series(1, 40) n`);
    expect(await unreadItems(db, new Date(), 6)).toEqual([10, 20, 30, 40, 1, 2]);
  } finally {
    await drop();
  }
});
