import { expect, test } from 'vitest';
import { afterSend } from '../../src/deliver/outbox.js';
import { putAlert } from '../../src/store/alerts.js';
import { beginAttempt, settleAttempt } from '../../src/store/attempts.js';
import { leaseLane } from '../../src/store/lanes.js';
import { mergeStories } from '../../src/store/story-moves.js';
import { sampleAlert } from '../contracts/samples.js';
import { openStoreForTest } from '../support/embedded.js';

const NOW = new Date('2026-03-01T12:00:00Z');

test('of a story that becomes part of another nothing is posted any more, also when a limit was met before', async () => {
  const { database, db } = await openStoreForTest();
  await database.db.app.query(`
    insert into ww.story (revision, briefed_revision, first_at, last_at) values (1, 1, now(), now()), (1, 1, now(), now());
    insert into ww.item (feed_id, guid, title, body, headings, lang, publisher, published_at, dated, seen_at, baseline,
      feed_hash, words, signature)
      select 'wire', 'n' || n, 't', 'b', '[]', 'en', 'p', now(), true, now(), false, 'h', 1, '{}' from generate_series(1, 2) n;
    insert into ww.member (item_id, story_id, role) values (1, 1, 'original'), (2, 2, 'original')`);
  const alert = { id: 'a', storyId: 2, destination: 'desk', topics: [], message: sampleAlert() };
  await db.transaction().execute((tx) => putAlert(tx, { ...alert, priority: 'normal' }, NOW));
  const me = { destination: 'desk', owner: 'me' };
  await leaseLane(db, me.destination, me.owner, NOW);
  const due = { id: 'a', revision: 1, repeatableUntil: null, firstAt: null, marks: null };
  const attempt = await beginAttempt(db, due, 'send', me, NOW);
  if (attempt === null) throw new Error('somebody else is at it');
  const limited = { kind: 'wait', until: NOW, reason: 'rate limited' } as const;
  const made = { alert: due, destination: 'desk', action: 'send', attempt } as const;
  await settleAttempt(db, made, limited, afterSend(limited, { failures: 0 }, NOW), NOW);
  expect(await mergeStories(db, 1, 2, 'me', NOW)).toMatchObject({ kind: 'moved' });
  expect(await db.selectFrom('alert').select('state').executeTakeFirst()).toEqual({ state: 'dropped' });
  await database.drop();
});
