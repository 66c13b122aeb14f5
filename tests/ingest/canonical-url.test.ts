import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { canonicalUrl } from '../../src/ingest/canonical-url.js';

/** Any UTF-16 units, halves of characters among them. */
const anyText = fc.string({
  unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
});

const SAME: readonly (readonly [string, string])[] = [
  ['http://example.com/a', 'https://www.example.com/a/'],
  ['https://example.com/a?utm_source=rss&utm_medium=feed', 'https://example.com/a'],
  ['https://example.com/a?b=2&a=1', 'https://example.com/a?a=1&b=2'],
  ['https://m.example.com/a#top', 'https://example.com/a'],
  ['https://example.com:443/a', 'http://example.com:80/a'],
  ['https://en.m.wikipedia.org/wiki/OpenAI', 'https://en.wikipedia.org/wiki/OpenAI'],
  ['https://example.com/story/amp/', 'https://example.com/story'],
  ['https://example.com/story.amp.html', 'https://example.com/story.html'],
  ['https://example.com/story?outputType=amp', 'https://example.com/story'],
  ['https://www.google.com/amp/s/example.com/story', 'https://example.com/story'],
  ['https://example-com.cdn.ampproject.org/c/s/example.com/story', 'https://example.com/story'],
  ['https://www.google.com/url?rct=j&url=https://example.com/a&ct=ga', 'https://example.com/a'],
  ['https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.com%2Fa%3Ffbclid%3Dx', 'https://example.com/a'],
  ['https://www.bing.com/news/apiclick.aspx?url=https%3a%2f%2fexample.com%2fa', 'https://example.com/a'],
  ['https://news.google.com/rss/articles/CBMiX?oc=5', 'https://news.google.com/rss/articles/CBMiX?hl=en'],
  ['https://example.com/%7euser/%c3%a9', 'https://example.com/~user/%C3%A9'],
  ['https://example.com/a/index.html', 'https://example.com/a/'],
  ['https://example.com//a///b', 'https://example.com/a/b'],
  ['https://example.com/a?source=rss', 'https://example.com/a'],
  ['https://user:secret@example.com/a', 'https://example.com/a'],
  ['https://EXAMPLE.com./a', 'https://example.com/a'],
];

const DIFFERENT: readonly (readonly [string, string])[] = [
  ['https://example.com/a', 'https://example.com/b'],
  ['https://example.com/a?id=1', 'https://example.com/a?id=2'],
  ['https://example.com/A', 'https://example.com/a'],
  ['https://blog.example.com/a', 'https://example.com/a'],
  ['https://example.com/?p=1', 'https://example.com/?p=2'],
  ['https://example.com/a?source=reuters', 'https://example.com/a?source=ap'],
  ['https://example.com/#!/a', 'https://example.com/#!/b'],
  ['https://example.com:8080/a', 'https://example.com/a'],
  ['https://news.google.com/rss/articles/CBMiX', 'https://news.google.com/rss/articles/CBMiY'],
  ['https://example.com/a%2Fb', 'https://example.com/a/b'],
  ['https://www.youtube.com/watch?v=a', 'https://www.youtube.com/watch?v=b'],
];

describe('a canonical address', () => {
  test.each(SAME)('%s is the same article as %s', (a, b) => {
    expect(canonicalUrl(a)).not.toBeNull();
    expect(canonicalUrl(a)).toBe(canonicalUrl(b));
  });

  test.each(DIFFERENT)('%s is another article than %s', (a, b) => {
    expect(canonicalUrl(a)).not.toBe(canonicalUrl(b));
  });

  test.each([
    '',
    'no address',
    'mailto:a@example.com',
    'ftp://example.com/a',
    'javascript:alert(1)',
    'file:///etc/hosts',
  ])('%j is no address of an article', (text) => expect(canonicalUrl(text)).toBeNull());

  it('unwraps redirectors that hold redirectors', () => {
    let url = 'https://example.com/a';
    for (let depth = 0; depth < 6; depth++) url = `https://www.google.com/url?url=${encodeURIComponent(url)}`;
    expect(canonicalUrl(url)).toBe('https://example.com/a');
  });

  it('gives up on an address too long to be one', () => {
    expect(canonicalUrl(`https://example.com/${'a'.repeat(3_000)}`)).toBeNull();
    expect(canonicalUrl('https://google.com/url?url='.repeat(100_000))).toBeNull();
  });
});

const host = fc
  .tuple(
    fc.constantFrom('', 'www.', 'm.', 'amp.', 'www.www.', 'm.www.', 'en.m.', 'www2.'),
    fc.constantFrom(
      'example.com',
      'example.co.uk',
      'google.com',
      'news.google.com',
      'x-com.cdn.ampproject.org',
      '127.0.0.1',
    ),
  )
  .map((parts) => parts.join(''));
const segment = fc.oneof(
  fc.constantFrom(
    'amp',
    's',
    'c',
    'url',
    'index.html',
    'default.aspx',
    '.amp',
    'a.amp.html',
    '',
    '.',
    '..',
    '%2e',
    '%7E',
    '%c3',
    '%2F',
  ),
  fc.webSegment(),
);
const parameter = fc.tuple(
  fc.oneof(
    fc.constantFrom('url', 'q', 'amp', 'ref', 'source', 'utm_source', 'id', 'oc'),
    fc.string({ maxLength: 5 }),
  ),
  fc.oneof(
    fc.constantFrom(
      'rss',
      '1',
      '',
      'https://www.example.com/amp',
      'http://google.com/url?q=https://a.example/',
    ),
    fc.string(),
  ),
);
const address = fc
  .tuple(
    fc.constantFrom('http://', 'https://'),
    host,
    fc.constantFrom('', ':80', ':443', ':8080'),
    fc.array(segment, { maxLength: 5 }),
    fc.array(parameter, { maxLength: 4 }),
    fc.constantFrom('', '#a', '#!/a', '#/a b', '#!%'),
  )
  .map(([scheme, name, port, path, query, hash]) => {
    const search = query.map(
      ([key, value]) =>
        `${encodeURIComponent(key.toWellFormed())}=${encodeURIComponent(value.toWellFormed())}`,
    );
    return `${scheme}${name}${port}/${path.join('/')}${search.length > 0 ? `?${search.join('&')}` : ''}${hash}`;
  })
  .filter((url) => URL.canParse(url));
const anyAddress = fc.oneof(
  address,
  fc.webUrl({ withQueryParameters: true, withFragments: true }),
  fc.string(),
);

describe('laws of canonical addresses', () => {
  it('canonicalising twice is canonicalising once', () => {
    fc.assert(
      fc.property(anyAddress, (url) => {
        const once = canonicalUrl(url);
        if (once !== null) expect(canonicalUrl(once)).toBe(once);
      }),
      { numRuns: 1_000 },
    );
  });

  it('a tracking parameter never changes the identity', () => {
    const tracking = fc.constantFrom(
      'utm_source=x',
      'utm_campaign=a%20b',
      'fbclid=1',
      'gclid=2',
      'mc_cid=3',
      'ref=rss',
      'cmpid=4',
      'smid=tw',
    );
    fc.assert(
      fc.property(address, tracking, (url, parameterText) => {
        const parsed = new URL(url);
        parsed.search += parsed.search === '' ? `?${parameterText}` : `&${parameterText}`;
        expect(canonicalUrl(parsed.href)).toBe(canonicalUrl(url));
      }),
      { numRuns: 500 },
    );
  });

  it('never throws, and what comes out is an https address', () => {
    fc.assert(
      fc.property(fc.oneof(anyAddress, anyText), (url) => {
        const canonical = canonicalUrl(url);
        if (canonical !== null) expect(new URL(canonical).protocol).toBe('https:');
      }),
      { numRuns: 500 },
    );
  });
});
