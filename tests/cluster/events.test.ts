import { describe, expect, test } from 'vitest';
import { eventIndex } from '../../src/cluster/events.js';
import { seeded } from '../../bench/seeded.js';

const at = (hour: number) => new Date(Date.UTC(2026, 2, 1) + hour * 3_600_000);

/** Assigns reports in turn, as the pipeline does, and returns their stories. */
function storiesOf(reports: readonly { title: string; body?: string; hour?: number }[]): number[] {
  const index = eventIndex();
  let opened = 0;
  return reports.map(({ title, body = '', hour = 0 }) => {
    const report = index.weigh({ title, body, at: at(hour) });
    const story = index.nearest(report)?.storyId ?? ++opened;
    index.join(report, story);
    return story;
  });
}

const STRIKE_A = {
  title: 'Port workers in Rotterdam strike over automation plan',
  body: 'About 4,000 dockers in Rotterdam began a strike on Tuesday over a plan to automate two container terminals, the FNV union said. Rotterdam is the largest port in Europe.',
};
const STRIKE_B = {
  title: 'Rotterdam dockers walk out over automated terminals',
  body: 'A strike by FNV members has closed container terminals in Rotterdam. The dockers fear that automation will cost 1,200 jobs at the port.',
};
const QUAKE = {
  title: 'Earthquake of magnitude 6.1 shakes northern Chile',
  body: 'An earthquake shook Antofagasta in northern Chile on Tuesday. The navy ruled out a tsunami, and no injuries were reported.',
};

describe('reports', () => {
  test('of one event in other words are one story, of another event another', () => {
    expect(storiesOf([STRIKE_A, QUAKE, STRIKE_B])).toEqual([1, 2, 1]);
  });

  test.each([
    ['three in ten of its weight', 6, [1, 1]],
    ['two in ten', 4, [1, 2]],
  ])('with %s in common', (_share, common, stories) => {
    // Twenty words each that no report had before, so of equal weight.
    const rare = (from: number) =>
      Array.from({ length: 20 }, (_, i) => `qz${'bcdfghjklmnprstvw'[(from + i) % 17]}${from + i}x`);
    const body = (words: string[]) => `${words.join(' ')}.`;
    expect(
      storiesOf([
        { title: '', body: body(rare(100)) },
        { title: '', body: body(rare(120 - common)) },
      ]),
    ).toEqual(stories);
  });

  test('of a look-alike event a week later open a new story', () => {
    expect(storiesOf([STRIKE_A, { ...STRIKE_B, hour: 24 * 7 }])).toEqual([1, 2]);
  });

  test('that say the same within the day join, and with half the words in common three days later don’t', () => {
    expect(storiesOf([STRIKE_A, { ...STRIKE_A, hour: 20 }, { ...STRIKE_B, hour: 91 }])).toEqual([1, 1, 2]);
  });

  test('that are bare headlines join on few words', () => {
    const titles = [
      'Fed official sees slower taper after weak data',
      'Weak data should not slow taper, says Fed official',
      'Giants sign new pitcher',
    ];
    expect(storiesOf(titles.map((title) => ({ title })))).toEqual([1, 1, 2]);
  });

  test('that are bare headlines join within the day, and two days later no more', () => {
    const [first, second] = [
      { title: 'Fed official sees slower taper after weak data' },
      { title: 'Weak data should not slow taper, says Fed official' },
    ];
    expect(storiesOf([first, { ...second, hour: 10 }])).toEqual([1, 1]);
    expect(storiesOf([first, { ...second, hour: 48 }])).toEqual([1, 2]);
  });

  test('in Chinese join by pairs of characters, in either script', () => {
    const body = '新加坡政府周一宣布，将在三年内拨款两亿新元，支持本地机构训练东南亚语言模型。';
    const other = '新加坡將撥款兩億新元，用於訓練東南亞語言模型，政府周一宣布這項三年計劃。';
    expect(
      storiesOf([
        { title: '新加坡拨款训练语言模型', body },
        { title: '央行下调存款准备金率', body: '央行今日宣布下调存款准备金率，释放长期资金，支持实体经济。' },
        { title: '新加坡撥款訓練語言模型', body: other },
      ]),
    ).toEqual([1, 2, 1]);
  });

  test('without a word open a story each', () => {
    expect(storiesOf([{ title: '' }, { title: '—' }])).toEqual([1, 2]);
  });
});

test('a report joined by hand draws the next ones after it', () => {
  const index = eventIndex();
  index.join(index.weigh({ ...STRIKE_A, at: at(0) }), 40);
  index.join(index.weigh({ ...QUAKE, at: at(0) }), 40);
  expect(index.nearest(index.weigh({ ...QUAKE, at: at(1) }))?.storyId).toBe(40);
});

test('stories whose last report is older are forgotten, the others are kept', () => {
  const index = eventIndex();
  for (let i = 0; i < 2000; i++)
    index.join(index.weigh({ title: `Filing ${i * 7919} of company ${i}`, body: '', at: at(i / 4) }), i);
  index.forget(at(450).getTime());
  expect(index.size()).toBe(200);
  const latest = index.weigh({ title: 'Filing 15830081 of company 1999', body: '', at: at(500) });
  expect(index.nearest(latest)?.storyId).toBe(1999);
  const first = index.weigh({ title: 'Filing 7919 of company 1', body: '', at: at(500) });
  expect(index.nearest(first)?.storyId).not.toBe(1);
});

test('nothing of a story that was forgotten is taken for the one in its place', () => {
  const index = eventIndex();
  const of = (title: string) => index.weigh({ title, body: '', at: at(0) });
  index.join(of('Rotterdam'), 1);
  index.forget(Infinity);
  index.join(of('Antofagasta'), 2);
  expect(index.nearest(of('Rotterdam'))).toBeNull();
  expect(index.nearest(of('Antofagasta'))?.storyId).toBe(2);
});

test('a report that leaves its story takes its words along, and a story without a report is forgotten', () => {
  const index = eventIndex();
  const [strike, quake] = [STRIKE_A, QUAKE].map((report) => index.weigh({ ...report, at: at(0) }));
  if (!strike || !quake) throw new Error('nothing was weighed');
  const seen = () =>
    ['strike', 'quake'].map((_, i) => index.nearest(i === 0 ? strike : quake)?.similarity.toFixed(4));
  index.join(strike, 1);
  const before = seen();
  expect(before).toEqual(['1.0000', undefined]);
  index.join(quake, 1);
  expect(seen()).not.toEqual(before);
  index.leave(quake, 1);
  expect(seen()).toEqual(before);
  index.leave(strike, 1);
  expect(index.size()).toBe(0);
  expect(seen()).toEqual([undefined, undefined]);
});

test('of flat texts, which leave most stories in question, the nearest is the one with the largest product', () => {
  const index = eventIndex();
  const random = seeded(5);
  const words = () =>
    Array.from({ length: 60 }, () => `w${String.fromCharCode(97 + 26 * random() ** 2, 97 + 26 * random())}q`);
  const texts = Array.from({ length: 300 }, words);
  const weighed = texts.map((text) => index.weigh({ title: '', body: `${text.join(' ')}.`, at: at(0) }));
  weighed.forEach((report, i) => index.join(report, i));
  for (const [i, text] of texts.entries()) {
    const body = `${[...text.slice(0, 10 + (i % 50)), ...words().slice(10 + (i % 50))].join(' ')}.`;
    const asked = index.weigh({ title: '', body, at: at(0) });
    const wanted = new Map(asked.terms);
    const products = weighed.map(({ terms }) =>
      terms.reduce((sum, [term, weight]) => sum + weight * (wanted.get(term) ?? 0), 0),
    );
    const most = Math.max(...products);
    const found = index.nearest(asked);
    expect(found?.storyId).toBe(most < 0.25 ? undefined : products.indexOf(most));
    if (found) expect(found.similarity).toBeCloseTo(most, 6);
  }
});
