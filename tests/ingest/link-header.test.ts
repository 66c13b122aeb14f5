import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readLinks } from '../../src/ingest/link-header.js';

const BASE = 'https://example.org/blog/feed.xml';

describe('a Link header', () => {
  test.each<[string, string, string[]]>([
    ['one link', '<https://hub.example/>; rel="hub"', ['hub https://hub.example/']],
    [
      'two links',
      '<https://hub.example/>; rel=hub, <self.xml>; rel=self',
      ['hub https://hub.example/', 'self https://example.org/blog/self.xml'],
    ],
    [
      'several relations in one',
      '<https://hub.example/a>; rel="hub SELF"',
      ['hub self https://hub.example/a'],
    ],
    [
      'commas and semicolons in an address',
      '<https://hub.example/a,b;c>; rel=hub',
      ['hub https://hub.example/a,b;c'],
    ],
    [
      'commas and quotes in a value',
      '<https://hub.example/>; title="a, \\"b\\"; rel=x"; rel="hub"',
      ['hub https://hub.example/'],
    ],
    ['only the first rel', '<https://hub.example/>; rel=hub; rel=self', ['hub https://hub.example/']],
    [
      'odd spaces and empty elements',
      ' , <https://hub.example/> ;rel = "hub" ;; type=x ,, <b>;rel=self',
      ['hub https://hub.example/', 'self https://example.org/blog/b'],
    ],
    [
      'a link about another page',
      '<https://hub.example/>; rel=hub; anchor="/other", <b>; rel=self',
      ['self https://example.org/blog/b'],
    ],
    ['no relation', '<https://hub.example/>', []],
    ['an address that is none', '<http://[>; rel=hub, <b>; rel=self', ['self https://example.org/blog/b']],
    ['what breaks off', '<https://hub.example/', []],
    ['a quote that is never closed', '<https://hub.example/>; rel="hub', ['hub https://hub.example/']],
    ['words', 'see the hub', []],
  ])('is read with %s', (_what, header, expected) => {
    expect(readLinks(header, BASE).map(({ url, rels }) => `${rels.join(' ')} ${url}`)).toEqual(expected);
  });

  test('that is absent has no links', () => {
    expect(readLinks(undefined, BASE)).toEqual([]);
  });

  test('whatever it is, is read to an end', () => {
    const parts = fc.array(
      fc.constantFrom('<', '>', ';', ',', '=', '"', '\\', ' ', 'rel', 'hub', 'http://a/', 'x'),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(parts, (some) => readLinks(some.join(''), BASE).every(({ url }) => URL.canParse(url))),
    );
  });
});
