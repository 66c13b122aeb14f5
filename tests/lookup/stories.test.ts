import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FORMATS } from '../../src/cli/formats.js';
import type { Answer } from '../../src/domain/message.js';
import { tellPromises } from '../../src/pipeline/tell-promises.js';
import { connect, type Db } from '../../src/store/db.js';
import { openEmbeddedForTest } from '../support/embedded.js';
import { buildHouse, type House, type Opened } from '../support/house.js';

const DAY = 86_400_000;
const started = new Date();
const due = new Date(started.getTime() + 20 * DAY);
const dayName = `${due.getUTCDate()} ${due.toLocaleString('en-GB', { month: 'long', timeZone: 'UTC' })}`;
const at = (hoursAgo: number) => new Date(started.getTime() - hoursAgo * 3_600_000).toISOString();

const ARTICLES: Record<string, { publisher: string; title: string; hours: number; body: string }> = {
  first: {
    publisher: 'Harbour Post',
    title: 'Port workers in Rotterdam strike over automation plan',
    hours: 5,
    body: `About 4,000 port workers in Rotterdam began a strike on Tuesday over a plan to automate two container terminals, the FNV union said. The operator, Maas Terminals, rejected the demands of the port workers. Talks between the FNV union and Maas Terminals will resume on ${dayName}, a mediator said.`,
  },
  second: {
    publisher: 'Delta News',
    title: 'Rotterdam port workers strike over plan to automate terminals',
    hours: 3,
    body: 'About 2,500 port workers in Rotterdam began a strike on Tuesday over a plan to automate two container terminals, the FNV union said. Shipping line Koopman sent six vessels to Antwerp, its spokesman said.',
  },
  other: {
    publisher: 'Harbour Post',
    title: 'Strike at Lisbon airport ends after pay deal',
    hours: 2,
    body: 'Baggage handlers in Lisbon ended their strike on Wednesday after the airport agreed to raise wages by 6 percent, their union said. Flights return to normal this weekend.',
  },
};

let house: House;
let opened: Opened;

beforeAll(async () => {
  house = buildHouse({
    // Its store is looked into.
    embedded: true,
    feeds: '  - id: saved\n    folder: articles\n',
    watchlists: {
      'labour.yaml':
        'name: Labour\ndestinations: [screen]\ntopics:\n  - id: strikes\n    name: Strikes\n    query: strike\n',
    },
  });
  const folder = join(house.folder, 'articles');
  mkdirSync(folder);
  for (const [name, { publisher, title, hours, body }] of Object.entries(ARTICLES))
    writeFileSync(
      join(folder, `${name}.md`),
      `---\ntitle: "${title}"\npublisher: ${publisher}\nlanguage: en\npublished: ${at(hours)}\n---\n\n${body}\n`,
    );
  opened = await house.open();
  await opened.app.drain(60_000, true);
});
afterAll(async () => {
  await opened.app.stop();
  house.remove();
});

const ask = (text: string): Promise<Answer> => opened.app.ask({ text, page: 1 });
const idsIn = (answer: Answer, letter: string) => [
  ...new Set(JSON.stringify(answer).match(new RegExp(`\\b${letter}\\d+\\b`, 'g'))),
];

/** The story that the port strike is. */
async function portStory(): Promise<string> {
  const found = await ask('search "Maas Terminals"');
  return idsIn(found, 's')[0] ?? '';
}

describe('look-ups', () => {
  test('a story is shown as it stands: parts, figures that disagree, sources', async () => {
    const answer = await ask(`story ${await portStory()}`);
    expect(answer).toMatchObject({ ok: true, title: ARTICLES['first']?.title });
    expect(answer.text).toContain('Sources disagree:');
    expect(answer.text).toContain('≠ 4,000 port');
    expect(answer.text).toContain('≠ 2,500 port');
    expect(answer.text).toContain('2 independent sources');
    expect(answer.entries.map(({ data }) => data?.['publisher'])).toEqual(
      expect.arrayContaining(['Harbour Post', 'Delta News']),
    );
  });

  test('a timeline has a line a development, and marks what is new', async () => {
    const answer = await ask(`timeline ${await portStory()}`);
    expect(answer.entries.map(({ title }) => title)).toEqual([
      ARTICLES['first']?.title,
      `● ${ARTICLES['second']?.title}`,
    ]);
    expect(answer.entries[1]?.text).toContain('Koopman');
    expect((await ask('timeline strikes')).entries).toHaveLength(3);
  });

  test('the last days of a topic are one page, the story that most tell first', async () => {
    const answer = await ask('brief strikes 7d');
    expect(answer.entries[0]?.detail).toContain('and 1 more');
    expect(answer.text).toContain('What to watch next:');
    expect((await ask('brief strikes')).ok).toBe(true);
    expect((await ask('brief nothing of the kind')).ok).toBe(false);
  });

  test('what is to come is listed with its day', async () => {
    const answer = await ask('next strikes');
    expect(answer.entries).toHaveLength(1);
    expect(answer.entries[0]?.title).toContain(due.toISOString().slice(0, 10));
    expect(answer.entries[0]?.title).toContain('will resume');
  });

  test.each(['story', 'story s999', 'timeline', 'timeline s999', 'brief', 'next nowhere', 'next close n99'])(
    '%s is answered with what to ask instead',
    async (text) => {
      expect(await ask(text)).toMatchObject({ ok: false });
    },
  );

  test('every answer can be taken along as Markdown, JSON and CSV', async () => {
    const answer = await ask(`timeline ${await portStory()}`);
    expect(FORMATS['md']?.(answer)).toContain('\n- ● Rotterdam port workers');
    expect(JSON.parse(FORMATS['json']?.(answer) ?? '')).toEqual(JSON.parse(JSON.stringify(answer)));
    const [head, ...rows] = (FORMATS['csv']?.(answer) ?? '').split('\r\n');
    expect(head).toBe('title,link,detail,text,story,item,at,dated,publisher,role,fact');
    expect(rows).toHaveLength(2);
  });

  test('what a feed writes makes no formula in a spreadsheet and no markup in Markdown', () => {
    const answer: Answer = {
      ok: true,
      title: '<b>',
      text: '![x](y)',
      entries: [{ title: '=1+1', link: 'javascript:alert(1)', detail: 'a,"b"', text: null }],
      page: 1,
      pages: 1,
      question: '',
    };
    expect(FORMATS['csv']?.(answer)).toContain(`\r\n'=1+1,javascript:alert(1),"a,""b""",`);
    expect(FORMATS['md']?.(answer)).toBe('# \\<b\\>\n\n!\\[x\\](y)\n\n- =1+1\n  a,"b"');
  });
});

describe('by hand', () => {
  test('articles are split off and merged again, and a log is kept; from chat neither', async () => {
    const port = await portStory();
    const items = idsIn(await ask(`story ${port}`), 'i');
    const asker = { account: 'slack', user: 'U1', name: 'Ann', channel: 'C1', roles: [] };
    const chat = { text: `story split ${port} ${items[1]}`, page: 1, asker };
    expect(await opened.app.ask(chat)).toMatchObject({ ok: false });
    const split = await ask(`story split ${port} ${items[1]}`);
    expect(split.ok).toBe(true);
    const made = /are (s\d+) now/.exec(split.title)?.[1] ?? '';
    await opened.app.drain(60_000, false);
    expect((await ask(`story ${made}`)).text).toContain('one source');
    expect(opened.events.filter((event) => event.event === 'alert')).toHaveLength(4);
    expect(await ask(`story split ${made} ${items[1]}`)).toMatchObject({ ok: false });
    await ask(`mute ${made}`);
    expect(await ask(`story merge ${port} ${made}`)).toMatchObject({ ok: true });
    expect(await ask(`mute ${port}`)).toMatchObject({ title: expect.stringContaining('muted already') });
    await ask(`unmute ${port}`);
    // The change is said in the thread; the edit of the post takes its time.
    await opened.app.drain(2_000, false);
    expect((await ask(`story ${port}`)).text).toContain('2 independent sources');
    expect(await ask(`story ${made}`)).toMatchObject({
      ok: false,
      text: expect.stringContaining(`${made} is part of ${port} now`),
    });
    const moved = `Part of story ${port} now`;
    for (let turn = 0; turn < 20 && !opened.screen().includes(moved); turn++)
      await opened.app.drain(1_000, false);
    expect(opened.screen()).toContain(moved);
    expect((await ask('story log')).entries.map(({ title }) => title)).toEqual([
      `${made} merged into ${port}`,
      `${made} split off ${port}`,
    ]);
  });
});

describe('on the day', () => {
  test('each channel that has the story gets one line, once; unanswered it is carried', async () => {
    await opened.app.stop();
    const database = await openEmbeddedForTest({ dataDir: join(house.folder, 'data') });
    const db = connect(database.db.app);
    const woken: string[] = [];
    const tell = (now: Date) =>
      tellPromises({
        db,
        live: () => ({ destinations: new Set(['screen']) }),
        queue: { wake: async (_kind: string, ids: readonly string[]) => void woken.push(...ids) },
        now: () => now,
      } as unknown as Parameters<typeof tellPromises>[0]);
    try {
      await tell(new Date(due.getTime() - 2 * DAY));
      expect(await notices(db)).toEqual([]);
      const noon = new Date(`${due.toISOString().slice(0, 10)}T12:00:00Z`);
      await tell(noon);
      await tell(noon);
      expect(woken).toEqual(['screen']);
      // Another sentence that names this day comes in after the line.
      await database.db.app.query(`insert into ww.promise (story_id, item_id, sentence, due_on, state, created_at)
        select story_id, item_id, jsonb_set(sentence, '{start}', '999'), due_on, 'open', created_at from ww.promise`);
      await tell(noon);
      expect(await notices(db)).toMatchObject([
        {
          kind: 'notice',
          title: expect.stringContaining('Due today'),
          text: expect.stringContaining('will resume'),
        },
      ]);
      await tell(new Date(noon.getTime() + 5 * DAY));
      const states = await db.selectFrom('promise').select('state').execute();
      expect(states).toEqual([{ state: 'carried' }, { state: 'carried' }]);
    } finally {
      await database.drop();
      opened = await house.open();
    }
  });
});

async function notices(db: Db) {
  const rows = await db.selectFrom('alert').select('message').where('story_id', 'is', null).execute();
  return rows.map(({ message }) => message);
}
