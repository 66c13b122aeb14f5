import { expect, test } from 'vitest';
import { connect, migrate } from '../../src/store/db.js';
import { searchItems } from '../../src/store/lookups.js';
import { migrations } from '../../src/store/migrations.js';
import { openEmbeddedForTest } from '../support/embedded.js';

test('what a store of an earlier version found is found after the update', async () => {
  const { db: database, drop } = await openEmbeddedForTest();
  try {
    const db = connect(database.app);
    await migrate(
      db,
      Object.keys(migrations).filter((name) => name < '0092'),
    );
    await database.app.query(`
      insert into ww.item (feed_id, guid, title, body, headings, lang, publisher, published_at, dated, seen_at, baseline,
        feed_hash, words, signature, search)
      values ('f', 'g', 'Tin rises', 'b', '[]', 'en', 'p', now(), true, now(), true, 'h', 1, '{}', '''tin'':1A')`);
    await migrate(db);
    const { rows } = await searchItems(db, "'tin'", 0, 10);
    expect(rows.map(({ item }) => item.title)).toEqual(['Tin rises']);
  } finally {
    await drop();
  }
});
