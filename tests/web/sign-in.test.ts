import { afterEach, expect, test } from 'vitest';
import type { Desk } from '../../src/web/desk.js';
import { startWeb, type WebServer } from '../../src/web/server.js';

const TOKEN = 'a-token-that-is-long-enough';
const running: WebServer[] = [];
let clock = new Date('2026-03-01T12:00:00Z');

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.close()));
  clock = new Date('2026-03-01T12:00:00Z');
});

/** A page with nothing on it, behind a token. */
async function serve(publicUrl: string | null = null): Promise<string> {
  const nothing = async () => null;
  const desk = {
    now: () => clock,
    choices: () => ({ topics: [{ id: 'tin', name: 'Tin' }], destinations: [] }),
    wire: async () => ({ alerts: [], next: null }),
    latest: async () => [],
    alert: nothing,
    platforms: [],
  } as unknown as Desk;
  const server = await startWeb({
    host: '127.0.0.1',
    port: 0,
    publicUrl,
    healthy: async () => true,
    hubs: { verify: nothing, expects: async () => false, pushed: async () => 'gone' },
    page: {
      desk,
      access: { token: TOKEN, oidc: null },
      secret: TOKEN,
      version: '1',
      board: async () => new Response('the board'),
    },
    onError: (_where, error) => {
      throw error;
    },
  });
  running.push(server);
  return `http://127.0.0.1:${server.port}`;
}

const signIn = (url: string, token: string, origin = url, to = '') =>
  fetch(`${url}/sign-in`, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin },
    body: new URLSearchParams({ token, to }),
  });
const cookieOf = (answer: Response) => answer.headers.get('set-cookie')?.split(';')[0] ?? '';

test('a wrong token does not forget what was wanted', async () => {
  const url = await serve();
  const again = await signIn(url, 'not-the-token', url, 'stories/5');
  expect(again.status).toBe(403);
  expect(await again.text()).toContain('name="to" value="stories/5"');
});

test('whoever has not signed in is asked to, and comes back to what they wanted', async () => {
  const url = await serve();
  const asked = await fetch(`${url}/stories/5?a=b`, { redirect: 'manual' });
  expect(asked.status).toBe(302);
  expect(asked.headers.get('location')).toBe('../sign-in?to=stories%2F5%3Fa%3Db');
  const done = await signIn(url, TOKEN, url, 'stories/5?a=b');
  expect(done.headers.get('location')).toBe('./stories/5?a=b');
  expect(done.headers.get('set-cookie')).toMatch(/HttpOnly; SameSite=Strict/);
  const inside = await fetch(url, { headers: { cookie: cookieOf(done) } });
  expect(inside.status).toBe(200);
  expect(await inside.text()).toContain('Sign out');
});

test.each(['//evil.example', 'https://evil.example', 'javascript:alert(1)', '../../x', '\\evil'])(
  'nobody is sent on to %s',
  async (to) => {
    const url = await serve();
    expect((await signIn(url, TOKEN, url, to)).headers.get('location')).toBe('./');
  },
);

test('a wrong token, a form of a stranger and a forged or old cookie are refused', async () => {
  const url = await serve();
  expect((await signIn(url, 'not-the-token-at-all')).status).toBe(403);
  expect((await signIn(url, TOKEN, 'https://evil.example')).status).toBe(403);
  const cookie = cookieOf(await signIn(url, TOKEN));
  const [payload = ''] = cookie.replace('wirewatch=', '').split('.');
  for (const forged of [`wirewatch=${payload}.x`, `wirewatch=${payload}`, 'wirewatch=.', `${cookie}x`])
    expect((await fetch(url, { headers: { cookie: forged }, redirect: 'manual' })).status, forged).toBe(302);
  clock = new Date('2026-03-09T12:00:00Z');
  expect((await fetch(url, { headers: { cookie }, redirect: 'manual' })).status).toBe(302);
});

test('guessing ends after ten tokens, for a minute', async () => {
  const url = await serve();
  for (let i = 0; i < 10; i++) expect((await signIn(url, `guess-number-${i}-of-many`)).status).toBe(403);
  expect((await signIn(url, TOKEN)).status).toBe(429);
  clock = new Date(clock.getTime() + 61_000);
  expect((await signIn(url, TOKEN)).status).toBe(303);
});

test('programs send the token; a feed of ours has a key in its address that opens nothing else', async () => {
  const url = await serve();
  expect((await fetch(`${url}/api/v1/alerts`)).status).toBe(401);
  const headers = { authorization: `Bearer ${TOKEN}` };
  expect((await fetch(`${url}/api/v1/alerts`, { headers })).status).toBe(200);
  expect((await fetch(`${url}/feed/topic/tin.rss`)).status).toBe(401);
  expect((await fetch(`${url}/feed/topic/tin.rss`, { headers })).status).toBe(200);
  expect((await fetch(`${url}/api/v1/alerts?key=x`)).status).toBe(401);
});

test('a page below a path has links that stay there, whether the proxy passes the path on or not', async () => {
  const url = await serve('https://news.example.org/wire');
  for (const prefix of ['', '/wire']) {
    const asked = await fetch(`${url}${prefix}/stories/5`, { redirect: 'manual' });
    expect(asked.headers.get('location')).toBe('../sign-in?to=stories%2F5');
    expect(await (await fetch(`${url}${prefix}/sign-in`)).text()).toContain('href="./assets/style-');
  }
  expect((await fetch(`${url}/wire`, { redirect: 'manual' })).headers.get('location')).toBe('/wire/');
});
