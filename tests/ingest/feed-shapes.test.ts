import { expect, test } from 'vitest';
import type { ParsedFeed } from '../../src/ingest/parse.js';
import { parseFeedText } from '../../src/ingest/parse-text.js';

async function read(text: string): Promise<ParsedFeed> {
  const result = await parseFeedText(text, 'https://example.com/feed');
  if (result.kind !== 'feed') throw new Error(result.reason);
  return result;
}

test('WordPress: full text, creator, several namespaces', async () => {
  const feed = await read(`<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"
    xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wfw="http://wellformedweb.org/CommentAPI/"
    xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom"
    xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" xmlns:slash="http://purl.org/rss/1.0/modules/slash/">
    <channel><title>Tech Desk</title><atom:link href="https://desk.example/feed/" rel="self" type="application/rss+xml" />
    <link>https://desk.example</link><description>News</description><lastBuildDate>Tue, 01 Jul 2025 10:00:00 +0000</lastBuildDate>
    <language>en-US</language><sy:updatePeriod> hourly </sy:updatePeriod><sy:updateFrequency> 1 </sy:updateFrequency>
    <item><title>Qwen&#8217;s new model &#038; more</title><link>https://desk.example/qwen/</link>
    <comments>https://desk.example/qwen/#respond</comments><dc:creator><![CDATA[Jane Roe]]></dc:creator>
    <pubDate>Tue, 01 Jul 2025 09:00:00 +0000</pubDate><category><![CDATA[AI]]></category>
    <guid isPermaLink="false">https://desk.example/?p=7</guid>
    <description><![CDATA[<p>Short &#8230;</p>]]></description>
    <content:encoded><![CDATA[<p>The whole text.</p>]]></content:encoded></item></channel></rss>`);
  expect(feed).toMatchObject({
    reader: 'rss-parser',
    self: 'https://desk.example/feed/',
    link: 'https://desk.example/',
    language: 'en-US',
    updateMinutes: 60,
  });
  expect(feed.entries[0]).toMatchObject({
    guid: 'https://desk.example/?p=7',
    link: 'https://desk.example/qwen/',
    title: 'Qwen’s new model & more',
    body: '<p>The whole text.</p>',
    author: 'Jane Roe',
  });
});

test('an aggregator: the source of each item is its publisher', async () => {
  const feed =
    await read(`<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>"OpenAI" - News</title>
    <item><title>OpenAI opens in Singapore - The Straits Times</title><link>https://agg.example/articles/CBMi?oc=5</link>
    <guid isPermaLink="false">CBMi</guid><pubDate>Tue, 01 Jul 2025 07:00:00 GMT</pubDate>
    <description>&lt;a href="https://agg.example"&gt;OpenAI opens&lt;/a&gt;</description>
    <source url="https://www.straitstimes.com">The Straits Times</source></item></channel></rss>`);
  expect(feed.reader).toBe('rss-parser');
  expect(feed.entries[0]).toMatchObject({
    publisher: 'The Straits Times',
    guid: 'CBMi',
    link: 'https://agg.example/articles/CBMi?oc=5',
  });
});

test('a video site: the description is in the media group', async () => {
  const feed =
    await read(`<feed xmlns:yt="http://www.youtube.com/xml/schemas/2015" xmlns:media="http://search.yahoo.com/mrss/" xmlns="http://www.w3.org/2005/Atom">
    <link rel="self" href="http://video.example/feeds"/><title>Channel</title><author><name>Channel</name><uri>https://video.example/c</uri></author>
    <entry><id>yt:video:x</id><title>A talk</title><link rel="alternate" href="https://video.example/watch?v=x"/>
    <published>2025-07-01T08:00:00+00:00</published><updated>2025-07-01T09:00:00+00:00</updated>
    <media:group><media:title>A talk</media:title><media:description>What it is about.</media:description></media:group></entry></feed>`);
  expect(feed.entries[0]).toMatchObject({
    title: 'A talk',
    body: 'What it is about.',
    author: 'Channel',
    published: '2025-07-01T08:00:00+00:00',
  });
});

test('a forum in Atom: several links, HTML content, a person', async () => {
  const feed =
    await read(`<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><id>/r/x.rss</id><title>x</title>
    <link rel="self" href="https://forum.example/r/x.rss"/><link rel="alternate" href="https://forum.example/r/x" type="text/html"/>
    <entry><author><name>/u/jo</name></author><content type="html">&lt;p&gt;Hi &amp;amp; bye&lt;/p&gt;</content><id>t3_1</id>
    <link rel="related" href="https://elsewhere.example/"/><link href="https://forum.example/r/x/1"/>
    <updated>2025-07-01T08:00:00+00:00</updated><title>What is &lt;div&gt;?</title></entry></feed>`);
  expect(feed).toMatchObject({
    reader: 'rss-parser',
    link: 'https://forum.example/r/x',
    self: 'https://forum.example/r/x.rss',
  });
  expect(feed.entries[0]).toMatchObject({
    guid: 't3_1',
    link: 'https://forum.example/r/x/1',
    title: 'What is <div>?',
    body: '<p>Hi &amp; bye</p>',
    html: true,
  });
});

test('a short-message site: items have no title', async () => {
  const feed =
    await read(`<rss version="2.0"><channel><title>@desk</title><item><guid isPermaLink="true">https://social.example/@desk/1</guid>
    <link>https://social.example/@desk/1</link><pubDate>Tue, 01 Jul 2025 07:00:00 GMT</pubDate><description>&lt;p&gt;OpenAI 在新加坡招聘&lt;/p&gt;</description></item></channel></rss>`);
  expect(feed.entries[0]).toMatchObject({
    title: undefined,
    link: 'https://social.example/@desk/1',
    body: '<p>OpenAI 在新加坡招聘</p>',
  });
});

test('an author who is only an address gives way to a name', async () => {
  const feed =
    await read(`<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>t</title><item><title>A</title>
    <link>https://example.com/a</link><pubDate>Tue, 01 Jul 2025 07:00:00 GMT</pubDate><description>x</description>
    <author>desk@example.com</author><dc:creator>Jane Roe</dc:creator></item></channel></rss>`);
  expect(feed.entries[0]?.author).toBe('Jane Roe');
});
