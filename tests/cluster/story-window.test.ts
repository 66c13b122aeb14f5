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
