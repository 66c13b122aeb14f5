import { afterAll, expect, test } from 'vitest';
import { createParser } from '../../src/ingest/parse.js';

const parser = createParser();
afterAll(() => parser.close());

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

test('a plain RSS feed is read by rss-parser', async () => {
  const rss = `<?xml version="1.0"?><rss version="2.0"><channel><title>Wire &amp; co</title><link>https://example.com/</link><ttl>30</ttl>
    <item><title>One &amp;amp; only</title><link>/a?x=1&amp;y=2</link><guid isPermaLink="false">g1</guid><pubDate>Tue, 01 Jul 2025 10:00:00 GMT</pubDate><description>&lt;p&gt;Hello&lt;/p&gt;</description></item>
    </channel></rss>`;
  const result = await parser.parse(
    bytesOf(rss.replace('/a?', 'https://example.com/a?')),
    'application/rss+xml',
    'https://example.com/feed',
  );
  expect(result).toMatchObject({
    kind: 'feed',
    reader: 'rss-parser',
    title: 'Wire & co',
    ttlMinutes: 30,
    entries: [
      {
        guid: 'g1',
        link: 'https://example.com/a?x=1&y=2',
        title: 'One & only',
        body: '<p>Hello</p>',
        html: true,
        published: 'Tue, 01 Jul 2025 10:00:00 GMT',
      },
    ],
  });
});
