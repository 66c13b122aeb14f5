import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect } from '../../src/store/db.js';
import { openEmbeddedForTest } from '../support/embedded.js';
import { buildHouse, type House, type Opened } from '../support/house.js';

/** Each stage that can keep an article which matched from being posted, and those before the match. */
const HOUR = 3_600_000;
const started = Date.now();
const hour = (ms: number) => new Date(started + ms).toISOString().slice(11, 16);

const DESTINATIONS = `  - { id: weekly, account: screen, digest: "0 8 29 2 *" }
  - { id: brief, account: screen, budget: 1, digest: "0 8 29 2 *" }
  - { id: night, account: screen, quiet: "${hour(-2 * HOUR)}-${hour(6 * HOUR)}" }
  - { id: desk, account: screen }
`;

const ARTICLES = {
  ferry:
    'Ferry crews in Lisbon strike over night shifts\n\nFerry crews in Lisbon began a strike on Monday, their union said.',
  mine: 'Copper mine in Zambia halts after flood\n\nA copper mine in Zambia halted work on Sunday after a flood, its owner said.',
};

const watchlist = (destination: string, query: string, more = '') =>
  `name: ${destination}\ndestinations: [${destination}]\ntopics:\n  - id: ${destination}-topic\n    name: For ${destination}\n    query: ${query}\n${more}`;

let house: House;
let opened: Opened;

beforeAll(async () => {
  house = buildHouse({
    feeds: '  - id: saved\n    folder: articles\n',
    destinations: DESTINATIONS,
    embedded: true,
    watchlists: {
      'weekly.yaml': watchlist('weekly', 'strike', '    priority: low\n'),
      'brief.yaml': watchlist('brief', 'strike OR mine'),
      'night.yaml': watchlist('night', 'strike'),
      'desk.yaml': watchlist('desk', 'strike'),
    },
  });
  const folder = join(house.folder, 'articles');
  mkdirSync(folder);
  for (const [name, text] of Object.entries(ARTICLES)) {
    const [title = '', body = ''] = text.split('\n\n');
    writeFileSync(
      join(folder, `${name}.md`),
      `---\ntitle: ${title}\npublisher: Harbour Post\nlanguage: en\npublished: ${new Date(started - HOUR).toISOString()}\n---\n\n${body}\n`,
    );
  }
  opened = await house.open();
  await ask('mute desk-topic for 8h');
  await opened.app.drain(60_000, true);
});
afterAll(async () => {
  await opened.app.stop();
  house.remove();
});

async function ask(text: string): Promise<string> {
  const { title, text: said } = await opened.app.ask({ text, page: 1 });
  return `${title}\n${said}`;
}

/** The number of an article, from a search for it. */
async function numberOf(word: string): Promise<string> {
  const found = JSON.stringify(await opened.app.ask({ text: `search ${word}`, page: 1 }));
  return /\bi\d+\b/.exec(found)?.[0] ?? `no article of ${word}`;
}

test('what waits for a digest says for which reason, and what is muted by whom', async () => {
  const ferry = await numberOf('ferry');
  expect(await ask(`why-not ${ferry} weekly-topic`)).toContain('It waits for the digest: its topics are low');
  expect(await ask(`why-not ${ferry} night-topic`)).toContain('It waits for the end of quiet hours');
  expect(await ask(`why-not ${ferry} desk-topic`)).toMatch(/^The topic is muted\nBy .+, until \d{4}-/);
  const told = await Promise.all(
    ['ferry', 'mine'].map(async (word) => ask(`why-not ${await numberOf(word)} brief-topic`)),
  );
  expect(told.filter((text) => text.startsWith('It was posted\n'))).toHaveLength(1);
  expect(told.filter((text) => text.includes("the day's budget was spent"))).toHaveLength(1);
});

test('why of a topic that did not match leads on, and of one that is not clear asks which', async () => {
  const ferry = await numberOf('ferry');
  expect(await ask(`why ${ferry} desk-topic`)).toContain('Why story s');
  expect(await ask(`why ${await numberOf('mine')} desk-topic`)).toContain('Ask: why-not i');
  expect(await ask(`why ${ferry} topic`)).toMatch(/may be .*desk-topic.*: write which/);
  expect(await ask(`why ${ferry} harbours`)).toContain('There is no topic');
});

test('what is held back or waits to be read says so, with what to do', async () => {
  const [ferry, mine] = [await numberOf('ferry'), await numberOf('mine')];
  await opened.app.stop();
  const database = await openEmbeddedForTest({ dataDir: join(house.folder, 'data') });
  const db = connect(database.db.app);
  await db
    .updateTable('item')
    .set({ held_at: new Date() })
    .where('id', '=', Number(ferry.slice(1)))
    .execute();
  await db
    .updateTable('item')
    .set({ read_at: null, read_error: 'its text was too long' })
    .where('id', '=', Number(mine.slice(1)))
    .execute();
  await database.db.close();
  opened = await house.open();
  expect(await ask(`why-not ${ferry} desk-topic`)).toContain('wirewatch feeds accept saved');
  expect(await ask(`why-not ${mine} desk-topic`)).toBe('It waits to be read\nits text was too long');
});
