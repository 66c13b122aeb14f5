/** How long a page of the wire takes among 100,000 alerts, on the embedded store: `npx tsx bench/wire.ts`. */
import { sql } from 'kysely';
import type { WireFilter } from '../src/domain/pages.js';
import { connect, migrate } from '../src/store/db.js';
import { wireAlerts, type WirePlace } from '../src/store/wire.js';
import { openEmbeddedForTest } from '../tests/support/embedded.js';

const ALERTS = 100_000;
const AT_ONCE = 10_000;
const TURNS = 15;
const PAGE = 21;
const MINUTE_MS = 60_000;

const { db: pools, drop } = await openEmbeddedForTest();
const db = connect(pools.app);
await migrate(db);

const sentence = {
  text: 'A sentence of a source, as long as they are. '.repeat(4),
  itemId: 1,
  start: 0,
  end: 180,
};
const source = {
  itemId: 1,
  publisher: 'A paper',
  title: 'A title',
  link: 'https://example.org/a',
  lang: 'en',
};
const briefing = {
  storyId: 1,
  headline: 'A headline that says what happened to whom',
  dek: { ...sentence, publisher: 'A paper' },
  points: [sentence, sentence, sentence],
  sources: Array.from({ length: 3 }, () => ({ ...source, publishedAt: '2026-01-01T00:00:00Z' })),
  reasons: [],
};
const message = JSON.stringify({ kind: 'alert', priority: 'normal', briefing });

for (let from = 0; from < ALERTS; from += AT_ONCE)
  await sql`
    insert into ww.alert (id, destination, topics, priority, state, message, revision, sent_revision, not_before, created_at)
    select 'a' || n, 'd' || n % 5, array['t' || n % 40, case when n % 5000 = 7 then 'rare' else 'common' end],
      case when n % 50 = 0 then 'breaking' else 'normal' end, 'sent', ${message}::jsonb, 1, 1, now(),
      now() - n * interval '1 minute'
    from (select g + ${from}::int as n from generate_series(1, ${AT_ONCE}) g) as made`.execute(db);
await pools.app.query('vacuum analyze ww.alert');

const ago = (minutes: number) => new Date(Date.now() - minutes * MINUTE_MS);
const middle: WirePlace = { createdAt: ago(ALERTS / 2), id: 'a' };
const end: WirePlace = { createdAt: ago(ALERTS * 0.99), id: 'a' };
const asked: readonly [string, WireFilter, WirePlace | null][] = [
  ['the first page', {}, null],
  ['in the middle', {}, middle],
  ['near the end', {}, end],
  ['of a topic', { topic: 't7' }, end],
  ['of a rare topic', { topic: 'rare' }, null],
  ['of a destination', { destination: 'd3' }, middle],
  ['breaking', { priority: 'breaking' }, middle],
  [
    'of a day',
    {
      day: ago(ALERTS / 2)
        .toISOString()
        .slice(0, 10),
    },
    null,
  ],
];
for (const [name, filter, place] of asked) {
  const times: number[] = [];
  for (let turn = 0; turn < TURNS; turn++) {
    const began = performance.now();
    await wireAlerts(db, filter, place, PAGE);
    times.push(performance.now() - began);
  }
  times.sort((a, b) => a - b);
  const median = times[TURNS >> 1] ?? 0;
  const worst = times.at(-1) ?? 0;
  process.stdout.write(
    `${name.padEnd(18)} median ${median.toFixed(1)} ms, slowest of ${TURNS} ${worst.toFixed(1)} ms\n`,
  );
}
await drop();
