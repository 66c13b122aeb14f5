import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createFetcher, type Fetcher } from '../../src/ingest/fetch.js';
import { parseRobots } from '../../src/ingest/robots-rules.js';
import { createRobots } from '../../src/ingest/robots.js';
import { type Handler, type LocalServer, startServer } from './local-server.js';

const rulesOf = (text: string, token = 'wirewatch') => parseRobots(new TextEncoder().encode(text), token);
const allows = (rules: string, path: string) => rulesOf(`User-agent: *\n${rules}`).allows(path);

describe('groups (RFC 9309 §2.2.1)', () => {
  // §5.1, shortened to what decides.
  const simple = `User-Agent: *
Disallow: *.gif$
Disallow: /example/
Allow: /publications/

User-Agent: foobot
Disallow:/
Allow:/example/page.html
Allow:/example/allowed.gif

User-Agent: barbot
User-Agent: bazbot
Disallow: /example/page.html

User-Agent: quxbot

EOF`;

  test.each([
    ['anybot', '/example/page.html', false],
    ['anybot', '/publications/a', true],
    ['anybot', '/a.gif', false],
    ['anybot', '/a.gif.html', true],
    ['foobot', '/example/page.html', true],
    ['foobot', '/example/allowed.gif', true],
    ['foobot', '/other', false],
    ['barbot', '/example/page.html', false],
    ['bazbot', '/example/page.html', false],
    ['bazbot', '/a.gif', true],
    ['quxbot', '/example/page.html', true],
  ])('%s may fetch %s: %s', (token, path, expected) => {
    expect(rulesOf(simple, token).allows(path)).toBe(expected);
  });

  test('groups of one crawler count together, and the name may have any case and a version', () => {
    const rules = rulesOf(
      'User-agent: WireWatch/2.0\nDisallow: /a\n\nUser-agent: b\nDisallow: /\n\nuser-agent:wirewatch\nDisallow: /c\n',
    );
    expect(['/a', '/b', '/c'].map((path) => rules.allows(path))).toEqual([false, true, false]);
  });

  test('a name that only begins like ours is not ours', () => {
    expect(rulesOf('User-agent: wirewatch-news\nDisallow: /\n').allows('/')).toBe(true);
  });

  test('sitemaps and unknown lines part no group', () => {
    const text =
      'User-agent: a\nSitemap: https://example.com/s.xml\nUser-agent: wirewatch\nCrawl-delay: 9\nDisallow: /x\n';
    expect(rulesOf(text).allows('/x')).toBe(false);
  });

  test('rules before any crawler is named count for nobody', () => {
    expect(rulesOf('Disallow: /\nUser-agent: other\nDisallow: /\n').allows('/a')).toBe(true);
  });

  test.each(['\n', '\r', '\r\n'])('lines may end in %j, with comments and a byte order mark', (end) => {
    const text = ['\uFEFFUser-agent: * # all', 'Disallow: /x # not this', ' Disallow : /y'].join(end);
    expect(['/x', '/y', '/z'].map((path) => rulesOf(text).allows(path))).toEqual([false, false, true]);
  });

  test.each(['', '<!doctype html><title>Not found</title><p>Disallow: /</p>', '\u0000\u0001'])(
    'a file without rules (%j) forbids nothing',
    (text) => {
      expect(rulesOf(text).allows('/anything')).toBe(true);
    },
  );

  test('what lies beyond 500 KB is not read', () => {
    const filler = `# ${'x'.repeat(500 * 1024)}\n`;
    expect(rulesOf(`User-agent: *\nDisallow: /a\n${filler}Disallow: /b\n`).allows('/b')).toBe(true);
    expect(rulesOf(`User-agent: *\nDisallow: /a\n${filler}Disallow: /b\n`).allows('/a')).toBe(false);
  });
});

describe('paths (§2.2.2, §2.2.3)', () => {
  test.each([
    ['Disallow: /foo/bar?baz=quz', '/foo/bar?baz=quz', false],
    ['Disallow: /foo/bar?baz=https://foo.bar', '/foo/bar?baz=https%3A%2F%2Ffoo.bar', false],
    ['Disallow: /foo/bar/ツ', '/foo/bar/%E3%83%84', false],
    ['Disallow: /foo/bar/%e3%83%84', '/foo/bar/%E3%83%84', false],
    ['Disallow: /foo/bar/%62%61%7A', '/foo/bar/baz', false],
    ['Disallow: /path/file-with-a-%2A.html', '/path/file-with-a-*.html', false],
    ['Disallow: /path/file-with-a-%2A.html', '/path/file-with-a-x.html', true],
    ['Disallow: /path/foo-%24', '/path/foo-$', false],
    ['Disallow: /a$b', '/a$b', false],
    ['Disallow: /100%', '/100%', false],
    // The longest wins; of two that are alike, the one that allows (§5.2).
    ['Allow: /example/page/\nDisallow: /example/page/disallowed.gif', '/example/page/disallowed.gif', false],
    ['Allow: /example/page/\nDisallow: /example/page/disallowed.gif', '/example/page/other.gif', true],
    ['Disallow: /p\nAllow: /p', '/page', true],
    ['Allow: /p\nDisallow: /', '/page', true],
    ['Allow: /page\nDisallow: /*.htm', '/page.htm', false],
    ['Allow: /$\nDisallow: /', '/', true],
    ['Allow: /$\nDisallow: /', '/page', false],
    ['Disallow: /fish*', '/fishheads/yummy', false],
    ['Disallow: /fish*', '/Fish', true],
    ['Disallow: /*.php$', '/folder/index.php', false],
    ['Disallow: /*.php$', '/index.php?lang=en', true],
    ['Disallow: /fish*.php', '/fishheads/catfish.php?x', false],
    ['Disallow: /a*bc*c$', '/abcc', false],
    ['Disallow: /a*bc*c$', '/abc', true],
    ['Disallow:', '/x', true],
    ['Disallow: *', '/x', false],
    ['Disallow: /', '/robots.txt', true],
    ['disallow:/x', '/x', false],
  ])('with %j, %s may be fetched: %s', (rules, path, expected) => {
    expect(allows(rules, path)).toBe(expected);
  });

  test('a pattern of stars costs no more than its length', () => {
    expect(allows(`Disallow: /${'*a'.repeat(50_000)}b$`, `/${'a'.repeat(2_000)}`)).toBe(true);
  });

  test('a plain pattern forbids what begins with it, and nothing else', () => {
    const path = fc.string({ unit: fc.constantFrom('a', 'b', '/', '.', '-') }).map((text) => `/${text}`);
    fc.assert(
      fc.property(path, path, (pattern, address) => {
        expect(allows(`Disallow: ${pattern}`, address)).toBe(!address.startsWith(pattern));
        expect(allows(`Disallow: ${pattern}$`, address)).toBe(address !== pattern);
      }),
    );
  });

  test('no text breaks the parser', () => {
    fc.assert(
      fc.property(fc.string(), fc.webPath(), (text, path) => typeof allows(text, path) === 'boolean'),
    );
  });
});

describe('asking a site', () => {
  const NOW = new Date('2025-07-01T12:00:00Z');
  const later = (hours: number) => new Date(NOW.getTime() + hours * 3_600_000);
  let answer: Handler;
  let server: LocalServer;
  let fetcher: Fetcher;
  beforeAll(async () => {
    server = await startServer((request, response) => answer(request, response));
    fetcher = createFetcher({ userAgent: 'Wirewatch/0.1.0', allow: [server.hostPort] });
  });
  afterEach(() => {
    server.requests.length = 0;
  });
  afterAll(async () => {
    await fetcher.close();
    await server.close();
  });

  test('is done once a day, however many ask at once', async () => {
    answer = (_request, response) => response.end('User-agent: *\nDisallow: /private\n');
    const robots = createRobots({ fetcher });
    const ask = (path: string, at: Date) => robots.allowed(server.origin + path, at);
    expect(await Promise.all([ask('/a', NOW), ask('/private/b', NOW), ask('/c?x', NOW)])).toEqual([
      true,
      false,
      true,
    ]);
    await ask('/a', later(23));
    expect(server.requests.map((request) => request.url)).toEqual(['/robots.txt']);
    await Promise.all([ask('/a', later(25)), ask('/b', later(25))]);
    expect(server.requests).toHaveLength(2);
  });

  test.each([
    [404, true],
    [401, true],
    [403, true],
    [429, false],
    [500, false],
    [503, false],
  ])('a site whose robots.txt answers %i may be read: %s', async (status, expected) => {
    answer = (_request, response) => response.writeHead(status).end('x');
    const robots = createRobots({ fetcher });
    expect(await robots.allowed(`${server.origin}/a`, NOW)).toBe(expected);
  });

  test('a site that fails is asked again an hour later', async () => {
    answer = (_request, response) => response.writeHead(500).end();
    const robots = createRobots({ fetcher });
    await robots.allowed(`${server.origin}/a`, NOW);
    answer = (_request, response) => response.end('');
    expect(await robots.allowed(`${server.origin}/a`, later(0.5))).toBe(false);
    expect(await robots.allowed(`${server.origin}/a`, later(1.5))).toBe(true);
  });

  test('redirects are followed, to a private address never', async () => {
    answer = (request, response) => {
      if (request.url === '/robots.txt') response.writeHead(301, { location: '/moved.txt' }).end();
      else response.end('User-agent: wirewatch\nDisallow: /\n');
    };
    expect(await createRobots({ fetcher }).allowed(`${server.origin}/a`, NOW)).toBe(false);
    answer = (_request, response) => response.writeHead(301, { location: 'http://169.254.169.254/' }).end();
    expect(await createRobots({ fetcher }).allowed(`${server.origin}/a`, NOW)).toBe(false);
  });

  test('what is no address is not allowed', async () => {
    expect(await createRobots({ fetcher }).allowed('nonsense', NOW)).toBe(false);
  });
});
