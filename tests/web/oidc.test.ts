import { createServer as createHttpServer, type Server } from 'node:http';
import { type AddressInfo, connect, createServer, type Server as Gate } from 'node:net';
import Provider from 'oidc-provider';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Desk } from '../../src/web/desk.js';
import { verifiedAddress } from '../../src/web/oidc.js';
import { startWeb, type WebServer } from '../../src/web/server.js';
import { barriers, hasBrowser, openBrowser, openPage } from '../support/browser.js';

/** A page behind a real OpenID provider, on another site than the page. */
const CLIENT = { id: 'wirewatch', secret: 'a-secret-of-the-provider' };

let provider: Server;
let gate: Gate;
let page: WebServer;
let browser: Browser;
let url: string;
let issuer: string;

const portOf = (server: Server | Gate) => (server.address() as AddressInfo).port;
const listening = (server: Server | Gate) =>
  new Promise<void>((done) => server.listen(0, '127.0.0.1', () => done()));

beforeAll(async () => {
  // What the page is known as has to be known before it listens.
  gate = createServer((near) => {
    const far = connect(page.port, '127.0.0.1');
    for (const socket of [near, far]) socket.on('error', () => near.destroy());
    near.pipe(far).pipe(near);
  });
  await listening(gate);
  url = `http://127.0.0.1:${portOf(gate)}`;
  const answers: { callback?: ReturnType<Provider['callback']> } = {};
  provider = createHttpServer((request, response) => answers.callback?.(request, response));
  await listening(provider);
  issuer = `http://localhost:${portOf(provider)}`;
  answers.callback = new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        redirect_uris: [`${url}/sign-in/oidc/callback`],
      },
    ],
    claims: { openid: ['sub'], email: ['email', 'email_verified'] },
    cookies: { keys: ['a key of the provider'] },
    // Who signs in as ann is ann@example.org; whoever is unverified says so.
    findAccount: (_context: unknown, name: string) => ({
      accountId: name,
      claims: () => ({ sub: name, email: `${name}@Example.org`, email_verified: name !== 'unverified' }),
    }),
  }).callback();
  page = await serve();
  if (hasBrowser) browser = await openBrowser();
});

afterAll(async () => {
  await browser?.close();
  await page?.close();
  provider?.closeAllConnections();
  provider?.close();
  gate?.close();
});

function serve(): Promise<WebServer> {
  const nothing = async () => null;
  const desk = {
    now: () => new Date(),
    choices: () => ({ topics: [], destinations: [] }),
    wire: async () => ({ alerts: [], next: null }),
    latest: async () => [],
    platforms: [],
  } as unknown as Desk;
  const oidc = {
    issuer,
    clientId: CLIENT.id,
    clientSecret: CLIENT.secret,
    allow: ['ann@example.org', 'unverified@example.org', 'sub:robot'],
  };
  return startWeb({
    host: '127.0.0.1',
    port: 0,
    publicUrl: url,
    healthy: async () => true,
    hubs: { verify: nothing, expects: async () => false, pushed: async () => 'gone' },
    page: {
      desk,
      access: { token: null, oidc },
      secret: CLIENT.secret,
      version: '1',
      board: async () => new Response('the board'),
    },
    onError: (_where, error) => {
      throw error;
    },
  });
}

describe.skipIf(!hasBrowser)('sign-in at an OpenID provider, in a browser', () => {
  /** Asks for the page, and signs in at the provider under a name. */
  async function signInAs(name: string) {
    const opened = await openPage(browser);
    await opened.page.goto(`${url}/?topic=tin`);
    expect(await barriers(opened.page)).toEqual([]);
    await opened.page.getByRole('link', { name: 'Sign in with localhost' }).click();
    await opened.page.locator('input[name=login]').fill(name);
    await opened.page.locator('input[name=password]').fill('any');
    await opened.page.locator('button[type=submit]').click();
    await opened.page.getByRole('button', { name: 'Continue' }).click();
    return opened;
  }

  test.each(['ann', 'robot'])('%s comes in, and back to what was asked for', async (name) => {
    const { page: tab, context } = await signInAs(name);
    await tab.getByRole('button', { name: 'Sign out' }).waitFor();
    expect(tab.url()).toBe(`${url}/?topic=tin`);
    const cookies = await context.cookies(url);
    expect(cookies.map(({ name: cookie, sameSite, httpOnly }) => [cookie, sameSite, httpOnly])).toEqual([
      ['wirewatch', 'Strict', true],
    ]);
    await context.close();
  });

  test.each(['mallory', 'unverified'])('%s stays out, and is told so', async (name) => {
    const { page: tab, context } = await signInAs(name);
    await tab.getByRole('alert').waitFor();
    expect(await tab.getByRole('alert').innerText()).toContain('may not come in here');
    await tab.goto(`${url}/`);
    expect(tab.url()).toContain('/sign-in');
    await context.close();
  });
});

test('a callback that nobody waits for, or with the state of another, signs nobody in', async () => {
  const stray = await fetch(`${url}/sign-in/oidc/callback?code=x&state=y`);
  expect(stray.status).toBe(403);
  expect(await stray.text()).toContain('began elsewhere');
  const begun = await fetch(`${url}/sign-in/oidc`, { redirect: 'manual' });
  const asked = new URL(begun.headers.get('location') ?? '');
  expect(asked.origin).toBe(issuer);
  expect(asked.searchParams.get('code_challenge_method')).toBe('S256');
  const cookie = begun.headers.get('set-cookie')?.split(';')[0] ?? '';
  expect(begun.headers.get('set-cookie')).toMatch(/HttpOnly; SameSite=Lax/);
  const forged = await fetch(`${url}/sign-in/oidc/callback?code=x&state=y`, { headers: { cookie } });
  expect(forged.status).toBe(403);
  expect(await forged.text()).toContain('did not confirm');
  expect(forged.headers.get('set-cookie') ?? '').not.toMatch(/wirewatch=[^;]/);
});

test('without a token there is none to guess, and programs are not let in', async () => {
  const body = new URLSearchParams({ token: '' });
  const guess = await fetch(`${url}/sign-in`, { method: 'POST', headers: { origin: url }, body });
  expect(guess.status).toBe(403);
  expect((await fetch(`${url}/api/v1/alerts`)).status).toBe(401);
});

test('an address is verified only by who tells it', () => {
  const verified = { email: 'Ann@example.org', email_verified: true };
  expect(verifiedAddress([verified, {}])).toBe('ann@example.org');
  expect(verifiedAddress([{}, verified])).toBe('ann@example.org');
  // One says verified, the other names somebody else.
  expect(verifiedAddress([verified, { email: 'boss@example.org' }])).toBe('ann@example.org');
  expect(verifiedAddress([{ email_verified: true }, { email: 'boss@example.org' }])).toBeNull();
  expect(verifiedAddress([{ email: 'boss@example.org', email_verified: 'true' }])).toBeNull();
});
