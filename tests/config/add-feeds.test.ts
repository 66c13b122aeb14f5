import fc from 'fast-check';
import { parse } from 'yaml';
import { describe, expect, test } from 'vitest';
import { addFeeds, feedLines, listedFeeds } from '../../src/config/add-feeds.js';
import { nameFeed } from '../../src/config/name-feed.js';

const NEW = [{ id: 'new', url: 'https://example.org/#a: b', tags: [] }];

describe('feeds added to a configuration', () => {
  test.each([
    ['without indentation, before a comment', 'feeds:\n- id: a # x\n  url: u # hi\n', '# tail\nfoo: 1', ''],
    ['with the line ends of Windows', 'feeds:\r\n  - id: a\r\n    url: u\r\n', '\r\nx: 1\r\n', '  '],
    ['written in braces', 'feeds:\n  - {id: a,\n     url: b} # c\n', '  # d\n\naccounts: []\n', '  '],
    [
      'far in, after a block of text',
      'feeds:\n      -   id: a\n          publisher: |\n              foo\n',
      '\naccounts: []',
      '      ',
    ],
    [
      'after a list in the last feed',
      'feeds:\n  - id: a\n    tags:\n      - b\n',
      '\n# about accounts\naccounts: []',
      '  ',
    ],
    ['after a setting that is empty', 'feeds:\n  - id: a\n    publisher:\n', '\naccounts: []', '  '],
    ['after an alias', 'x: &x 5\nfeeds:\n  - id: a\n    every: *x\n', '', '  '],
    ['after a byte order mark', '\ufefffeeds:\n  - id: a\n', '', '  '],
  ])('%s', (_name, head, tail, indent) => {
    const newline = head.includes('\r\n') ? '\r\n' : '\n';
    const lines = feedLines(NEW, indent.length).replaceAll('\n', newline);
    expect(addFeeds(head + tail, NEW)).toEqual({ ok: true, source: head + lines + tail });
  });

  test('start a line of their own when the file ends without one', () => {
    expect(addFeeds('feeds:\n  - id: a', NEW)).toEqual({
      ok: true,
      source: `feeds:\n  - id: a\n${feedLines(NEW)}`,
    });
  });

  test.each([
    ['feeds: []\n'],
    ['feeds: [{id: a}]\n'],
    ['feeds: all\n'],
    ['x: 1\n'],
    ['feeds:\n  - "a\n'],
    [''],
  ])('%j is left to the operator', (source) => {
    expect(addFeeds(source, NEW)).toMatchObject({ ok: false });
  });

  test('read back as they were given, whatever is in them', () => {
    const given = fc.record({
      id: fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,20}$/),
      url: fc.webUrl(),
      tags: fc.array(fc.string({ minLength: 1 }), { minLength: 1 }),
    });
    fc.assert(
      fc.property(fc.array(given, { minLength: 1, maxLength: 5 }), (feeds) => {
        expect(parse(feedLines(feeds))).toEqual(feeds);
        const added = addFeeds('feeds:\n  - id: a\n\n# end\nx: 1\n', feeds);
        if (!added.ok) throw new Error(added.reason);
        expect(parse(added.source)).toEqual({ feeds: [{ id: 'a' }, ...feeds], x: 1 });
        expect(listedFeeds(added.source).slice(1)).toEqual(feeds.map(({ id, url }) => ({ id, url })));
      }),
    );
  });
});

describe('the id of a feed', () => {
  test.each([
    ['TechCrunch » AI', 'https://techcrunch.com/feed', 'techcrunch-ai'],
    ['Zürich & Köln', 'https://example.org', 'zurich-koln'],
    ['Reader’s Digest', 'https://example.org', 'readers-digest'],
    ['IT之家', 'https://www.ithome.com/rss', 'ithome'],
    ['南华早报', 'https://www.scmp.com/rss', 'scmp'],
    [null, 'https://news.example.co.uk/rss', 'news-example-co-uk'],
    ['import', 'https://example.org', 'import-2'],
  ])('%s at %s is %s', (title, url, id) => {
    expect(nameFeed(title, url, new Set())).toBe(id);
  });

  test('is a name that the configuration takes, and new', () => {
    const taken = new Set<string>();
    fc.assert(
      fc.property(fc.option(fc.string({ unit: 'grapheme' })), fc.webUrl(), (title, url) => {
        const id = nameFeed(title, url, taken);
        expect(id).toMatch(/^[a-z0-9][a-z0-9-]{0,62}$/);
        expect(taken.has(id)).toBe(false);
        taken.add(id);
      }),
    );
  });
});
