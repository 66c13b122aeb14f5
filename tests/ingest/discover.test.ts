import { expect, test } from 'vitest';
import { discoverFeeds } from '../../src/ingest/discover.js';

const PAGE = 'https://example.com/blog/';
const urls = (html: string): string[] => discoverFeeds(html, PAGE).map((feed) => feed.url);

test('declared feeds come in their order, absolute, once, comments last', () => {
  const html = `<html><head>
    <link rel="alternate" type="application/rss+xml" title="Blog » Comments Feed" href="/comments/feed/">
    <link rel="alternate" type="application/rss+xml" title=" The
      Blog " href="feed.xml#top">
    <LINK REL="Alternate nofollow" TYPE="application/atom+xml; charset=utf-8" HREF="https://example.com/atom">
    <link rel="alternate" type="application/rss+xml" href="feed.xml">
    <link rel="alternate" type="application/feed+json" href="//cdn.example.com/feed.json">
    <link rel="alternate" hreflang="de" href="/de/"><link rel="stylesheet" href="/rss.css">
    <link rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/2">
    <link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">
    </head><body><a href="/other.rss">RSS</a></body></html>`;
  expect(discoverFeeds(html, PAGE)).toEqual([
    { url: 'https://example.com/blog/feed.xml', title: 'The Blog', guessed: false },
    { url: 'https://example.com/atom', title: null, guessed: false },
    { url: 'https://cdn.example.com/feed.json', title: null, guessed: false },
    { url: 'https://example.com/comments/feed/', title: 'Blog » Comments Feed', guessed: false },
  ]);
});

test('a page that declares none is searched for links that look like feeds', () => {
  const html = `<a href="/about">About</a> <a href="/feed/" title="News">x</a> <a href="/blog?format=rss">y</a>
    <a href="/feedback">z</a> <a href="/atomic">q</a> <a href="/index.rdf">r</a> <a href="mailto:feed@example.com">m</a>`;
  expect(discoverFeeds(html, PAGE)).toEqual([
    { url: 'https://example.com/feed/', title: 'News', guessed: true },
    { url: 'https://example.com/blog?format=rss', title: null, guessed: true },
    { url: 'https://example.com/index.rdf', title: null, guessed: true },
  ]);
});

test('the base of the page counts', () => {
  expect(urls('<base href="https://cdn.example.org/x/"><link rel="feed" href="rss">')).toEqual([
    'https://cdn.example.org/x/rss',
  ]);
});

test('a page of a million links gives twenty feeds', () => {
  const html = Array.from({ length: 100_000 }, (_, index) => `<a href="/feed/${index}">`).join('');
  expect(urls(html)).toHaveLength(20);
  expect(urls('')).toEqual([]);
  expect(urls('<div>'.repeat(400_000))).toEqual([]);
});
