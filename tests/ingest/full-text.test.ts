import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Feed } from '../../src/domain/feed.js';
import type { Article } from '../../src/domain/item.js';
import { type Completer, createCompleter } from '../../src/ingest/complete-articles.js';
import { createFetcher, type Fetcher } from '../../src/ingest/fetch.js';
import { fetchFullText, type FullText, keepsFeedText } from '../../src/ingest/full-text.js';
import { createPageQueue } from '../../src/ingest/page-queue.js';
import { createParser } from '../../src/ingest/parse.js';
import { createRobots } from '../../src/ingest/robots.js';
import { type Handler, type LocalServer, startServer } from './local-server.js';
import * as pages from './pages.js';

const NOW = new Date('2025-07-01T12:00:00Z');

let answer: Handler;
let robotsText: string | null;
let server: LocalServer;
let fetcher: Fetcher;
const parser = createParser({ killPageAfterMs: 60_000 });

beforeAll(async () => {
  server = await startServer((request, response) => {
    if (request.url !== '/robots.txt') answer(request, response);
    else if (robotsText === null) response.writeHead(404).end();
    else response.end(robotsText);
  });
  fetcher = createFetcher({ userAgent: 'Wirewatch/0.1.0', allow: [server.hostPort] });
});
beforeEach(() => {
  robotsText = null;
  server.requests.length = 0;
});
afterAll(async () => {
  await Promise.all([parser.close(), fetcher.close()]);
  await server.close();
});

function article(more: Partial<Article> = {}): Article {
  return {
    guid: 'a',
    url: null,
    link: `${server.origin}/a`,
    title: pages.STORY_TITLE,
    body: pages.STORY_TEASER,
    headings: [],
    lang: 'en',
    publisher: 'Mirror',
    author: null,
    via: null,
    publishedAt: NOW,
    dated: true,
    ...more,
  };
}

const html =
  (page: string): Handler =>
  (_request, response) =>
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page);

const fetchText = (of: Article = article()): Promise<FullText> =>
  fetchFullText(of, { fetcher, parser, robots: createRobots({ fetcher }), now: NOW });

const paths = () => server.requests.map((request) => request.url);

describe('an article and its page', () => {
  test('the text of the page replaces a teaser, with its headings in their places', async () => {
    answer = html(pages.storyPage());
    const text = await fetchText();
    expect(text).toMatchObject({
      kind: 'full',
      lang: 'en',
      author: 'Ada Quay',
      publishedAt: NOW,
      dated: true,
    });
    if (text.kind !== 'full') return;
    expect(text.body.split('\n\n')).toHaveLength(8);
    expect(text.headings).toHaveLength(1);
    expect(text.body.slice(text.headings[0]?.at)).toMatch(/^Ships of more than/);
    expect(server.requests.at(-1)?.headers).toMatchObject({
      'user-agent': 'Wirewatch/0.1.0',
      accept: 'text/html, application/xhtml+xml;q=0.9, */*;q=0.1',
    });
    expect(server.requests.at(-1)?.headers).not.toHaveProperty('cookie');
  });

  test('an undated article gets the date of its page', async () => {
    answer = html(pages.storyPage());
    expect(await fetchText(article({ dated: false }))).toMatchObject({
      dated: true,
      publishedAt: new Date('2025-07-01T09:30:00Z'),
    });
  });

  test('a title without text is enough to know the page by', async () => {
    answer = html(pages.storyPage());
    expect(await fetchText(article({ body: '' }))).toMatchObject({ kind: 'full' });
  });

  test('Chinese is compared by its words', async () => {
    const text =
      '港口管理局周二表示，北部船闸将关闭十一个月，这是一九一一年以来时间最长的一次关闭，大型船只须在外港等待潮水。';
    answer = html(
      `<html lang="zh"><title>x</title><body><article>${`<p>${text}</p>`.repeat(6)}</article></body></html>`,
    );
    const own = { title: '北部船闸将关闭十一个月', body: '', lang: 'zh-Hans' };
    expect(await fetchText(article(own))).toMatchObject({ kind: 'full', lang: 'zh-Hans' });
    expect(await fetchText(article({ ...own, title: '央行下调存款利率至历史最低水平' }))).toMatchObject({
      why: 'the page is about something else',
    });
  });

  const walls: [string, string][] = [
    ['a login page', pages.LOGIN_PAGE],
    ['a cookie wall', pages.COOKIE_WALL],
    ['an error page that says 200', pages.NOT_FOUND],
    [
      'another story',
      pages.storyPage(
        'Ten beaches for a rainy day',
        Array.from(
          { length: 9 },
          (_, i) =>
            `Beach number ${i} has fine sand, a kiosk that sells coffee and cake, and a long wooden pier on which children fish for crabs.`,
        ),
      ),
    ],
  ];
  test.each(walls)('%s does not become the article', async (_name, page) => {
    answer = html(page);
    for (const body of [pages.STORY_TEASER, ''])
      expect(await fetchText(article({ body }))).toEqual({
        kind: 'kept',
        why: 'the page is about something else',
      });
  });

  test('a page that has no more than the feed changes nothing', async () => {
    answer = html(pages.storyPage());
    const full = await fetchText();
    expect(await fetchText(article({ body: full.kind === 'full' ? full.body : '' }))).toEqual({
      kind: 'kept',
      why: 'the page has no more than the feed',
    });
  });

  test.each<[string, Handler, RegExp]>([
    ['a 404', (_q, response) => response.writeHead(404).end(pages.storyPage()), /^the server answers 404$/],
    [
      'a PDF',
      (_q, response) => response.writeHead(200, { 'content-type': 'application/pdf' }).end('%PDF'),
      /^application\/pdf, not a web page$/,
    ],
    ['6 MB', (_q, response) => response.end(`<p>${'x'.repeat(6 << 20)}`), /^larger than 5 MB$/],
    ['an endless page', (_q, response) => drip(response), /^larger than 5 MB$/],
    ['100,000 levels', html('<div>'.repeat(100_000)), /^elements nested deeper than 500$/],
    [
      'a redirect to a private address',
      (_q, response) => response.writeHead(302, { location: 'http://169.254.169.254/' }).end(),
      /^redirected: .*private/,
    ],
    ['a broken connection', (_q, response) => response.destroy(), /./],
  ])('%s is a named outcome', async (_name, handler, why) => {
    answer = handler;
    expect(await fetchText()).toEqual({ kind: 'kept', why: expect.stringMatching(why) });
  });

  test('robots.txt is asked first, for the page and for where it leads', async () => {
    robotsText = 'User-agent: wirewatch\nDisallow: /a\nDisallow: /members\n';
    answer = (request, response) => {
      if (request.url === '/b') response.writeHead(302, { location: '/members/b' }).end();
      else html(pages.storyPage())(request, response);
    };
    expect(await fetchText()).toMatchObject({
      kind: 'kept',
      why: expect.stringMatching(/^robots.txt does not allow it/),
    });
    expect(paths()).toEqual(['/robots.txt']);
    expect(await fetchText(article({ link: `${server.origin}/b` }))).toEqual({
      kind: 'kept',
      why: 'robots.txt does not allow where it leads',
    });
  });
});

/** More than anybody reads; ends with the connection. */
function drip(response: Parameters<Handler>[1]): void {
  const chunk = Buffer.alloc(1 << 20, 'x');
  const more = (): void => {
    while (response.write(chunk)) if (response.destroyed) return;
  };
  response.on('drain', more).on('error', () => {});
  more();
}

describe('which articles', () => {
  const long = 'One word after another makes a text. '.repeat(30);
  test.each<[string, Feed['fulltext'], Partial<Article>, string | null]>([
    ['a teaser', 'auto', {}, null],
    ['no text', 'auto', { body: '' }, null],
    ['a whole text', 'auto', { body: long }, 'the feed has the whole text'],
    ['a long text that is cut', 'auto', { body: `${long}and then…` }, null],
    ['one that says so', 'auto', { body: `${long}and then [...]` }, null],
    ['one with a call to read on', 'auto', { body: `${long}\n\nContinue reading →` }, null],
    [
      'a Chinese one that is cut',
      'auto',
      { body: `${'港口管理局周二表示船闸将关闭。'.repeat(60)} 阅读全文` },
      null,
    ],
    ['a whole text', 'always', { body: long }, null],
    ['a teaser', 'never', {}, 'the feed is not to be completed'],
    ['no link', 'always', { link: null }, 'there is no link'],
    [
      'a link to the front page',
      'always',
      { link: 'https://example.com/' },
      'the link leads to a front page',
    ],
  ])('%s, %s', (_name, setting, more, why) => {
    expect(keepsFeedText(article(more), setting)).toBe(why);
  });
});

/** Waits that are over at once, but for the limit of a whole poll: that ends when it is told to. */
function fakeTime() {
  let at = NOW.getTime();
  const waits: number[] = [];
  return {
    waits,
    now: () => new Date(at),
    wait: async (ms: number, signal: AbortSignal): Promise<void> => {
      if (ms > 10_000) await setTimeout(60_000, undefined, { signal }).catch(() => {});
      else waits.push(ms);
      at += ms > 10_000 ? 0 : ms;
    },
  };
}

describe('visits', () => {
  const never = new AbortController().signal;

  test('go one at a time to a host, 2 s apart, and to four hosts at once', async () => {
    const { now, wait, waits } = fakeTime();
    const queue = createPageQueue({ now, wait });
    const running = new Map<string, number>();
    let most = 0;
    const visit = (host: string) => async () => {
      running.set(host, (running.get(host) ?? 0) + 1);
      expect(running.get(host)).toBe(1);
      most = Math.max(
        most,
        [...running.values()].reduce((a, b) => a + b),
      );
      await new Promise(setImmediate);
      running.set(host, 0);
      return host;
    };
    const hosts = ['a', 'b', 'c', 'd', 'e', 'f', 'a', 'b'];
    expect(await Promise.all(hosts.map((host) => queue.run(host, never, visit(host))))).toEqual(hosts);
    expect(most).toBe(4);
    expect(waits.filter((ms) => ms > 0)).not.toHaveLength(0);
    expect(Math.max(...waits)).toBeLessThanOrEqual(2_000);
  });

  test('start in the order in which they came', async () => {
    const { now, wait } = fakeTime();
    const queue = createPageQueue({ now, wait });
    const order: number[] = [];
    await Promise.all([1, 2, 3].map((n) => queue.run('a', never, async () => void order.push(n))));
    expect(order).toEqual([1, 2, 3]);
  });

  test('one that fails does not hold up the next, and none begins once it is too late', async () => {
    const { now, wait } = fakeTime();
    const queue = createPageQueue({ now, wait });
    const failing = queue.run('a', never, () => Promise.reject(new Error('a bug')));
    const late = new AbortController();
    const second = queue.run('a', never, async () => late.abort());
    const third = queue.run('a', late.signal, async () => 'never');
    await expect(failing).rejects.toThrow('a bug');
    await second;
    expect(await third).toBeNull();
  });
});

describe('the articles of a poll', () => {
  const feed = (fulltext?: Feed['fulltext']): Feed => ({
    id: 'mirror',
    kind: 'web',
    location: `${server.origin}/feed`,
    tier: 2,
    ...(fulltext === undefined ? {} : { fulltext }),
  });
  const many = (count: number) =>
    Array.from({ length: count }, (_, n) =>
      article({
        guid: `${n}`,
        link: `${server.origin}/${n}`,
        publishedAt: new Date(NOW.getTime() - n * 60_000),
      }),
    );
  let completer: Completer;
  let time: ReturnType<typeof fakeTime>;
  beforeEach(() => {
    time = fakeTime();
    completer = createCompleter({ fetcher, parser, now: time.now, wait: time.wait });
  });

  test('keep their order, and are completed where their pages can be read', async () => {
    answer = (request, response) => {
      if (request.url === '/1') response.writeHead(404).end();
      else html(pages.storyPage())(request, response);
    };
    const { articles, kept } = await completer.complete(many(3), feed(), 30_000);
    expect(articles.map(({ guid, body }) => [guid, body.includes(pages.STORY_END)])).toEqual([
      ['0', true],
      ['1', false],
      ['2', true],
    ]);
    expect(kept).toEqual([{ path: `${server.origin}/1`, reason: 'the server answers 404' }]);
    expect(time.waits.length).toBeGreaterThanOrEqual(2);
  });

  test('cost at most 20 pages, the newest, and robots.txt once', async () => {
    answer = html(pages.storyPage());
    await completer.complete(many(30), feed(), 30_000);
    expect(paths()).toEqual(['/robots.txt', ...Array.from({ length: 20 }, (_, n) => `/${n}`)]);
  });

  test('are not completed when the feed says never', async () => {
    const articles = many(3);
    expect(await completer.complete(articles, feed('never'), 30_000)).toEqual({ articles, kept: [] });
    expect(paths()).toEqual([]);
  });

  test('of a link list are left alone: the pages are those of others', async () => {
    const articles = ['a.example', 'b.example', 'c.example'].map((host) =>
      article({ link: `https://${host}/x` }),
    );
    expect(await completer.complete(articles, feed(), 30_000)).toEqual({ articles, kept: [] });
  });

  test('that robots.txt keeps from us cost no time', async () => {
    robotsText = 'User-agent: *\nDisallow: /\n';
    const { kept } = await completer.complete(many(20), feed(), 30_000);
    expect(kept).toHaveLength(20);
    expect(time.waits).toEqual([]);
    expect(paths()).toEqual(['/robots.txt']);
  });

  test.each([429, 503])('a host that answers %i is left alone', async (status) => {
    answer = (_request, response) => response.writeHead(status, { 'retry-after': '60' }).end();
    const { kept } = await completer.complete(many(3), feed(), 30_000);
    expect(kept.map(({ reason }) => reason)).toEqual([
      `the server answers ${status}`,
      'its host asked for patience',
      'its host asked for patience',
    ]);
    expect(paths()).toEqual(['/robots.txt', '/0']);
  });

  test('that are not ready when the time is over keep the text of the feed', async () => {
    const stop = new AbortController();
    const limited = createCompleter({
      fetcher,
      parser,
      now: time.now,
      wait: (ms, signal) =>
        ms === 30_000
          ? new Promise((resolve) => stop.signal.addEventListener('abort', () => resolve()))
          : time.wait(ms, signal),
    });
    answer = (request, response) => {
      if (request.url === '/1') stop.abort();
      else html(pages.storyPage())(request, response);
    };
    const { articles, kept } = await limited.complete(many(3), feed(), 30_000);
    expect(articles.map(({ body }) => body.includes(pages.STORY_END))).toEqual([true, false, false]);
    expect(kept.map(({ reason }) => reason)).toEqual([
      'there was no time for its page',
      'there was no time for its page',
    ]);
    expect(paths()).not.toContain('/2');
  });

  test('are let go of at once when we stop', async () => {
    answer = () => completer.close();
    const articles = many(3);
    const completed = await completer.complete(articles, feed(), 30_000);
    expect(completed.articles).toEqual(articles);
    expect(paths()).toEqual(['/robots.txt', '/0']);
  });
});
