import { afterAll, beforeAll, expect, test } from 'vitest';
import { isPublicAddress } from '../../src/ingest/address.js';
import { createFetcher, type Fetcher } from '../../src/ingest/fetch.js';
import { type LocalServer, startServer } from './local-server.js';

const NOW = new Date('2025-07-01T12:00:00Z');

/** What a hostile name server answers. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  'private.example.com': ['127.0.0.1'],
  'mixed.example.com': ['93.184.216.34', '127.0.0.1'],
  'six.example.com': ['::1'],
  'mapped.example.com': ['::ffff:127.0.0.1'],
  'local-six.example.com': ['fd00::1'],
  'link.example.com': ['fe80::1'],
  'metadata.example.com': ['169.254.169.254'],
  'shared.example.com': ['100.64.0.1'],
  'zero.example.com': ['0.0.0.0'],
  'nat64.example.com': ['64:ff9b::7f00:1'],
  'nowhere.example.com': [],
};

let server: LocalServer;
let fetcher: Fetcher;

beforeAll(async () => {
  server = await startServer((_request, response) => response.end('secret'));
  fetcher = createFetcher({
    userAgent: 'Wirewatch/0.1.0',
    // Everything not listed "resolves" to this machine: a mistake of the guard shows as a connection.
    lookup: (host) =>
      Promise.resolve(
        (NAMES[host] ?? ['127.0.0.1']).map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      ),
  });
});

afterAll(async () => {
  await fetcher.close();
  await server.close();
});

const HOSTS = [
  '127.0.0.1',
  '127.1',
  '2130706433',
  '0x7f000001',
  '0x7f.0.0.1',
  '0177.0.0.1',
  '017700000001',
  '127.0.0.1.',
  '①②⑦.⓪.⓪.①',
  '127。0。0。1',
  '0.0.0.0',
  '0',
  '10.0.0.1',
  '172.16.0.1',
  '192.168.1.1',
  '100.64.0.1',
  '100.100.100.200',
  '169.254.169.254',
  '192.0.2.1',
  '198.18.0.1',
  '224.0.0.1',
  '240.0.0.1',
  '255.255.255.255',
  '[::1]',
  '[::]',
  '[::127.0.0.1]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[64:ff9b::7f00:1]',
  '[2002:7f00:1::]',
  '[2001:0:4136:e378:8000:63bf:3fff:fdd2]',
  '[fe80::1]',
  '[fc00::1]',
  '[fd00:ec2::254]',
  '[ff02::1]',
  'localhost',
  'LOCALHOST.',
  'router',
  'printer.local',
  'metadata.google.internal',
  'wiki.corp',
  ...Object.keys(NAMES),
];

test.each(HOSTS)('%s is never connected to', async (host) => {
  for (const url of [`http://${host}:${server.port}/`, `http://${host}/`, `https://${host}:8443/`]) {
    const result = await fetcher.get(url, { now: NOW });
    expect(['blocked', 'failed']).toContain(result.kind);
    if (host !== 'nowhere.example.com') expect(result.kind).toBe('blocked');
  }
  expect(server.connections()).toBe(0);
});

test.each([
  'file:///etc/passwd',
  'ftp://127.0.0.1/',
  'gopher://127.0.0.1:70/_x',
  'data:text/xml,<rss/>',
  'javascript:alert(1)',
  'http://user:pass@feeds.example.com/',
  'http://feeds.example.com:22/',
  'http://feeds.example.com:6379/',
])('%s is never fetched', async (url) => {
  expect(await fetcher.get(url, { now: NOW })).toMatchObject({ kind: 'blocked' });
  expect(server.connections()).toBe(0);
});

test('a name that turns private between the redirect and the next request is not followed', async () => {
  const addresses = ['127.0.0.1'];
  let asked = 0;
  const rebinding = createFetcher({
    userAgent: 'Wirewatch/0.1.0',
    lookup: () => {
      asked += 1;
      return Promise.resolve(addresses.map((address) => ({ address, family: 4 })));
    },
  });
  expect(await rebinding.get('http://rebind.example.com/', { now: NOW })).toMatchObject({
    kind: 'blocked',
    reason: 'rebind.example.com resolves to the private address 127.0.0.1',
    entry: 'rebind.example.com:80',
  });
  expect(asked).toBe(1);
  await rebinding.close();
});

test.each([
  'http://169.254.169.254/latest/meta-data/',
  'http://[::1]/',
  'file:///etc/passwd',
  'http://localhost/',
  'http://metadata.example.com/',
])('a public server that redirects to %s gets nothing', async (target) => {
  const open = await startServer((_request, response) => response.writeHead(302, { location: target }).end());
  const client = createFetcher({
    userAgent: 'Wirewatch/0.1.0',
    allow: [open.hostPort],
    lookup: (host) => Promise.resolve((NAMES[host] ?? []).map((address) => ({ address, family: 4 }))),
  });
  const result = await client.get(open.origin, { now: NOW });
  expect(result).toMatchObject({ kind: 'blocked' });
  // Nobody is invited to open the way to where a stranger sends us.
  expect(result).not.toMatchObject({ entry: expect.anything() });
  await client.close();
  await open.close();
});

test('a name server that never answers ends at the deadline', async () => {
  const client = createFetcher({ userAgent: 'Wirewatch/0.1.0', lookup: () => new Promise(() => {}) });
  expect(await client.get('https://slow.example.com/', { now: NOW, deadlineMs: 100 })).toEqual({
    kind: 'failed',
    reason: 'took longer than 0.1 s',
  });
  await client.close();
});

test('an allow-listed host:port opens that port and no other', async () => {
  const client = createFetcher({ userAgent: 'Wirewatch/0.1.0', allow: [server.hostPort] });
  expect(await client.get(server.origin, { now: NOW })).toMatchObject({ kind: 'ok' });
  expect(await client.get(`http://127.0.0.1:${server.port - 1}/`, { now: NOW })).toMatchObject({
    kind: 'blocked',
    entry: `127.0.0.1:${server.port - 1}`,
  });
  await client.close();
});

test.each([
  ['8.8.8.8', true],
  ['93.184.216.34', true],
  ['2606:4700:4700::1111', true],
  ['::ffff:8.8.8.8', true],
  ['[2606:4700::1]', true],
  ['192.88.99.1', false],
  ['fe80::1%eth0', false],
  ['not an address', false],
  ['', false],
])('%s is public: %s', (address, expected) => {
  expect(isPublicAddress(address)).toBe(expected);
});
