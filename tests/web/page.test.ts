import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { barriers, hasBrowser, openBrowser, openPage } from '../support/browser.js';
import { buildHouse, type House, type Opened } from '../support/house.js';
import { until } from '../support/until.js';

const HOSTILE = `<script>document.title='owned'</script><img src=x onerror="document.title='owned'">`;
const TOPICS = `name: Metals
destinations: [screen]
topics:
  - id: tin
    name: Tin ${HOSTILE.replaceAll("'", "''")}
    query: tin
    priority: breaking
    tests:
      match: ["The price of tin rose."]
      ignore: ["A thin line."]
`;
const PAGES = [
  '',
  'stories',
  'stories/1',
  'items/1',
  'topics',
  'topics/tin',
  'topics/new',
  'feeds',
  'feeds/seeds',
  'outbox',
  'search',
  'search?q=OpenAI',
  'search?q=OpenAI+SENTENCE+China',
  '?as=discord',
];

// A browser on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

let house: House;
let opened: Opened;
let browser: Browser;
let url: string;

beforeAll(async () => {
  if (!hasBrowser) return;
  house = buildHouse({
    feeds: `  - id: seeds\n    folder: ${resolve('seeds')}\n  - id: mine\n    folder: articles\nweb:\n  listen: 127.0.0.1:0\n`,
  });
  mkdirSync(join(house.folder, 'articles'));
  writeFileSync(join(house.folder, 'watchlists', 'metals.yaml'), TOPICS);
  opened = await house.open();
  await opened.app.start();
  url = `http://127.0.0.1:${opened.app.webPort()}/`;
  browser = await openBrowser();
  await until(() => opened.events.filter((event) => event.event === 'alert').length >= 5, 'five alerts');
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await opened?.app.stop();
  house?.remove();
});

let articles = 0;

/** What sticks out on the right. */
const tooWide = (page: Page) =>
  page.evaluate(() =>
    document.documentElement.scrollWidth <= innerWidth
      ? []
      : [...document.querySelectorAll('body *')]
          .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
          .map((one) => `${one.tagName}.${one.getAttribute('class')}`),
  );

/** An article that is saved now, and polled at once. */
async function publish(title: string, text: string): Promise<void> {
  const front = `---\ntitle: ${JSON.stringify(title)}\npublisher: ${JSON.stringify(`Metal ${HOSTILE} Daily`)}\nlanguage: en\n---\n\n`;
  writeFileSync(join(house.folder, 'articles', `a${++articles}.md`), `${front}${text}\n`);
  await opened.app.pollNow('mine');
}

describe.skipIf(!hasBrowser)('the page, in a browser', () => {
  test('shows on the first run five articles and their alerts, in under 100 kB, from nowhere else', async () => {
    const { page, context, complaints } = await openPage(browser);
    const loaded: { address: string; bytes: number }[] = [];
    page.on('response', async (response) => {
      const bytes = response.url().includes('/live') ? 0 : (await response.body().catch(() => '')).length;
      loaded.push({ address: response.url(), bytes });
    });
    await page.goto(url);
    await page.locator('.card').nth(4).waitFor();
    expect(await page.locator('.card').count()).toBe(5);
    expect(await page.locator('[data-livemark]').isVisible()).toBe(true);
    expect(loaded.every(({ address }) => address.startsWith(url))).toBe(true);
    expect(loaded.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(100_000);
    await page.getByRole('link', { name: 'In Slack' }).click();
    expect(await page.getByRole('group', { name: 'As it looks in Slack' }).count()).toBe(5);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('shows an alert as it comes, and what is hostile in it as text', async () => {
    const { page, context, complaints } = await openPage(browser);
    await page.goto(url);
    await page.locator('[data-livemark]').waitFor();
    await publish(`Tin prices ${HOSTILE} rise`, `The price of tin rose by a tenth. ${HOSTILE}`);
    const card = page.locator('.card', { hasText: 'Tin prices' });
    await card.waitFor({ timeout: 20_000 });
    expect(await card.locator('.tag').innerText()).toBe('breaking');
    expect(await page.locator('#said').innerText()).toBe('1 new alert');
    await card.getByRole('link', { name: /Tin prices/ }).click();
    await page.getByRole('heading', { name: 'In Discord' }).waitFor();
    expect(await page.title()).toContain('Tin prices <script>');
    const story = page.getByRole('link', { name: /^Story s/ });
    await story.click();
    await page
      .getByRole('link', { name: /Tin prices/ })
      .first()
      .click();
    expect(await page.locator('.article').innerText()).toContain('rose by a tenth');
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('a topic is edited, tried beside its query, saved, and its next alert comes', async () => {
    const { page, context, complaints } = await openPage(browser);
    await page.goto(`${url}topics/tin`);
    const query = page.getByLabel('Query', { exact: true });
    await query.fill('tin OR (');
    await page.getByText('Not a query yet').waitFor();
    await query.fill('tin OR OpenAI');
    await page.getByRole('heading', { name: 'Gained' }).waitFor();
    expect(await page.locator('#trial mark').first().innerText()).toMatch(/OpenAI/);
    await query.fill('tin OR zinc');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved in the watchlist, and in force.').waitFor();
    expect(readFileSync(join(house.folder, 'watchlists', 'metals.yaml'), 'utf8')).toContain(
      'query: tin OR zinc',
    );
    await page.goto(url);
    await page.locator('[data-livemark]').waitFor();
    await publish('Zinc is scarce', 'Smelters are short of zinc this winter.');
    await page.locator('.card', { hasText: 'Zinc is scarce' }).waitFor({ timeout: 20_000 });
    await page.goto(`${url}topics/tin`);
    await page.getByLabel('Query', { exact: true }).fill('zinc');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('a test of the topic fails').waitFor();
    expect(complaints.filter((line) => !line.includes('422'))).toEqual([]);
    await context.close();
  });

  test('works by keyboard alone', async () => {
    const { page, context } = await openPage(browser);
    await page.goto(url);
    await page.keyboard.press('Tab');
    expect(await page.locator(':focus').innerText()).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    expect(await page.locator(':focus').getAttribute('id')).toBe('main');
    const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim() ?? '');
    const reach = async (name: string) => {
      for (let i = 0; i < 60; i++) {
        await page.keyboard.press('Tab');
        if ((await focused()) === name) return;
      }
      throw new Error(`${name} cannot be reached`);
    };
    await reach('Why this?');
    await page.keyboard.press('Enter');
    expect(await page.locator('details[open] .reasons').first().isVisible()).toBe(true);
    await page.goto(url);
    await reach('Topics');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/topics');
    await reach('New topic');
    await page.keyboard.press('Enter');
    await page.getByLabel('Name').waitFor();
    const query = page.getByLabel('Query', { exact: true });
    const completions = page.getByRole('listbox', { name: 'Completions' }).getByRole('option');
    await query.focus();
    await page.keyboard.type('tin fee');
    expect(await completions.allInnerTexts()).toEqual(['feed:\nof a feed', 'feed:seeds', 'feed:mine']);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    expect(await completions.and(page.locator('[aria-selected=true]')).innerText()).toBe('feed:seeds');
    expect(await barriers(page)).toEqual([]);
    await page.keyboard.press('Enter');
    expect(await query.inputValue()).toBe('tin feed:seeds ');
    await page.keyboard.type('NEA');
    await page.keyboard.press('Escape');
    expect(await completions.count()).toBe(0);
    await page.keyboard.press('Tab');
    expect(await page.locator(':focus').getAttribute('id')).not.toBe('query');
    await context.close();
  });

  test.each(['light', 'dark'] as const)(
    'puts nobody off with barriers, %s, and fits 360 px',
    async (colorScheme) => {
      const { page, context } = await openPage(browser, {
        colorScheme,
        viewport: { width: 360, height: 740 },
      });
      for (const path of PAGES) {
        await page.goto(`${url}${path}`);
        expect(await tooWide(page), path).toEqual([]);
        expect(await barriers(page), path).toEqual([]);
      }
      await context.close();
    },
  );

  test('works without script: filters, and a topic is tried and saved', async () => {
    const { page, context } = await openPage(browser, { javaScriptEnabled: false });
    await page.goto(url);
    await page.getByLabel('Topic').selectOption('openai-china-access');
    await page.getByRole('button', { name: 'Show' }).click();
    expect(page.url()).toContain('topic=openai-china-access');
    await page.goto(`${url}topics/tin`);
    await page.getByLabel('Query', { exact: true }).fill('tin OR zinc OR lead');
    await page.getByRole('button', { name: 'Try it' }).click();
    expect(await page.locator('#trial').innerText()).toContain('Zinc is scarce');
    await page.getByRole('button', { name: 'Save' }).click();
    expect(await page.getByText('Saved in the watchlist').count()).toBe(1);
    await page.getByRole('button', { name: 'Take back the last change' }).click();
    expect(await page.getByLabel('Query', { exact: true }).inputValue()).toBe('tin OR zinc');
    await context.close();
  });

  test('a story is judged, and a feed is added from a list', async () => {
    const { page, context } = await openPage(browser);
    await page.goto(`${url}stories/1`);
    await page.getByRole('button', { name: 'Relevant', exact: true }).click();
    await page.getByText('Noted: it is relevant.').waitFor();
    await page.goto(`${url}topics`);
    expect(await page.locator('table').innerText()).toContain('100 %');
    await page.goto(`${url}feeds`);
    const buffer = Buffer.from(
      '<opml version="2.0"><body><outline type="rss" text="Tin & <b>co</b>" xmlUrl="http://127.0.0.1:9/feed"/></body></opml>'.replace(
        '& <b>co</b>',
        '&amp; co',
      ),
    );
    await page.getByLabel('OPML file').setInputFiles({ name: 'list.opml', mimeType: 'text/xml', buffer });
    await page.getByRole('button', { name: 'Import' }).click();
    await page.getByText('Added: tin-co').waitFor();
    expect(readFileSync(house.file, 'utf8')).toContain('http://127.0.0.1:9/feed');
    await context.close();
  });
});

describe.skipIf(!hasBrowser)('the page, asked by programs', () => {
  const post = (path: string, body: string, headers: Record<string, string> = {}) =>
    fetch(`${url}${path}`, {
      method: 'POST',
      body,
      redirect: 'manual',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    });

  test('shows the queue board, for looking only, and asks nobody else for anything', async () => {
    const { page, context, complaints } = await openPage(browser);
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(`${url}outbox`);
    await page.getByRole('link', { name: 'The queue board' }).click();
    await page.locator('a[href^="/queues/queue/poll"]').first().click();
    await page.getByRole('heading', { name: 'poll' }).first().waitFor();
    expect(page.url()).toContain('/queues/queue/poll');
    expect(asked.filter((address) => !address.startsWith(url))).toEqual([]);
    expect(complaints).toEqual([]);
    const refused = await page.evaluate(
      async () => (await fetch('/queues/api/queues/poll/clean/completed', { method: 'PUT' })).status,
    );
    expect(refused).toBe(403);
    await context.close();
  });

  test('refuses changes that come from no form of its own', async () => {
    const home = await fetch(url);
    const cookie = home.headers.get('set-cookie')?.split(';')[0] ?? '';
    const csrf =
      /name="csrf" value="([\w-]+)"/.exec(
        await (await fetch(`${url}topics/tin`, { headers: { cookie } })).text(),
      )?.[1] ?? '';
    expect(csrf).not.toBe('');
    const change = 'do=save&name=Owned&query=owned';
    const origin = url.slice(0, -1);
    for (const [body, headers] of [
      [change, { cookie, origin }],
      [`${change}&csrf=${csrf}`, { cookie }],
      [`${change}&csrf=${csrf}`, { cookie, origin: 'https://evil.example' }],
      [`${change}&csrf=${csrf}`, { cookie, origin: 'null' }],
      [`${change}&csrf=${csrf}x`, { cookie, origin }],
    ] as const)
      expect((await post('topics/tin', body, headers)).status).toBe(403);
    expect((await post('topics/tin', `${change}&csrf=${csrf}`, { origin })).status).toBe(302);
    expect((await fetch(url, { headers: { host: 'evil.example' } })).status).toBeLessThan(500);
    expect(readFileSync(join(house.folder, 'watchlists', 'metals.yaml'), 'utf8')).not.toContain(
      'query: owned',
    );
  });

  test('gives topics and searches as feeds, and the rest as JSON that is described', async () => {
    const rss = await fetch(`${url}feed/topic/tin.rss`);
    expect(rss.headers.get('content-type')).toMatch(/^application\/rss\+xml/);
    const xml = await rss.text();
    expect(xml).toContain('Tin prices &lt;script&gt;');
    expect(xml).not.toContain('<script');
    const search = (await (await fetch(`${url}feed/search.json?q=zinc`)).json()) as {
      items: { title: string }[];
    };
    expect(search.items.map((item) => item.title)).toEqual(['Zinc is scarce']);
    const { paths } = (await (await fetch(`${url}api/openapi.json`)).json()) as {
      paths: Record<string, unknown>;
    };
    for (const path of Object.keys(paths)) {
      const id = path.includes('alerts') ? await anAlert() : '1';
      const answer = await fetch(`${url.slice(0, -1)}${path.replace('{id}', id)}?q=OpenAI`);
      expect(answer.status, path).toBe(200);
      expect(await answer.json(), path).toBeTypeOf('object');
    }
  });

  const anAlert = async () =>
    ((await (await fetch(`${url}api/v1/alerts?limit=1`)).json()) as { alerts: { id: string }[] }).alerts[0]
      ?.id ?? '';

  test('answers assistants, who can change nothing', async () => {
    const call = async (method: string, params: object = {}) => {
      const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
      return (await (await post('mcp', body, { 'content-type': 'application/json' })).json()) as {
        result: never;
        error?: { code: number };
      };
    };
    expect((await call('initialize', { protocolVersion: '2025-03-26' })).result).toMatchObject({
      protocolVersion: '2025-03-26',
    });
    const { tools } = (await call('tools/list')).result as { tools: { name: string }[] };
    expect(tools.map((tool) => tool.name)).toEqual(['search', 'latest', 'topics', 'why', 'feeds', 'outbox']);
    for (const tool of tools) {
      const given = { query: 'zinc', id: 's1', topic: 'tin', name: '' };
      expect(
        (await call('tools/call', { name: tool.name, arguments: given })).result,
        tool.name,
      ).toMatchObject({ isError: false });
    }
    expect((await call('tools/call', { name: 'drop', arguments: {} })).error?.code).toBe(-32602);
    expect((await call('outbox/drop')).error?.code).toBe(-32601);
    expect((await post('mcp', '{"jsonrpc":"2.0","method":"notifications/initialized"}')).status).toBe(202);
    expect((await post('mcp', '{}', { origin: 'https://evil.example' })).status).toBe(401);
  });
});
