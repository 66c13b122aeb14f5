import { describe, expect, it, test } from 'vitest';
import type { Entry, Feed } from '../../src/domain/feed.js';
import type { Article } from '../../src/domain/item.js';
import { normalise } from '../../src/ingest/normalise.js';

const now = new Date('2026-03-01T12:00:00Z');
const web: Feed = { id: 'wire', kind: 'web', location: 'https://example.org/feed.xml', tier: 2 };
const folder: Feed = { id: 'saved', kind: 'folder', location: '/saved', tier: 2 };
const sentence = 'The company said on Monday that it would open the office in May.';

function articleOf(entry: Partial<Entry>, feed: Feed = web): Article {
  const result = normalise({ html: false, title: 'A title', body: sentence, ...entry }, feed, now);
  if (result.kind !== 'article') throw new Error(result.reason);
  return result.article;
}

describe('an entry becomes an article', () => {
  it('with the paragraphs as body and the headings beside it', () => {
    const article = articleOf({
      html: true,
      body: `<p>${sentence}</p><h3>Why it matters</h3><p>${sentence}</p>`,
    });
    expect(article.body).toBe(`${sentence}\n\n${sentence}`);
    expect(article.headings).toEqual([{ text: 'Why it matters', at: sentence.length + 2 }]);
    expect(article.body.slice(article.headings[0]?.at)).toBe(sentence);
  });

  it('whose text holds no control or invisible characters and is in normal form', () => {
    const article = articleOf({
      title: 'Cafe\u0301 \u202eevil\u0007 \ud800x\u200b',
      body: `${sentence}\u0000 A\u00ad\ufeff B.`,
    });
    expect(article.title).toBe('Café evil \ufffdx');
    expect(article.body).toBe(`${sentence} A B.`);
  });

  it('whose title is literal: what the parser decoded is not decoded again', () => {
    expect(articleOf({ title: 'Use &lt;b&gt; and <i>' }).title).toBe('Use &lt;b&gt; and <i>');
  });

  it('with a title of 300 characters and a body of 200,000 at the most', () => {
    const article = articleOf({ title: 'word '.repeat(100), body: `${sentence}\n\n`.repeat(5_000) });
    expect(article.title.length).toBeLessThanOrEqual(300);
    expect(article.title.endsWith('word')).toBe(true);
    expect(article.body.length).toBeLessThanOrEqual(200_000);
  });

  it('without what blog software adds below it', () => {
    const body = `<p>${sentence}</p><p>The post <a href="/a">A title</a> appeared first on <a href="/">Example</a>.</p>`;
    expect(articleOf({ html: true, body }).body).toBe(sentence);
  });

  it('from a short summary, unless it is nothing but an invitation', () => {
    expect(articleOf({ body: 'Sign up for our newsletter today' }).body).toBe('');
    expect(articleOf({ body: 'Baidu cuts the price of Ernie' }).body).toBe('Baidu cuts the price of Ernie');
  });

  it('from a page saved whole', () => {
    const body =
      '<!doctype html><html lang="en"><head><title>Office opens in May | Example</title><meta property="og:site_name" content="Example">' +
      '<meta property="article:published_time" content="2024-07-09T10:00:00Z"><link rel="canonical" href="https://example.com/office">' +
      `<body><nav><a href="/">Home</a></nav><h1>Office opens in May</h1><p>By Jane Doe</p><p>${sentence}</p><footer>©</footer>`;
    expect(articleOf({ html: true, title: undefined, body, guid: 'a.html' }, folder)).toEqual({
      guid: 'a.html',
      url: 'https://example.com/office',
      link: 'https://example.com/office',
      title: 'Office opens in May',
      body: sentence,
      headings: [],
      lang: 'en',
      publisher: 'Example',
      author: 'Jane Doe',
      via: null,
      publishedAt: new Date('2024-07-09T10:00:00Z'),
      dated: true,
    });
  });

  it('unless there is neither title nor text', () => {
    expect(normalise({ html: true, body: '<p> </p><img>' }, web, now).kind).toBe('unusable');
    expect(normalise({ html: false, title: ' \u200b ' }, web, now).kind).toBe('unusable');
    expect(articleOf({ body: undefined }).body).toBe('');
  });

  it('titled by its first sentence, ended at a clause, when nothing else is there', () => {
    const lede = `The company is hiring staff who speak Mandarin to work with developers across the whole region, ${'and more '.repeat(20)}so.`;
    expect(articleOf({ title: undefined, body: `${lede}\n\n${sentence}` }).title).toBe(
      'The company is hiring staff who speak Mandarin to work with developers across the whole region',
    );
    const endless = articleOf({ title: undefined, body: `${'word '.repeat(60)}end.` }).title;
    expect(endless).toMatch(/^(?:word )+word…$/);
    expect(endless.length).toBeLessThanOrEqual(120);
  });
});

describe('the date of an article', () => {
  test.each<[string, string | undefined, string, boolean]>([
    ['is what the feed says', 'Tue, 09 Jul 2024 08:00:00 GMT', '2024-07-09T08:00:00.000Z', true],
    ['is now when there is none', undefined, now.toISOString(), false],
    ['is now when it cannot be read', 'yesterday', now.toISOString(), false],
    ['is now when it is the epoch', '1970-01-01T00:00:00Z', now.toISOString(), false],
    ['is now when it lies more than a day ahead', '2027-01-01', now.toISOString(), true],
    ['may be some hours ahead', '2026-03-02T11:00:00Z', '2026-03-02T11:00:00.000Z', true],
  ])('%s', (_, published, at, dated) => {
    const article = articleOf({ published });
    expect([article.publishedAt.toISOString(), article.dated]).toEqual([at, dated]);
  });
});

describe('the address of an article', () => {
  it('is shown as it came, and canonical as identity', () => {
    expect(articleOf({ link: 'http://www.example.com/a/?utm_source=rss#x' })).toMatchObject({
      link: 'http://www.example.com/a/?utm_source=rss#x',
      url: 'https://example.com/a',
    });
  });

  it('is resolved against the feed, and only http', () => {
    expect(articleOf({ link: '/a' }).link).toBe('https://example.org/a');
    for (const link of [
      'javascript:alert(1)',
      'data:text/html,x',
      'file:///a',
      '',
      `https://a.example/${'x'.repeat(3_000)}`,
    ])
      expect(articleOf({ link }).link).toBeNull();
    expect(articleOf({ link: 'https://user:secret@a.example/b' }).link).toBe('https://a.example/b');
  });

  it('is its guid when the feed gives none, and a hash of the text when there is no address either', () => {
    expect(articleOf({ guid: 'g-1', link: 'https://a.example/b' }).guid).toBe('g-1');
    expect(articleOf({ link: 'https://a.example/b?utm_source=x' }).guid).toBe('https://a.example/b');
    expect(articleOf({}).guid).toMatch(/^sha256:/);
    expect(articleOf({ guid: 'x'.repeat(10_000) }).guid.length).toBeLessThan(100);
    // What an index takes is kept, what it does not is told apart all the same.
    expect(articleOf({ guid: ` ${'x'.repeat(512)}\n` }).guid).toBe('x'.repeat(512));
    const long = ['a', 'b'].map((end) => articleOf({ guid: `${'x'.repeat(512)}${end}` }).guid);
    expect(long[0]).toMatch(/^sha256:/);
    expect(long[0]).not.toBe(long[1]);
  });
});

describe('who stands behind an article', () => {
  it('on the web: the operator, the feed, the host', () => {
    const named: Feed = { ...web, publisher: 'Operator' };
    expect(articleOf({ publisher: 'Feed' }, named).publisher).toBe('Operator');
    expect(articleOf({ publisher: 'Feed' }).publisher).toBe('Feed');
    expect(articleOf({ link: 'https://www.example.com/a' }).publisher).toBe('example.com');
    expect(articleOf({}).publisher).toBe('unsigned');
  });

  it('in a folder: the file, the text, the page, the operator', () => {
    const named: Feed = { ...folder, publisher: 'Operator' };
    const body = `${sentence}\n\nHow Example News reports: feeds are read by people.`;
    expect(articleOf({ publisher: 'File', body }, named).publisher).toBe('File');
    expect(articleOf({ body }, named).publisher).toBe('Example News');
    expect(
      articleOf({ html: true, body: `<meta property="og:site_name" content="Site"><p>${sentence}` }, named)
        .publisher,
    ).toBe('Site');
    expect(articleOf({}, named).publisher).toBe('Operator');
  });

  test.each([
    ['desk@example.org (Jane Doe)', 'Jane Doe'],
    ['By Jane Doe', 'Jane Doe'],
    ['desk@example.org', null],
    ['https://facebook.com/example', null],
    [' ', null],
  ])('the author %j is %j', (author, expected) => expect(articleOf({ author }).author).toBe(expected));
});
