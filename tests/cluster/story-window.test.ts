import { describe, expect, test } from 'vitest';
import { fingerprint } from '../../src/cluster/fingerprint.js';
import { type Report, storyWindow } from '../../src/cluster/story-window.js';

const at = (hour: number) => new Date(Date.UTC(2026, 2, 1) + hour * 3_600_000);

interface Told {
  title: string;
  body: string;
  publisher?: string;
  hour?: number;
  dated?: boolean;
}

function report(
  itemId: number,
  { title, body, publisher = `p${itemId}`, hour = 0, dated = true }: Told,
): Report {
  const times = { dated, publishedAt: at(hour), seenAt: at(hour) };
  return { itemId, title, body, publisher, ...times, fingerprint: fingerprint({ title, body }) };
}

/** Places reports in turn, as the reader does: story and role of each. */
function placed(...told: Told[]): string[] {
  const window = storyWindow();
  let opened = 0;
  return told.map((each, i) => {
    const { join, settle } = window.place(report(i, each));
    const story = join?.storyId ?? ++opened;
    settle(story);
    return `${story} ${join?.role ?? 'original'}`;
  });
}

const STRIKE: Told = {
  title: 'Port workers in Rotterdam strike over automation plan',
  body: 'About 4,000 dockers in Rotterdam began a strike on Tuesday over a plan to automate two container terminals, the FNV union said. Rotterdam is the largest port in Europe. The operators said that the plan would keep the port ahead of Antwerp and Hamburg, and offered talks on retraining for all who want it.',
};
const SAME_EVENT: Told = {
  title: 'Rotterdam dockers walk out over automated terminals',
  body: 'A strike by FNV members has closed container terminals in Rotterdam. The dockers fear that automation will cost 1,200 jobs at the port.',
};
const QUAKE: Told = {
  title: 'Earthquake of magnitude 6.1 shakes northern Chile',
  body: 'An earthquake shook Antofagasta in northern Chile on Tuesday. The navy ruled out a tsunami, and no injuries were reported by the evening, officials of the region said.',
};

describe('an item joins', () => {
  test('the story of the text that it copies, of the event that it reports, else opens one', () => {
    const copy = { ...STRIKE, title: 'Europe’s largest port at a standstill' };
    expect(placed(STRIKE, QUAKE, copy, SAME_EVENT)).toEqual([
      '1 original',
      '2 original',
      '1 copy',
      '1 report',
    ]);
  });

  test('as a follow-up when its publisher is in the story already', () => {
    const [first, second] = [
      { ...STRIKE, publisher: 'Wire' },
      { ...SAME_EVENT, publisher: 'Wire', hour: 3 },
    ];
    expect(placed(first, second)).toEqual(['1 original', '1 follow-up']);
  });

  test('the article that its publisher has edited beyond recognition under the same headline', () => {
    const edited = { ...QUAKE, title: STRIKE.title, publisher: 'Wire', dated: false };
    expect(placed({ ...STRIKE, publisher: 'Wire' }, edited)).toEqual(['1 original', '1 copy']);
    expect(placed({ ...STRIKE, publisher: 'Wire' }, { ...edited, publisher: 'Other' })).toEqual([
      '1 original',
      '2 original',
    ]);
  });

  test('which after 20 hours is another article of the same event', () => {
    const again = { ...QUAKE, title: STRIKE.title, publisher: 'Wire' };
    expect(placed({ ...STRIKE, publisher: 'Wire' }, { ...again, hour: 19 })[1]).toBe('1 copy');
    expect(placed({ ...STRIKE, publisher: 'Wire' }, { ...again, hour: 21 })[1]).toBe('1 follow-up');
  });

  test('no event when nobody knows its date', () => {
    expect(placed(STRIKE, { ...SAME_EVENT, dated: false })).toEqual(['1 original', '2 original']);
  });

  test('no event whose headline is the same template with other figures', () => {
    const other = { ...QUAKE, title: 'Earthquake of magnitude 5.4 shakes northern Chile', hour: 5 };
    const body = `${QUAKE.body} It was felt as far as Calama, where schools were closed and a road was blocked by rocks, and power failed in parts of the port for some hours before crews had it back in the night.`;
    expect(placed(QUAKE, { ...other, body })).toEqual(['1 original', '2 original']);
  });
});

test('what the store has is remembered, and an item that was moved by hand draws others to its new story', () => {
  const window = storyWindow();
  window.put(report(1, STRIKE), 7);
  window.put(report(1, STRIKE), 8);
  const copy = { ...STRIKE, title: 'Europe’s largest port at a standstill' };
  expect(window.place(report(2, copy)).join).toEqual({ storyId: 8, role: 'copy', similarity: 1 });
  expect(window.size()).toBe(1);
});

test('an item that is read again is not its own copy, and keeps its place', () => {
  const window = storyWindow();
  window.put(report(1, STRIKE), 7);
  window.put(report(1, { ...STRIKE, title: 'Port workers end their strike in Rotterdam' }), 7);
  expect(window.size()).toBe(1);
  expect(window.place(report(2, { ...QUAKE })).join).toBeNull();
});

test('what was not stored is forgotten without a trace, the last of it first', () => {
  const window = storyWindow();
  const probes = [STRIKE, SAME_EVENT, QUAKE].map((told, i) => report(100 + i, { ...told, hour: 2 }));
  // Weighing counts words, so the same report is a hair more or less like another the next time.
  const seen = () =>
    probes.map((probe) => {
      const { join } = window.place(probe);
      return join && { ...join, similarity: Math.round(10 * join.similarity) };
    });
  window.place(report(1, { ...STRIKE, publisher: 'p101' })).settle(1);
  const before = seen();
  const inHan: Told = {
    title: '鹿特丹码头工人罢工，涉及4,000人',
    body: '鹿特丹约4,000名码头工人周二罢工。',
  };
  const undo = [
    window.place(report(2, { ...SAME_EVENT, publisher: 'p100' })).settle(1),
    window.place(report(3, { ...QUAKE, publisher: 'p102' })).settle(2),
    window.place(report(4, { ...QUAKE, title: 'Chile shaken', hour: 1 })).settle(2),
    window.place(report(5, inHan)).settle(3),
    window.put(report(1, STRIKE), 2),
  ];
  expect(seen()).not.toEqual(before);
  for (const each of undo.reverse()) each();
  expect(seen()).toEqual(before);
  expect(window.size()).toBe(1);
  // The number that its story would have had is another one's now, which that publisher tells of for the first time.
  const flood = {
    title: 'Flood closes schools in Porto',
    body: 'Schools in Porto are closed by a flood, the mayor said.',
  };
  window.place(report(6, flood)).settle(2);
  expect(seen()[2]).toBeNull();
  expect(
    window.place(report(7, { ...flood, publisher: 'p102', title: 'Porto: flood closes schools' })).join?.role,
  ).toBe('report');
});

test('of more articles than it is for, a window forgets those to whose stories nothing was added for longest', () => {
  const window = storyWindow(undefined, 5_000);
  const hour = 1 / 100;
  // The strike goes on; each quake is one of its own.
  const quake = (i: number): Told => ({
    title: `Earthquake number${i} shakes town${i} of county${i}`,
    body: `An earthquake shook town${i}, the mayor${i} said. Of house${i} and bridge${i} nothing stands, and school${i} is closed.`,
    hour: i * hour,
  });
  let stories = 1;
  for (let i = 0; i < 14_000; i++) {
    if (i % 1_000 === 0) window.put(report(100_000 + i, { ...STRIKE, hour: i * hour }), 1);
    window.place(report(i, quake(i))).settle(++stories);
    expect(window.size()).toBeLessThanOrEqual(5_000 + 4_096);
  }
  const storyOf = (told: Told) => window.place(report(999_999, { ...told, hour: 140 })).join?.storyId;
  expect(storyOf(STRIKE)).toBe(1);
  expect(storyOf(quake(13_999))).toBe(stories);
  expect(storyOf(quake(10))).toBeUndefined();
});

describe('in another script', () => {
  const english: Told = {
    title: 'Nvidia to sell 40,000 chips to Alibaba',
    body: 'Nvidia said on Tuesday that it would sell 40,000 chips to Alibaba for $1.2 billion, its largest order from China this year.',
  };
  const chinese: Told = {
    title: '英伟达将向阿里巴巴出售4万颗芯片',
    body: '英伟达周二表示，将以12亿美元向阿里巴巴出售4万颗芯片，这是今年来自中国的最大订单。',
    hour: 2,
  };

  test('a report of one event joins by the names and figures that both have, Traditional characters too', () => {
    const traditional = {
      ...chinese,
      title: '輝達將向阿里巴巴出售4萬顆晶片',
      body: '輝達以12億美元售出4萬顆晶片。',
    };
    expect(placed(english, chinese)).toEqual(['1 original', '1 report']);
    expect(placed(chinese, english)).toEqual(['1 original', '1 report']);
    expect(placed(english, traditional)).toEqual(['1 original', '1 report']);
  });

  test('what was not stored is found by its names no more', () => {
    const window = storyWindow();
    window.place(report(1, english)).settle(7)();
    window.place(report(2, QUAKE)).settle(7);
    expect(window.place(report(3, chinese)).join).toBeNull();
  });

  test('names alone that are in all news, another figure, or another day are not enough', () => {
    const other = {
      title: '英伟达在中国发布新芯片',
      body: '英伟达周三在北京发布新一代芯片，售价未定。',
      hour: 2,
    };
    expect(placed(english, other)).toEqual(['1 original', '2 original']);
    expect(placed(english, { ...chinese, hour: 60 })).toEqual(['1 original', '2 original']);
    const oneNameAndFigure = {
      title: '英伟达出售4万颗芯片',
      body: '英伟达周二表示，将出售4万颗芯片。',
      hour: 2,
    };
    expect(placed(english, oneNameAndFigure)).toEqual(['1 original', '2 original']);
    const german = { title: 'Germany and France order 40,000 tents', body: 'Tents will be sewn by spring.' };
    const placesAndFigure = { title: '德国和法国订购4万顶帐篷', body: '帐篷将在春天之前缝制完成。', hour: 2 };
    expect(placed(german, placesAndFigure)).toEqual(['1 original', '2 original']);
  });

  test('a name with a digit in it is a name, and tells no more than one', () => {
    const aliases = new Map([['4Paradigm', ['第四范式']]]);
    const window = storyWindow(() => aliases);
    const [one, other] = [
      report(1, {
        title: '4Paradigm opens an office',
        body: '4Paradigm of Beijing, China, goes to Singapore.',
      }),
      report(2, { title: '第四范式财报亏损', body: '中国北京的第四范式称新加坡市场需求疲软。', hour: 1 }),
    ];
    window.place(one).settle(7);
    expect(window.place(other).join).toBeNull();
  });

  test('names that a topic has aliases for count', () => {
    const aliases = new Map([['Rheinhafen', ['莱茵港']]]);
    const window = storyWindow(() => aliases);
    const [one, other] = [
      report(1, {
        title: 'Rheinhafen lays off 450 workers',
        body: 'Rheinhafen lays off 450 workers in Germany.',
      }),
      report(2, { title: '莱茵港裁员450人', body: '德国莱茵港周二宣布裁员450人。', hour: 1 }),
    ];
    window.place(one).settle(7);
    expect(window.place(other).join).toMatchObject({ storyId: 7, role: 'report' });
  });
});

test('filings of one form are stories of their own, whoever files them', () => {
  const filing = (company: string, number: string): Told => ({
    title: `Form 8-K - ${company} (${number}) (Filer)`,
    body: 'Filed: 2026-03-01 Size: 180 KB Item 2.02: Results of operations and financial condition, Item 9.01: Financial statements and exhibits of the filer',
    publisher: 'Registry',
  });
  expect(placed(filing('ACME CORP', '0000123456'), filing('BOLT INC', '0000654321'))).toEqual([
    '1 original',
    '2 original',
  ]);
});

test('a short headline that a publisher uses every day names no article', () => {
  const notice = (company: string, count: string): Told => ({
    title: 'Transaction in own shares',
    body: `${company} announces that it has bought ${count} of its ordinary shares on the exchange in London from its broker, and will hold them in treasury until they are cancelled or sold.`,
    publisher: 'Notices',
  });
  expect(placed(notice('Acme', '12,500'), notice('Bolt', '31,200'))[1]).toBe('2 original');
});
