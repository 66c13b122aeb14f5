import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildHouse, type House, type Opened } from '../support/house.js';

/** Three events that have nothing in common, made into one story by hand, one after the other. */
const ARTICLES = {
  ferry: 'Ferry crews in Lisbon strike over night shifts',
  mine: 'Copper mine in Zambia halts after flood',
  choir: 'Choir from Oslo wins prize in Vienna',
};

let house: House;
let opened: Opened;

beforeAll(async () => {
  house = buildHouse({
    feeds: '  - id: saved\n    folder: articles\n',
    watchlists: {
      'all.yaml':
        'name: All\ndestinations: [screen]\ntopics:\n  - id: all\n    name: All\n    query: ferry OR mine OR choir\n',
    },
  });
  const folder = join(house.folder, 'articles');
  mkdirSync(folder);
  for (const [name, title] of Object.entries(ARTICLES))
    writeFileSync(join(folder, `${name}.md`), `# ${title}\n\n${title}, a witness said on Monday.\n`);
  opened = await house.open();
  await opened.app.drain(60_000, true);
});
afterAll(async () => {
  await opened.app.stop();
  house.remove();
});

const ask = (text: string) => opened.app.ask({ text, page: 1 });
const storyOf = async (word: string) =>
  /\bs\d+\b/.exec(JSON.stringify(await ask(`search ${word}`)))?.[0] ?? `no story of ${word}`;

/** Edits rest for a while; nothing else is due. */
async function shown(text: string): Promise<void> {
  for (let turn = 0; turn < 20 && !opened.screen().includes(text); turn++)
    await opened.app.drain(1_000, false);
  expect(opened.screen()).toContain(text);
}

test('a story that was merged twice says where it is now, and who muted it has muted that', async () => {
  const [ferry, mine, choir] = [await storyOf('ferry'), await storyOf('mine'), await storyOf('choir')];
  expect(new Set([ferry, mine, choir]).size).toBe(3);
  await ask(`mute ${ferry} for 8h`);
  await ask(`story merge ${mine} ${ferry}`);
  await shown(`Part of story ${mine} now`);
  await ask(`story merge ${choir} ${mine}`);
  await shown(`Part of story ${choir} now`);
  const told = [await ask(`story ${ferry}`), await ask(`story ${mine}`)].map(({ text }) => text);
  expect(told).toEqual([
    `Story ${ferry} is part of ${choir} now: story ${choir}`,
    `Story ${mine} is part of ${choir} now: story ${choir}`,
  ]);
  await opened.app.drain(1_000, false);
  // The posts of both, the first of them a second time.
  expect(opened.screen().split(`Part of story ${choir} now`)).toHaveLength(3);
  expect(await ask(`unmute ${choir}`)).toMatchObject({ ok: true, title: `Unmuted: story ${choir}` });
  expect(await ask(`unmute ${ferry}`)).toMatchObject({ title: `Story ${ferry} is not muted` });
});
