import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { createParser, type ParseResult } from '../../src/ingest/parse.js';
import { parseFeedText } from '../../src/ingest/parse-text.js';

/** The kill timer is far away: the limits alone must end each of these. */
const parser = createParser({ killAfterMs: 60_000 });
afterAll(() => parser.close());

const URL_OF_FEED = 'https://example.com/feed';
const MEGABYTE = 1 << 20;
const FULL = 4 * MEGABYTE;

const fill = (piece: string, length: number): string => piece.repeat(Math.floor(length / piece.length));
const rss = (inner: string): string =>
  `<?xml version="1.0"?><rss version="2.0"><channel><title>t</title>${inner}</channel></rss>`;
const described = (description: string): string =>
  rss(
    `<item><title>x</title><link>http://e.com/1</link><pubDate>Tue, 01 Jul 2025 10:00:00 GMT</pubDate><description>${description}</description></item>`,
  );
const read = (text: string): Promise<ParseResult> => parser.parse(Buffer.from(text), 'text/xml', URL_OF_FEED);

test.each([
  [
    'the snippet that held rss-parser for 54.7 s',
    described(fill('a&lt;p ', 224_000)),
    'rss-parser',
    1,
    undefined,
  ],
  [
    '300,000 items',
    rss(fill('<item/>', 300_000 * 7)),
    'tolerant',
    20_000,
    'more than 20000 items, read up to there',
  ],
  [
    '100,000 levels',
    rss(fill('<a>', 300_000)),
    'tolerant',
    0,
    'nested deeper than 256 levels, read up to there',
  ],
  ['500,000 elements in an item', described(fill('<a/>', 2 * MEGABYTE)), 'tolerant', 1, undefined],
  ['4 MB of elements', rss(fill('<a/>', FULL)), 'tolerant', 0, 'too much markup, read up to there'],
  ['4 MB of ampersands', rss(fill('&', FULL)), 'tolerant', 0, undefined],
  [
    '4 MB of items that never end',
    rss(fill('<item>', FULL)),
    'tolerant',
    4998,
    'more than 5000 end tags missing, read up to there',
  ],
  ['1,000,000 end tags of nothing', rss('<b>'.repeat(200) + fill('</x>', FULL)), 'tolerant', 0, undefined],
  [
    '300,000 attributes',
    `<rss ${Array.from({ length: 300_000 }, (_, index) => `a${index}="b"`).join(' ')}><channel/></rss>`,
    'tolerant',
    0,
    undefined,
  ],
  ['an attribute of 4 MB', `<rss x="${fill('y', FULL)}"><channel/></rss>`, 'tolerant', 0, undefined],
])('%s: read within limits', async (_name, text, reader, items, note) => {
  const result = await read(text);
  expect(result).toMatchObject({ kind: 'feed', reader });
  if (result.kind !== 'feed') return;
  expect(result.entries).toHaveLength(items);
  if (note !== undefined) expect(result.notes).toContain(note);
});

test.each([
  ['4 MB of spaces', fill(' ', FULL), 'empty'],
  ['4 MB of prefixes', fill('<aaaaaaaa:', FULL), 'neither XML nor JSON'],
  ['4 MB of brackets', fill('[', FULL), 'damaged JSON'],
  ['a DOCTYPE that never ends', `<!DOCTYPE ${fill('[', FULL)}`, 'no XML in it'],
])('%s: no feed', async (_name, text, reason) => {
  expect(await read(text)).toEqual({ kind: 'not-a-feed', reason });
});

test('350,000 empty JSON items are read up to the limit', async () => {
  const result = await read(`{"items":[${fill('{},', MEGABYTE)}{}]}`);
  expect(result.kind === 'feed' && result.entries.length).toBe(20_000);
});

test('entities are never expanded and nothing outside is read', async () => {
  const laughs = Array.from(
    { length: 10 },
    (_, level) => `<!ENTITY l${level + 1} "${`&l${level};`.repeat(10)}">`,
  ).join('');
  const doctype = `<!DOCTYPE rss [<!ENTITY l0 "lol">${laughs}<!ENTITY xxe SYSTEM "file:///etc/passwd"><!ENTITY % remote SYSTEM "http://127.0.0.1/x.dtd">%remote;]>`;
  const result = await parseFeedText(
    described('x').replace('<rss', `${doctype}<rss`).replace('>x<', '>&l9; &xxe;<'),
    URL_OF_FEED,
  );
  expect(result.kind === 'feed' && result.entries[0]?.title).toBe('&l9; &xxe;');
});

test.each(['__proto__', 'constructor', 'prototype', 'hasOwnProperty', 'toString'])(
  'a feed with %s everywhere changes nothing',
  async (name) => {
    const texts = [
      described(`<${name}>x</${name}>`).replace(
        '<item>',
        `<item ${name}="1"><${name}:title>y</${name}:title>`,
      ),
      described('x').replace('<rss', `<rss xmlns:${name}="${name}"`),
      `{"${name}":{"polluted":1},"items":[{"${name}":{"polluted":1},"title":"a"}]}`,
    ];
    for (const text of texts) expect((await parseFeedText(text, URL_OF_FEED)).kind).toBe('feed');
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect('polluted' in {}).toBe(false);
  },
);

test('any damage to a feed gives an outcome, never an exception', async () => {
  const whole = described('&lt;p&gt;hello&lt;/p&gt; &amp; <![CDATA[<b>x</b>]]>');
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.tuple(
          fc.nat(whole.length),
          fc.constantFrom(
            '<',
            '>',
            '&',
            '"',
            ']]>',
            '<![CDATA[',
            '<!--',
            '</item>',
            '<item>',
            '\u0000',
            '&#0;',
            '&#xD800;',
            '<a:b>',
          ),
        ),
        {
          maxLength: 8,
        },
      ),
      fc.nat(whole.length),
      async (insertions, end) => {
        let text = whole;
        for (const [at, piece] of insertions) text = text.slice(0, at) + piece + text.slice(at);
        const result = await parseFeedText(text.slice(0, end + 20), URL_OF_FEED);
        expect(['feed', 'not-a-feed']).toContain(result.kind);
        if (result.kind === 'feed')
          for (const entry of result.entries) expect(typeof entry.html).toBe('boolean');
      },
    ),
    { numRuns: 300 },
  );
});
