import { describe, expect, test } from 'vitest';
import { attributionOf } from '../../src/brief/attribution.js';
import { writeBriefing } from '../../src/brief/brief.js';
import type { Item } from '../../src/domain/item.js';
import { item, PORT_STRIKE } from './stories.js';

describe('whom a text says that it has its news from', () => {
  test.each<[string, string | null, string | null]>([
    [
      'This begins on July 9, according to the Chinese newspaper Securities Times (via Reuters).',
      'Securities Times',
      'Reuters',
    ],
    [
      'The deal, first reported by The Wall Street Journal, is worth $5 billion.',
      'Wall Street Journal',
      null,
    ],
    ['The mill closed, according to the Capital Post. Halden Mills employs 900.', 'Capital Post', null],
    ['It closed, according to the St. Louis Post-Dispatch. It employs 900.', 'St. Louis Post-Dispatch', null],
    ['It closed, the U.S. News reported on Monday.', 'U.S. News', null],
    ['Bloomberg reported on Monday that Acme would buy it.', 'Bloomberg', null],
    ['Its head told Sky News in Paris that it would like to.', 'Sky News', null],
    ['Acme closed its plant.\n\nSource assisted: SCMP China Tech', null, 'SCMP China Tech'],
    ['据路透社援引《证券时报》报道，新规将于七月生效。', '证券时报', '路透社'],
    ['據彭博社報導，收購將於下月完成。', '彭博社', null],
    ['Police told reporters that, according to officials, nobody was hurt.', null, null],
    ['Reuters could not verify this.', null, null],
  ])('%s', (body, origin, via) => {
    expect(attributionOf({ body, via: null, publisher: 'The Wire' })).toEqual({ origin, via });
  });

  test('the feed knows better, and nobody has it from themselves', () => {
    const body = 'Bloomberg reported on Monday that Acme would buy it.';
    expect(attributionOf({ body, via: 'AP', publisher: 'x' })).toEqual({ origin: 'Bloomberg', via: 'AP' });
    expect(attributionOf({ body, via: null, publisher: 'Bloomberg' })).toEqual({ origin: null, via: null });
  });
});

/** Reports of one event under different names, each in words of its own. */
const reports = (...fields: Partial<Item>[]) =>
  fields.map((one, i) => item({ ...PORT_STRIKE, link: null, id: i + 1, ...one }));

const counted = (items: Item[], roles = new Map<number, 'copy'>()) =>
  writeBriefing({ storyId: 1, items, roles, matches: [] });

describe('independent origins', () => {
  test('papers that report on their own count each', () => {
    expect(counted(reports({ publisher: 'Post' }, { publisher: 'Echo' })).counts.origins).toBe(2);
  });

  test.each<[string, Partial<Item>[]]>([
    ['two feeds of one masthead', [{ publisher: 'SCMP' }, { publisher: 'SCMP China Tech' }]],
    ['a paper and its section', [{ publisher: 'The Echo' }, { publisher: 'Echo - World' }]],
    [
      'two who have it from one agency',
      [
        { publisher: 'Post', via: 'Reuters' },
        { publisher: 'Echo', via: 'Reuters' },
      ],
    ],
    ['an agency under two names', [{ publisher: 'Reuters' }, { publisher: 'Echo', via: '路透社' }]],
    [
      'two names at one address',
      [
        { publisher: 'Post', link: 'https://www.post.example/a' },
        { publisher: 'Sunday Post Magazine', link: 'https://magazine.post.example/b' },
      ],
    ],
  ])('%s are one', (_name, fields) => {
    expect(counted(reports(...fields)).counts.origins).toBe(1);
  });

  test('copies are folded into the text that they repeat, and count for nothing', () => {
    const made = counted(
      reports({ publisher: 'Post' }, { publisher: 'Echo' }, { publisher: 'Echo' }, { publisher: 'Star' }),
      new Map([
        [2, 'copy'],
        [3, 'copy'],
        [4, 'copy'],
      ]),
    );
    expect(made.sources).toHaveLength(1);
    expect(made.sources[0]).toMatchObject({
      publisher: 'Post',
      copies: { count: 3, publishers: ['Echo', 'Star'] },
    });
    expect(made.counts).toEqual({ origins: 1, items: 4, copies: 3 });
  });

  test('of an agency and the paper that reprints it the agency is the origin, whoever came first', () => {
    const made = counted(
      reports(
        { publisher: 'Post', via: 'Reuters' },
        { publisher: 'Reuters', publishedAt: new Date('2026-03-02T10:00:00Z') },
      ),
      new Map([[2, 'copy']]),
    );
    expect(made.sources).toMatchObject([{ publisher: 'Reuters', standing: 'origin', copies: { count: 1 } }]);
  });

  test('a text with placeholders left in confirms nothing, alone or beside another', () => {
    const weak = {
      publisher: 'Mill',
      body: `${PORT_STRIKE.body}\n\nThe plan was published on Date in a link, link.`,
    };
    expect(counted(reports(weak)).counts.origins).toBe(0);
    expect(counted(reports({ publisher: 'Post' }, weak)).counts.origins).toBe(1);
  });

  test('of two that are alike in all else the better tier leads', () => {
    const items = reports({ publisher: 'Post' }, { publisher: 'Echo' });
    const made = writeBriefing({ storyId: 1, items, matches: [], tiers: new Map([[2, 1]]) });
    expect(made.sources.map(({ publisher, tier }) => [publisher, tier])).toEqual([
      ['Echo', 1],
      ['Post', 2],
    ]);
  });
});

describe('related stories', () => {
  const announced = item({
    id: 1,
    publisher: 'Post',
    title: 'OpenAI to block API access in China',
    body: 'Users in China got an email saying that OpenAI would block API traffic from some regions starting July 9.',
  });
  const other = (fields: Partial<Item>) => ({
    storyId: 9,
    item: item({ id: 5, publisher: 'Blog', ...fields }),
  });

  test('that give another date are shown with both dates', () => {
    const made = writeBriefing({
      storyId: 1,
      items: [announced],
      matches: [],
      neighbours: [
        other({
          title: 'OpenAI halts API access in China',
          body: 'OpenAI announced on March 17, 2023, that it would be halting API access to ChatGPT in China.',
        }),
      ],
    });
    expect(made.related).toMatchObject([{ storyId: 9, relation: 'disputes' }]);
    expect(made.conflicts[0]?.sides.map(({ value }) => value)).toEqual(['July 9', 'March 17, 2023']);
  });

  test.each([
    ['2026-03-01T08:00:00Z', 'earlier'],
    ['2026-03-02T09:00:00Z', 'parallel'],
    ['2026-03-04T08:00:00Z', 'later'],
  ])('of %s are %s', (at, relation) => {
    const neighbours = [other({ ...announced, id: 5, publishedAt: new Date(at) })];
    const made = writeBriefing({ storyId: 1, items: [announced], matches: [], neighbours });
    expect(made.related).toMatchObject([{ relation }]);
  });

  test('on something else are none', () => {
    const neighbours = [other({ ...PORT_STRIKE, id: 5 })];
    expect(writeBriefing({ storyId: 1, items: [announced], matches: [], neighbours }).related).toEqual([]);
  });
});
