import { afterAll, describe, expect, test, vi } from 'vitest';
import { createParser, type PageResult } from '../../src/ingest/parse.js';
import { STORY_END, STORY_START, STORY_TITLE, storyPage } from './pages.js';

const parser = createParser({ killPageAfterMs: 60_000 });
afterAll(() => parser.close());

const read = (page: string | Uint8Array, contentType: string | undefined = 'text/html; charset=utf-8') =>
  parser.extractPage(
    typeof page === 'string' ? Buffer.from(page) : page,
    contentType,
    'https://example.com/a',
  );

async function paragraphsOf(page: string): Promise<readonly string[]> {
  const result = await read(page);
  expect(result.kind).toBe('page');
  return result.kind === 'page' ? result.paragraphs : [];
}

test('the article of a page is its prose and headings, without what the site puts round it', async () => {
  const result = await read(storyPage());
  expect(result).toMatchObject({
    kind: 'page',
    title: STORY_TITLE,
    author: 'Ada Quay',
    publisher: 'The Ellery Mirror',
    published: '2025-07-01T09:30:00Z',
    language: 'en',
    headings: [{ text: 'What the repair costs', before: 2 }],
  });
  if (result.kind !== 'page') return;
  expect(result.paragraphs).toHaveLength(8);
  expect([result.paragraphs[0], result.paragraphs.at(-1)]).toEqual([STORY_START, STORY_END]);
});

test('the answer holds text only, whatever the page writes', async () => {
  const page = storyPage('A <script>alert(1)</script> title').replace(
    '<p>Engineers found',
    '<p onclick="x()"><img src=x onerror=alert(1)>Engineers &lt;b&gt;found&lt;/b&gt;',
  );
  const result = await read(page);
  expect(JSON.stringify(result)).not.toMatch(/onerror|onclick|<img|<p/);
  // What the page shows as text stays text: the messengers escape it.
  expect(JSON.stringify(result)).toContain('Engineers <b>found</b>');
});

test('character sets are those of the server, of the page, or found out', async () => {
  const chinese =
    '<p>港口管理局周二表示，北部船闸将关闭十一个月，这是一九一一年以来时间最长的一次关闭，大型船只须在外港等待潮水。</p>'.repeat(
      6,
    );
  const page = `<html><head><meta charset="gbk"><title>北部船闸关闭</title></head><body><article>${chinese}</article></body></html>`;
  const latin = Buffer.from(
    storyPage().replaceAll('Ellery', 'Ellèry').replace('utf-8', 'iso-8859-1'),
    'latin1',
  );
  expect(await read(latin, 'text/html')).toMatchObject({ publisher: 'The Ellèry Mirror' });
  expect(await paragraphsOf(page)).toContainEqual(expect.stringContaining('北部船闸将关闭十一个月'));
});

test.each([
  ['application/pdf', '%PDF-1.7', 'application/pdf, not a web page'],
  ['image/png', 'x', 'image/png, not a web page'],
  [undefined, 'plain words', 'not a web page'],
  ['text/html', '', 'not a web page'],
  [
    'text/html',
    '<!doctype html><title>Empty</title><div id="app"></div><script>app()</script>',
    'no article in the page',
  ],
])('%s of %j is no article', async (type, text, reason) => {
  expect(await parser.extractPage(Buffer.from(text), type, 'https://example.com/')).toEqual({
    kind: 'no-article',
    reason,
  });
});

test('a list of links is no article', async () => {
  const links = '<li><a href="/x">A headline of today on one thing or another</a></li>'.repeat(400);
  expect(await read(`<body><ul>${links}</ul></body>`)).toEqual({
    kind: 'no-article',
    reason: 'no article in the page',
  });
});

test('a page without html, head and body tags is read like any other', async () => {
  const bare = storyPage().replace(/<\/?(?:html|head|body)[^>]*>/g, '');
  expect(await read(bare)).toMatchObject({
    kind: 'page',
    title: STORY_TITLE,
    publisher: 'The Ellery Mirror',
  });
  expect(await paragraphsOf(bare)).toEqual(await paragraphsOf(storyPage()));
});

describe('hostile pages', () => {
  const cases: [string, string, PageResult | { kind: 'page' }][] = [
    [
      '100,000 levels',
      `<body>${'<div>'.repeat(100_000)}words`,
      { kind: 'no-article', reason: 'elements nested deeper than 500' },
    ],
    [
      'a million elements',
      '<b>x</b>'.repeat(600_000),
      { kind: 'no-article', reason: 'more than 40000 elements' },
    ],
    [
      'nothing closed',
      storyPage().replace(/<\/(?:p|h1|h2|div|article|body|html|figure|ul|li)>/g, ''),
      { kind: 'page' },
    ],
    ['cut in the middle of a tag', storyPage().slice(0, -300), { kind: 'page' }],
    ['nothing opened', `${'</div>'.repeat(200_000)}${storyPage()}`, { kind: 'page' }],
    ['one attribute of 4 MB', `<body data-x="${'x'.repeat(4 << 20)}">${storyPage()}`, { kind: 'page' }],
    [
      'one tag that never ends',
      `<body ${'a '.repeat(1 << 20)}`,
      { kind: 'no-article', reason: 'no article in the page' },
    ],
    [
      'a comment that never ends',
      `<!--${'-'.repeat(4 << 20)}`,
      { kind: 'no-article', reason: 'no article in the page' },
    ],
    [
      'bad structured data',
      storyPage().replace(
        '<style>',
        '<script type="application/ld+json">{"@context":"https://schema.org","@type":{</script><style>',
      ),
      { kind: 'page' },
    ],
    [
      'names of object members',
      storyPage().replace(
        '<style>',
        '<meta property="__proto__" content="x"><meta name="constructor" content="y"><style>',
      ),
      { kind: 'page' },
    ],
  ];
  test.each(cases)('%s', async (_name, page, expected) => {
    expect(await read(page)).toMatchObject(expected);
  });

  test('6 MB are refused without looking', async () => {
    expect(await read(new Uint8Array(6 << 20))).toEqual({ kind: 'failed', reason: 'larger than 5 MB' });
  });

  test('random bytes are never a page that throws', async () => {
    let seed = 1;
    for (let round = 0; round < 20; round += 1) {
      const bytes = Uint8Array.from({ length: 5_000 }, () => (seed = (seed * 48_271) % 2_147_483_647) & 0xff);
      const result = await read(Buffer.concat([Buffer.from('<p>'), bytes]), 'text/html');
      expect(result.kind).not.toBe('failed');
    }
  });
});

describe('the page thread', () => {
  const bytes = Buffer.from(storyPage());

  test.each([
    ['stuck', 300, 'took longer than 0.3 s to read'],
    ['memory', 60_000, 'takes too much memory to read'],
  ])('is replaced when it is %s, and feeds do not notice', async (what, killPageAfterMs, reason) => {
    const odd = createParser({ pageThread: '../../tests/ingest/odd-child', killPageAfterMs });
    const feed = Buffer.from(
      '<rss version="2.0"><channel><title>W</title><item><title>A</title></item></channel></rss>',
    );
    const [first, second, read] = await Promise.all([
      odd.extractPage(bytes, undefined, what),
      odd.extractPage(bytes, undefined, 'fine'),
      odd.parse(feed, undefined, 'https://example.com/feed'),
    ]);
    expect(first).toEqual({ kind: 'failed', reason });
    expect(second).toMatchObject({ reason: 'fine' });
    expect(read.kind).toBe('feed');
    await odd.close();
  });

  test('ends when there is nothing to do, and is there again for the next page', async () => {
    const odd = createParser({ pageThread: '../../tests/ingest/odd-child', pageIdleMs: 5 });
    const count = () => odd.extractPage(bytes, undefined, 'count');
    expect(await Promise.all([count(), count()])).toMatchObject([{ reason: '1' }, { reason: '2' }]);
    await vi.waitFor(async () => expect(await count()).toMatchObject({ reason: '1' }), 20_000);
    await odd.close();
  });

  test('answers what is waiting when it is closed', async () => {
    const closing = createParser();
    const waiting = [closing.extractPage(bytes, undefined, 'a'), closing.extractPage(bytes, undefined, 'b')];
    await closing.close();
    for (const result of await Promise.all(waiting))
      expect(result).toEqual({ kind: 'failed', reason: 'the parser is closed' });
  });
});
