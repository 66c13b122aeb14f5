import { expect, test } from 'vitest';
import type { Article } from '../../src/domain/item.js';
import { aliasesOf, knownAs } from '../../src/store/aliases.js';

const ARTICLE: Article = {
  guid: 'g1',
  url: 'https://news.example/tin',
  link: 'https://news.example/tin',
  title: 'Tin prices rise after strike',
  body: '',
  headings: [],
  lang: 'en',
  publisher: 'Metal Daily',
  author: null,
  via: null,
  publishedAt: new Date('2026-03-01T23:00:00Z'),
  dated: true,
};

/** Whether two articles of a feed that share neither guid nor address are held for one. */
function areOne(change: Partial<Article>, first: Partial<Article> = {}): boolean {
  const known = aliasesOf('wire', { ...ARTICLE, ...first });
  const other = aliasesOf('wire', {
    ...ARTICLE,
    ...first,
    guid: 'g2',
    url: 'https://news.example/2',
    ...change,
  });
  return other.some((key) => known.includes(key));
}

test('an article is known by its guid in its feed, by its address, and by its headline, publisher and day', () => {
  expect(areOne({})).toBe(true);
  expect(areOne({ title: ARTICLE.title.toUpperCase() })).toBe(true);
  expect(areOne({ guid: 'g1', title: 'x' })).toBe(true);
  expect(areOne({ url: ARTICLE.url, title: 'x' })).toBe(true);
});

test.each<[string, Partial<Article>]>([
  ['of the next day', { publishedAt: new Date('2026-03-02T00:00:00Z') }],
  ['of another publisher', { publisher: 'Tin Weekly' }],
  ['with another headline', { title: 'Tin prices fall after strike' }],
])('an article %s is another', (_what, change) => {
  expect(areOne(change)).toBe(false);
});

test('a headline tells nothing when it is short or its day is a guess', () => {
  expect(areOne({}, { title: 'Market update at the noon' })).toBe(true);
  expect(areOne({}, { title: 'Market update at the end' })).toBe(false);
  expect(areOne({}, { dated: false })).toBe(false);
});

test('what two feeds call the same is not the same', () => {
  expect(aliasesOf('wire', { ...ARTICLE, url: null })).not.toEqual(
    expect.arrayContaining(aliasesOf('other', { ...ARTICLE, url: null }).slice(0, 1)),
  );
  const [ours] = aliasesOf('wire', ARTICLE);
  expect(ours).toBe('guid:wire:g1');
});

test('of several items, an article is the one of its surest name', () => {
  const item = (id: number) => ({ id, feedId: 'wire', feedHash: '', held: false });
  const known = new Map([
    ['url:u', item(1)],
    ['guid:wire:g1', item(2)],
  ]);
  expect(knownAs({ keys: ['guid:wire:g1', 'url:u'] }, known)?.id).toBe(2);
  expect(knownAs({ keys: ['guid:wire:g9', 'url:u'] }, known)?.id).toBe(1);
  expect(knownAs({ keys: ['guid:wire:g9'] }, known)).toBeUndefined();
});
