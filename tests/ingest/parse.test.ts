import { afterAll, describe, expect, test } from 'vitest';
import { createParser, type ParsedFeed } from '../../src/ingest/parse.js';
import { parseFeedText } from '../../src/ingest/parse-text.js';

const URL_OF_FEED = 'https://example.com/news/feed.xml';

async function feedOf(text: string): Promise<ParsedFeed> {
  const result = await parseFeedText(text, URL_OF_FEED);
  if (result.kind !== 'feed') throw new Error(`${result.kind}: ${result.reason}`);
  return result;
}

const item = (inner: string): string =>
  `<item><title>A</title><link>https://example.com/a</link><pubDate>Tue, 01 Jul 2025 10:00:00 GMT</pubDate>${inner}</item>`;
const rss = (inner: string, attributes = 'version="2.0"'): string =>
  `<?xml version="1.0"?><rss ${attributes}><channel><title>Wire</title>${inner}</channel></rss>`;
const entry = (inner: string): string =>
  `<entry><id>1</id><link href="https://example.com/a"/><updated>2025-07-01T10:00:00Z</updated>${inner}</entry>`;
const atom = (inner: string, attributes = 'xmlns="http://www.w3.org/2005/Atom"'): string =>
  `<feed ${attributes}><title>Wire</title>${inner}</feed>`;

describe('rss-parser comes first', () => {
  test('and reads a plain RSS feed', async () => {
    const feed = await feedOf(
      rss(`<link>https://example.com/</link><language>en-us</language><ttl>30</ttl>
        <skipHours><hour>0</hour><hour>24</hour><hour>7</hour></skipHours><skipDays><day>Sunday</day></skipDays>
        <atom:link rel="self" href="https://example.com/self" xmlns:atom="http://www.w3.org/2005/Atom"/>
        <atom:link rel="hub" href="https://hub.example.com/"/>
        ${item('<guid isPermaLink="false">g1</guid><author>me@example.com (Jo Doe)</author><source url="https://x.example/">The Times</source><description>&lt;p&gt;Hello&lt;/p&gt;</description>')}`),
    );
    expect(feed).toMatchObject({
      reader: 'rss-parser',
      title: 'Wire',
      link: 'https://example.com/',
      language: 'en-us',
      ttlMinutes: 30,
      skipHours: [0, 7],
      skipDays: [0],
      self: 'https://example.com/self',
      hub: 'https://hub.example.com/',
      notes: [],
    });
    expect(feed.entries).toEqual([
      {
        guid: 'g1',
        link: 'https://example.com/a',
        title: 'A',
        body: '<p>Hello</p>',
        html: true,
        author: 'Jo Doe',
        publisher: 'The Times',
        language: undefined,
        published: 'Tue, 01 Jul 2025 10:00:00 GMT',
      },
    ]);
  });

  test('and reads a plain Atom feed', async () => {
    const feed = await feedOf(
      atom(
        entry(
          '<title type="html">One &amp;amp; &lt;i&gt;only&lt;/i&gt;</title><author><name>Jo</name></author><summary>short</summary>',
        ),
      ),
    );
    expect(feed.reader).toBe('rss-parser');
    expect(feed.entries[0]).toMatchObject({
      guid: '1',
      title: 'One & only',
      author: 'Jo',
      body: 'short',
      html: false,
      published: '2025-07-01T10:00:00Z',
    });
  });

  test('and reads RDF', async () => {
    const rdf = `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
      <channel><title>Wire</title></channel>
      <item rdf:about="https://example.com/a"><title>A</title><link>https://example.com/a</link><description>x</description><dc:date>2025-07-01</dc:date><dc:creator>Jo</dc:creator></item></rdf:RDF>`;
    const feed = await feedOf(rdf);
    expect(feed.reader).toBe('rss-parser');
    expect(feed.entries[0]).toMatchObject({
      guid: 'https://example.com/a',
      published: '2025-07-01',
      author: 'Jo',
    });
  });
});

describe('the tolerant reader takes over', () => {
  test.each([
    [
      'a bad date in Atom',
      atom(
        `${entry('<title>A</title>')}${entry('<title>B</title>').replace('2025-07-01T10:00:00Z', 'yesterday')}`,
      ),
      2,
    ],
    ['an unclosed tag', rss(`${item('')}${item('<b>')}`), 2],
    ['a missing end tag of an item', rss(`${item('').replace('</item>', '')}${item('')}`), 2],
    ['a truncated feed', rss(`${item('')}${item('')}`).slice(0, -40), 2],
    [
      'other prefixes',
      atom(entry('<title>A</title>'), 'xmlns="http://www.w3.org/2005/Atom"')
        .replaceAll(/<(\/?)(\w)/g, '<$1a:$2')
        .replace('xmlns=', 'xmlns:a='),
      1,
    ],
    [
      'RDF under another prefix',
      '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel><title>W</title></channel><item><title>A</title></item></r:RDF>',
      1,
    ],
    [
      'Dublin Core under another prefix',
      rss(item('<x:creator>Jo</x:creator>'), 'version="2.0" xmlns:x="http://purl.org/dc/elements/1.1/"'),
      1,
    ],
    ['no channel', '<rss version="2.0"><item><title>A</title></item></rss>', 1],
    [
      'capitals',
      rss(item('')).replaceAll(
        /<(\/?)(rss|channel|item|title|link)\b/g,
        (_all, slash: string, name: string) => `<${slash}${name.toUpperCase()}`,
      ),
      1,
    ],
  ])('for %s', async (_name, text, count) => {
    const feed = await feedOf(text);
    expect(feed.reader).toBe('tolerant');
    expect(feed.entries).toHaveLength(count);
    for (const { title } of feed.entries) expect(title).toMatch(/^[AB]$/);
  });

  test('for xml:base, and resolves links against it', async () => {
    const feed = await feedOf(
      atom(
        '<entry xml:base="b/"><title>A</title><id>1</id><link href="c"/><updated>2025-07-01</updated></entry>',
        'xmlns="http://www.w3.org/2005/Atom" xml:base="https://example.org/a/"',
      ),
    );
    expect(feed.entries[0]?.link).toBe('https://example.org/a/b/c');
  });

  test('for XHTML and base64 in a field', async () => {
    const feed = await feedOf(
      atom(
        entry(
          '<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">A &lt;b&gt; <i>title</i></div></title><content type="text/x-base64" mode="base64">PGI+aGk8L2I+</content>',
        ),
      ),
    );
    expect(feed.entries[0]).toMatchObject({ title: 'A <b> title', body: '<b>hi</b>', html: true });
  });

  test('and finds what rss-parser leaves out', async () => {
    const feed = await feedOf(
      rss(
        `<item><media:group><media:title>From media</media:title><media:description>Words</media:description></media:group><enclosure url="/a.mp3"/></item>
         <item><title>By guid</title><guid>https://example.com/g</guid></item>
         <item><title>Relative</title><link>../x?a=1&amp;b=2</link></item>
         <item><title>Burner</title><feedburner:origLink>https://example.com/o</feedburner:origLink></item>`,
      ),
    );
    expect(feed.entries.map(({ title, link }) => [title, link])).toEqual([
      ['From media', 'https://example.com/a.mp3'],
      ['By guid', 'https://example.com/g'],
      ['Relative', 'https://example.com/x?a=1&b=2'],
      ['Burner', 'https://example.com/o'],
    ]);
  });
});

describe('titles are decoded once, as their format has it', () => {
  test.each([
    ['RSS with markup', rss(item('').replace('>A<', '>&lt;b&gt;Bold&lt;/b&gt; move<')), 'Bold move'],
    ['RSS with an entity twice encoded', rss(item('').replace('>A<', '>AT&amp;amp;T<')), 'AT&T'],
    ['RSS in CDATA', rss(item('').replace('>A<', '><![CDATA[AT&amp;T <b>x</b>]]><')), 'AT&T x'],
    ['RSS with a less-than sign', rss(item('').replace('>A<', '>3 &lt; 4 &gt; 2<')), '3 < 4 > 2'],
    ['RSS with an HTML entity', rss(item('').replace('>A<', '>caf&eacute; &mdash; x<')), 'café — x'],
    ['RSS with a bare ampersand', rss(item('').replace('>A<', '>AT&T & co<')), 'AT&T & co'],
    ['RSS with a script', rss(item('').replace('>A<', '>a&lt;script&gt;alert(1)&lt;/script&gt;b<')), 'a b'],
    ['RSS with a numeric windows-1252 dash', rss(item('').replace('>A<', '>a &#150; b<')), 'a – b'],
    ['plain Atom', atom(entry('<title>Use &lt;b&gt; &amp;amp;</title>')), 'Use <b> &amp;'],
    [
      'Atom HTML',
      atom(entry('<title type="html">Use &amp;lt;b&amp;gt; &lt;i&gt;now&lt;/i&gt;</title>')),
      'Use <b> now',
    ],
  ])('%s', async (_name, text, title) => {
    expect((await feedOf(text)).entries[0]?.title).toBe(title);
  });
});

describe('JSON Feed', () => {
  test('has its own reader', async () => {
    const feed = await feedOf(
      JSON.stringify({
        version: 'https://jsonfeed.org/version/1.1',
        title: 'Wire',
        home_page_url: 'https://example.com/',
        hubs: [{ type: 'WebSub', url: 'https://hub.example.com/' }],
        authors: [{ name: 'Feed author' }],
        items: [
          {
            id: 7,
            url: '/a',
            title: 'A &amp; B',
            content_html: '<p>x</p>',
            date_published: '2025-07-01T10:00:00Z',
          },
          {
            id: 'b',
            external_url: 'https://example.org/b',
            content_text: 'a < b',
            authors: [{ name: 'Jo' }],
          },
          'not an item',
        ],
      }),
    );
    expect(feed).toMatchObject({ reader: 'json', title: 'Wire', hub: 'https://hub.example.com/' });
    expect(feed.entries).toHaveLength(2);
    expect(feed.entries[0]).toMatchObject({
      guid: '7',
      link: 'https://example.com/a',
      title: 'A & B',
      body: '<p>x</p>',
      html: true,
      author: 'Feed author',
    });
    expect(feed.entries[1]).toMatchObject({
      link: 'https://example.org/b',
      body: 'a < b',
      html: false,
      author: 'Jo',
    });
  });
});

test.each([
  ['', 'empty'],
  ['  \n', 'empty'],
  ['<!DOCTYPE html><html><body>Please log in</body></html>', 'an HTML page'],
  ['<html xmlns="http://www.w3.org/1999/xhtml"><body/></html>', 'an HTML page'],
  [
    '<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" ""><html><body/></html>',
    'an HTML page',
  ],
  ['<?xml version="1.0"?><opml version="2.0"><body/></opml>', 'an OPML list of feeds'],
  ['<?xml version="1.0"?><sitemapindex/>', 'an XML document <sitemapindex>'],
  ['[]', 'JSON that is not a JSON Feed'],
  ['{"error":"not found"}', 'JSON that is not a JSON Feed'],
  ['{"items":[', 'damaged JSON'],
  ['Not found', 'neither XML nor JSON'],
  ['\u0000\u0001PNG', 'neither XML nor JSON'],
])('%j is not a feed: %s', async (text, reason) => {
  expect(await parseFeedText(text, URL_OF_FEED)).toEqual({ kind: 'not-a-feed', reason });
});

test('feed hints that forbid everything or make no sense are ignored', async () => {
  const hours = Array.from({ length: 24 }, (_, hour) => `<hour>${hour}</hour>`).join('');
  const feed = await feedOf(
    rss(
      `<ttl>soon</ttl><skipHours>${hours}</skipHours><skipDays><day>Caturday</day></skipDays><sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>${item('<description>x</description>')}`,
      'version="2.0" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"',
    ),
  );
  expect(feed.reader).toBe('rss-parser');
  expect(feed).toMatchObject({
    ttlMinutes: undefined,
    skipHours: undefined,
    skipDays: undefined,
    updateMinutes: 15,
  });
});

describe('the parser thread', () => {
  const bytes = new TextEncoder().encode(rss(item('')));
  const parser = createParser();
  const odd = createParser({ thread: '../../tests/ingest/odd-child', killAfterMs: 300 });
  afterAll(() => Promise.all([parser.close(), odd.close()]));

  test('reads feeds one after the other, each answer to its own question', async () => {
    const results = await Promise.all(
      ['a', 'b', 'c'].map((name) =>
        parser.parse(new TextEncoder().encode(rss(item('')).replace('Wire', name)), undefined, URL_OF_FEED),
      ),
    );
    expect(results.map((result) => result.kind === 'feed' && result.title)).toEqual(['a', 'b', 'c']);
  });

  test('is told the character set of the answer', async () => {
    const latin = Buffer.from(rss(item('')).replace('Wire', 'Zoë'), 'latin1');
    expect(await parser.parse(latin, 'text/xml; charset=iso-8859-1', URL_OF_FEED)).toMatchObject({
      title: 'Zoë',
    });
  });

  test('refuses 50 MB without looking', async () => {
    expect(await parser.parse(new Uint8Array(50 << 20), undefined, URL_OF_FEED)).toEqual({
      kind: 'failed',
      reason: 'larger than 8 MB',
    });
  });

  test.each([
    ['stuck', 'took longer than 0.3 s to read'],
    ['throw', 'the parser thread broke'],
    ['exit', 'the parser thread ended'],
    ['memory', 'takes too much memory to read'],
  ])('is replaced when it is %s, and the next feed is read', async (what, reason) => {
    const options =
      what === 'memory' ? { thread: '../../tests/ingest/odd-child', killAfterMs: 60_000 } : null;
    const used = options === null ? odd : createParser(options);
    const [first, second] = await Promise.all([
      used.parse(bytes, undefined, what),
      used.parse(bytes, undefined, 'fine'),
    ]);
    expect(first).toEqual({ kind: 'failed', reason });
    expect(second).toEqual({ kind: 'not-a-feed', reason: 'fine' });
    if (options !== null) await used.close();
  });

  test('answers what is waiting when it is closed', async () => {
    const closing = createParser();
    const waiting = [
      closing.parse(bytes, undefined, URL_OF_FEED),
      closing.parse(bytes, undefined, URL_OF_FEED),
    ];
    await closing.close();
    waiting.push(closing.parse(bytes, undefined, URL_OF_FEED));
    for (const result of await Promise.all(waiting))
      expect(result).toEqual({ kind: 'failed', reason: 'the parser is closed' });
  });
});
