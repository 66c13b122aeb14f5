import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { openWebhook } from '../../../adapters/webhook/index.js';
import { render } from '../../../adapters/webhook/render.js';
import { signed } from '../../../adapters/webhook/sign.js';
import { createPoster } from '../../../src/ingest/post.js';
import { sampleAlert, sampleDigest, sampleNotice, sampleUpdate } from '../../contracts/samples.js';
import { clockAt, settle } from '../../contracts/settle.js';
import { startWebhookServer } from '../../support/webhook-server.js';

const SECRET = 'a-secret-that-both-have';
const NOW = new Date('2026-06-03T10:00:00Z');
const now = () => NOW;
const closing: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function open(allow: 'allowed' | 'not allowed' = 'allowed', secret = SECRET) {
  const server = await startWebhookServer(SECRET, now);
  const poster = createPoster({
    userAgent: 'Wirewatch/test',
    allow: allow === 'allowed' ? [server.host] : [],
  });
  closing.push(
    () => server.close(),
    () => poster.close(),
  );
  const account = openWebhook({ secret }, { now, warn: () => {}, dataDir: '/', post: poster.post });
  return {
    server,
    account,
    messenger: account.messenger({ id: 'desk', account: 'hook', channel: server.url }),
  };
}

test('a signature is that of the timestamp, a full stop and the body', () => {
  expect(signed('key', '{"a":1}', new Date(1_700_000_000_999))).toEqual({
    'wirewatch-timestamp': '1700000000',
    'wirewatch-signature': 'v1=a438e398bfafc57e4396bb7fc2304422f0f768e965d073ca313cb52e22e6ad03',
  });
});

test('a host of many receivers takes a call for each at once, however long each takes', async () => {
  const together = 40;
  const held: ServerResponse[] = [];
  // It answers nobody until all have called.
  const server = createServer((request, response) => {
    request.resume();
    if (held.push(response) === together) for (const each of held) each.end('{}');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const poster = createPoster({ userAgent: 'Wirewatch/test', allow: [host] });
  closing.push(
    () => server.close(),
    () => poster.close(),
  );
  const calls = Array.from({ length: together }, (_, i) => poster.post(`http://${host}/${i}`, '{}', {}, NOW));
  expect(new Set((await Promise.all(calls)).map(({ kind }) => kind))).toEqual(new Set(['answered']));
});

test('a private address is refused unless it is allowed, and nothing is sent there', async () => {
  const { server, messenger } = await open('not allowed');
  const outcome = await messenger.send(sampleAlert(), 'k1');
  expect(outcome).toMatchObject({ kind: 'refused', what: 'place' });
  expect(JSON.stringify(outcome)).toContain('allowPrivate');
  expect(server.posts).toEqual([]);
});

test('another secret than the receiver’s is told as such', async () => {
  const { messenger } = await open('allowed', 'another');
  expect(await messenger.send(sampleAlert(), 'k1')).toMatchObject({
    kind: 'refused',
    reason: expect.stringContaining('secret'),
  });
});

test('a receiver that does not answer look-ups is sent the same id again, for a day', async () => {
  const { server, messenger } = await open();
  server.answersFind = false;
  server.failNext({ on: 'post', status: 500, after: true });
  await messenger.send(sampleAlert(), 'k1');
  const settled = await settle(messenger, 'k1', { firstAt: NOW, lastAt: NOW }, clockAt(NOW));
  expect(settled).toMatchObject({ kind: 'absent', repeatableUntil: new Date('2026-06-04T10:00:00Z') });
  expect(await messenger.send(sampleAlert(), 'k1')).toMatchObject({ kind: 'sent', ref: 'm1' });
  expect(server.posts).toHaveLength(1);
});

test('a redirect is not followed', async () => {
  const { server, messenger } = await open();
  server.status = 307;
  expect(await messenger.send(sampleAlert(), 'k1')).toMatchObject({ kind: 'refused', what: 'place' });
});

test('doctor asks for https and a long secret, and shows no URL', async () => {
  const { account } = await open();
  const checked = await account.check?.([
    { id: 'desk', account: 'hook', channel: 'https://a.example/hooks/s3cret-path' },
    { id: 'open', account: 'hook', channel: 'http://b.example/s3cret-path' },
  ]);
  expect(checked?.map(({ what, todo }) => [todo === null, what])).toEqual([
    [true, 'secret, for signing'],
    [true, 'desk: a.example'],
    [false, 'open: b.example'],
  ]);
});

describe('JSON', () => {
  test('of an alert, an update, a digest and a notice', () => {
    for (const message of [sampleAlert(), sampleUpdate(), sampleDigest(), sampleNotice()])
      expect(render(message)).toMatchSnapshot();
  });
});
