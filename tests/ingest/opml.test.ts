import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type OpmlFeed, readOpml, writeOpml } from '../../src/ingest/opml.js';

test('feeds come with their titles, sites and folders', () => {
  const opml = readOpml(`<?xml version="1.0"?><opml version="1.0"><head><title>My feeds</title></head><body>
    <outline text="News &amp; views"><outline text="Asia">
      <outline type="rss" text="SCMP" title="South China Morning Post" xmlUrl="https://scmp.example/rss?a=1&amp;b=2" htmlUrl="https://scmp.example/"/>
    </outline><outline text="BBC" XMLURL="https://bbc.example/rss"/></outline>
    <outline text="Loose" xmlUrl="https://loose.example/feed"/>
    <outline text="Again" xmlUrl="https://loose.example/feed"/>
    <outline text="Broken" xmlUrl="htps//x"/><outline xmlUrl="javascript:alert(1)"/></body></opml>`);
  expect(opml).toEqual({
    kind: 'opml',
    feeds: [
      {
        url: 'https://scmp.example/rss?a=1&b=2',
        title: 'South China Morning Post',
        site: 'https://scmp.example/',
        folders: ['News & views', 'Asia'],
      },
      { url: 'https://bbc.example/rss', title: 'BBC', site: null, folders: ['News & views'] },
      { url: 'https://loose.example/feed', title: 'Loose', site: null, folders: [] },
    ],
    faults: [
      'Broken: "htps//x" is not an http(s) address',
      'a feed without a name: "javascript:alert(1)" is not an http(s) address',
    ],
  });
});

test.each([
  '',
  '<rss version="2.0"/>',
  'no XML',
  '<html><body><outline xmlUrl="https://x.example/"/></body></html>',
])('%j is not OPML', (text) => {
  expect(readOpml(text)).toEqual({ kind: 'not-opml', reason: 'no <opml> element in it' });
});

test('hostile nesting ends', () => {
  expect(readOpml('<x>'.repeat(1_000_000))).toMatchObject({ kind: 'not-opml' });
  expect(readOpml(`<opml>${'<outline text="x">'.repeat(100_000)}`)).toMatchObject({
    kind: 'opml',
    feeds: [],
  });
});

test('what is written is read back', () => {
  const word = fc
    .string({ minLength: 1, maxLength: 12 })
    .map((text) => text.replaceAll(/\s+/g, ' ').trim())
    .filter((text) => text !== '');
  const feed: fc.Arbitrary<OpmlFeed> = fc.record({
    url: fc.webUrl({ withQueryParameters: true }),
    title: word,
    site: fc.option(fc.webUrl()),
    folders: fc.array(word, { maxLength: 3 }),
  });
  fc.assert(
    fc.property(fc.uniqueArray(feed, { selector: ({ url }) => url, maxLength: 12 }), (feeds) => {
      const read = readOpml(writeOpml('Wirewatch <feeds>', feeds));
      const byUrl = (a: OpmlFeed, b: OpmlFeed): number => (a.url < b.url ? -1 : 1);
      expect(read.kind === 'opml' && [...read.feeds].sort(byUrl)).toEqual([...feeds].sort(byUrl));
    }),
  );
});
