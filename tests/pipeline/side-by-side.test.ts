import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { reword } from '../../src/pipeline/reword.js';
import { connect, type Db, migrate, type Tx } from '../../src/store/db.js';
import { savePromises } from '../../src/store/promises.js';
import { claimItems } from '../../src/store/readings.js';
import { askOnce, unasked } from '../../src/store/rewordings.js';
import { claimBriefing } from '../../src/store/stories.js';
import { openServerForTest, type TestDatabase } from '../support/embedded.js';
import { hasPostgres } from '../support/postgres.js';

const NOW = new Date('2026-03-01T12:00:00Z');

/** On a server two jobs may be at one story: what one holds the other may wait for, but not both. */
describe.runIf(await hasPostgres())('while a story is briefed', () => {
  let database: TestDatabase;
  let db: Db;
  const impatient = (tx: Tx) => sql`set local lock_timeout = '2s'`.execute(tx);

  beforeAll(async () => {
    database = await openServerForTest({ queueClients: 0 });
    db = connect(database.db.app);
    await migrate(db);
    await database.db.app.query(`
      insert into ww.story (revision, briefed_revision, first_at, last_at) values (1, 0, now(), now());
      insert into ww.item (feed_id, guid, title, body, headings, lang, publisher, published_at, dated, seen_at, baseline,
        feed_hash, words, signature) values ('wire', 'a', 't', 'b', '[]', 'en', 'p', now(), true, now(), false, 'h', 1, '{}');
      insert into ww.member (item_id, story_id, role) values (1, 1, 'original')`);
  });
  afterAll(() => database.drop());

  test('an article of it is read again, and what it promises is kept', async () => {
    const sentence = { text: 'It opens on July 9.', itemId: 1, publisher: 'p', start: 0, end: 19 };
    await db.transaction().execute(async (reading) => {
      expect(await claimItems(reading, [1])).toHaveLength(1);
      await db.transaction().execute(async (briefing) => {
        await impatient(briefing);
        await savePromises(briefing, 1, [{ sentence, day: 'July 9', dueOn: null }], NOW);
      });
    });
    expect(await db.selectFrom('promise').select('item_id').execute()).toHaveLength(1);
  });

  test('the answer to its question comes in', async () => {
    const question = { key: 'k', storyId: 1, draft: {}, waitUntil: NOW };
    await db.transaction().execute((tx) => askOnce(tx, question, NOW));
    const rewriter = {
      name: 'model',
      id: 'model',
      estimate: () => 1,
      rewrite: async () => ({ kind: 'reworded', wordings: [], tokens: 1 }) as const,
    };
    const outage = { failed: () => {}, served: () => {} };
    const parts = { db, now: () => NOW, queue: { wake: async () => {} }, report: () => {} };
    let answering = Promise.resolve();
    await db.transaction().execute(async (briefing) => {
      await impatient(briefing);
      expect(await claimBriefing(briefing, 1)).not.toBeNull();
      const rewording = { rewriter, dailyTokens: 10, outage };
      answering = reword({ ...parts, rewording }, new AbortController().signal, 'k');
      await waitsForALock(db);
      expect(await askOnce(briefing, question, NOW)).toMatchObject({ state: 'wanted' });
    });
    await answering;
    expect(await unasked(db, NOW, 1)).toEqual([]);
    expect(await db.selectFrom('story').select('revision').executeTakeFirst()).toEqual({ revision: 2 });
  });
});

async function waitsForALock(db: Db): Promise<void> {
  for (;;) {
    const { rows } = await sql`
      select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(
      db,
    );
    if (rows.length > 0) return;
  }
}
