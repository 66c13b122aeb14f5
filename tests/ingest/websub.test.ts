import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createFetcher, type Fetcher } from '../../src/ingest/fetch.js';
import {
  advertisedBy,
  askHub,
  backupPoll,
  missedByHub,
  readIntent,
  renewAfterMs,
  signatureHolds,
} from '../../src/ingest/websub.js';
import { type LocalHub, startHub } from '../support/hub.js';
import { type LocalServer, startServer } from './local-server.js';

const NOW = new Date('2025-07-01T12:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('discovery', () => {
  const page = (link?: string, url = 'http://news.example/feed') => ({
    url,
    headers: { ...(link && { link }) } as Record<string, string>,
  });
  const inFeed = { hub: 'http://hub.example/feed', self: 'http://news.example/self' };

  test('takes the links in the feed when there is no header', () => {
    expect(advertisedBy(page(), inFeed)).toEqual({ hub: inFeed.hub, topic: inFeed.self });
  });

  test('believes Link headers before the feed', () => {
    const link = '<http://hub.example/header>; rel="hub", </canonical>; rel="self"';
    expect(advertisedBy(page(link), inFeed)).toEqual({
      hub: 'http://hub.example/header',
      topic: 'http://news.example/canonical',
    });
  });

  test('needs both a hub and an address of the feed', () => {
    expect(advertisedBy(page(), { hub: inFeed.hub })).toBeNull();
    expect(advertisedBy(page('<http://a.example/>; rel=self'), {})).toBeNull();
  });

  test('refuses what is no address on the web', () => {
    expect(advertisedBy(page(), { ...inFeed, hub: 'ftp://hub.example/' })).toBeNull();
    expect(advertisedBy(page(), { ...inFeed, self: 'urn:feed' })).toBeNull();
    expect(advertisedBy(page(), { ...inFeed, self: `http://news.example/${'x'.repeat(3_000)}` })).toBeNull();
  });

  test('does not hand a feed over https to a hub over http', () => {
    expect(advertisedBy(page(undefined, 'https://news.example/feed'), inFeed)).toBeNull();
  });
});

describe('the signature of a push', () => {
  const body = Buffer.from([0, 255, 13, 10, 60]);
  const sign = (algorithm: string, secret = 'secret') =>
    `${algorithm}=${createHmac(algorithm, secret).update(body).digest('hex')}`;

  test.each(['sha1', 'sha256', 'sha384', 'sha512'])('holds with %s', (algorithm) => {
    expect(signatureHolds('secret', sign(algorithm), body)).toBe(true);
    expect(signatureHolds('secret', sign(algorithm).toUpperCase(), body)).toBe(true);
    expect(signatureHolds('secret', sign(algorithm, 'other'), body)).toBe(false);
    expect(signatureHolds('secret', sign(algorithm), Buffer.concat([body, body]))).toBe(false);
  });

  test.each([
    undefined,
    '',
    'sha256',
    'sha256=',
    sign('md5'),
    sign('sha256').slice(0, -2),
    `${sign('sha256')}00`,
    sign('sha1').replace('sha1', 'sha256'),
  ])('does not hold when it is %s', (header) => {
    expect(signatureHolds('secret', header, body)).toBe(false);
  });
});

describe('what a hub comes back with', () => {
  const query = { 'hub.mode': 'subscribe', 'hub.topic': 'http://t.example/', 'hub.challenge': 'abc' };
  const lease = (seconds: string) => {
    const intent = readIntent({ ...query, 'hub.lease_seconds': seconds });
    return intent?.kind === 'verify' ? intent.leaseMs : null;
  };

  test('is a lease of at most 14 days, and of a day when it says none', () => {
    expect(lease('3600')).toBe(HOUR);
    expect(lease('99999999')).toBe(14 * DAY);
    for (const odd of ['', '0', '-1', '1e9', 'forever', '9'.repeat(20)]) expect(lease(odd)).toBe(DAY);
  });

  test('is renewed at four fifths, but not more often than hourly', () => {
    expect(renewAfterMs(10 * DAY)).toBe(8 * DAY);
    expect(renewAfterMs(MINUTE)).toBe(HOUR);
  });

  test('is nothing without a topic, a mode that there is, or a challenge of a sane length', () => {
    expect(readIntent({ ...query, 'hub.mode': 'publish' })).toBeNull();
    expect(readIntent({ 'hub.mode': 'subscribe', 'hub.challenge': 'abc' })).toBeNull();
    expect(readIntent({ ...query, 'hub.challenge': '' })).toBeNull();
    expect(readIntent({ ...query, 'hub.challenge': 'x'.repeat(1_025) })).toBeNull();
  });
});

describe('polling behind a hub', () => {
  const wait = (usualMs: number, random: number) =>
    backupPoll(
      'https://hub.example/',
      new Date(NOW.getTime() + usualMs),
      {},
      NOW,
      () => random,
    ).at.getTime() - NOW.getTime();

  test('waits 6 to 24 hours', () => {
    expect(wait(5 * MINUTE, 0)).toBe(6 * HOUR);
    expect(wait(5 * MINUTE, 0.99)).toBeGreaterThan(6 * HOUR);
    expect(wait(4 * HOUR, 0)).toBe(16 * HOUR);
    expect(wait(DAY, 0.99)).toBe(24 * HOUR);
  });

  const at = (minutes: number) => new Date(NOW.getTime() + minutes * MINUTE);
  const item = (minutes: number | null) => ({ dated: minutes !== null, publishedAt: at(minutes ?? 600) });

  test.each<[string, number | null, number, boolean]>([
    ['an item of an hour ago', 540, 240, true],
    ['an item that the hub may still be pushing', 595, 240, false],
    ['an item older than the subscription', -60, -120, false],
    ['an item that appeared since the last poll, though dated before', -60, 240, true],
    ['an undated item after a long pause', null, 240, true],
    ['an undated item after a short one', null, 590, false],
  ])('holds against it %s: %s, polled before at %s', (_what, published, before, expected) => {
    expect(missedByHub(item(published), at(before), NOW, at(600))).toBe(expected);
  });
});

describe('asking a hub', () => {
  let hub: LocalHub;
  let other: LocalServer;
  let fetcher: Fetcher;
  const ask = {
    mode: 'subscribe',
    topic: 'http://t.example/feed?a=1&b=2',
    callback: 'https://us.example/websub/x',
    secret: null,
  } as const;

  beforeAll(async () => {
    hub = await startHub((callback) => callback);
    other = await startServer((_request, response) => response.writeHead(307, { location: hub.url }).end());
    fetcher = createFetcher({ userAgent: 'Wirewatch/0.1.0', allow: [hub.hostPort, other.hostPort] });
  });
  afterAll(async () => {
    await fetcher.close();
    await hub.close();
    await other.close();
  });

  test('sends a form with all that a hub needs, and no secret over http', async () => {
    expect(await askHub(fetcher, { ...ask, hub: hub.url, secret: 'hush' }, NOW)).toEqual({ ok: true });
    expect(hub.asked.pop()).toEqual({
      'hub.mode': 'subscribe',
      'hub.topic': ask.topic,
      'hub.callback': ask.callback,
      'hub.lease_seconds': '1209600',
    });
  });

  test('follows a redirect that keeps the form', async () => {
    expect(await askHub(fetcher, { ...ask, hub: `${other.origin}/old` }, NOW)).toEqual({ ok: true });
    expect(hub.asked.pop()).toMatchObject({ 'hub.mode': 'subscribe' });
  });

  test.each([301, 302, 303])('does not follow a redirect that would lose the form (%s)', async (status) => {
    hub.answer(status, { location: '/elsewhere' });
    expect(await askHub(fetcher, { ...ask, hub: hub.url }, NOW)).toEqual({
      ok: false,
      reason: `the hub answers ${status}`,
    });
    expect(hub.asked).toHaveLength(1);
    hub.asked.length = 0;
  });

  test('takes 204 of older hubs for a yes and anything else for a no', async () => {
    hub.answer(204);
    expect(await askHub(fetcher, { ...ask, hub: hub.url }, NOW)).toEqual({ ok: true });
    hub.answer(500);
    expect(await askHub(fetcher, { ...ask, hub: hub.url }, NOW)).toEqual({
      ok: false,
      reason: 'the hub answers 500',
    });
  });

  test.each([
    'http://127.0.0.1:9/',
    'http://169.254.169.254/latest',
    'http://[::1]/',
    'http://localhost/',
    'ftp://hub.example/',
  ])('never goes to %s', async (url) => {
    expect(await fetcher.post(url, {}, { now: NOW })).toMatchObject({ kind: 'blocked' });
  });

  test('does not follow a redirect to a private address', async () => {
    hub.answer(307, { location: 'http://10.0.0.1/' });
    expect(await askHub(fetcher, { ...ask, hub: hub.url }, NOW)).toMatchObject({
      ok: false,
      reason: expect.stringContaining('private'),
    });
  });
});
