import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createFetcher, type Fetcher, type FetchResult } from '../../src/ingest/fetch.js';
import { type Handler, type LocalServer, startServer } from './local-server.js';

const NOW = new Date('2025-07-01T12:00:00Z');
const USER_AGENT = 'Wirewatch/0.1.0 (+https://example.org/about)';
const MEGABYTE = 1 << 20;

let handler: Handler = (_request, response) => response.end();
let server: LocalServer;
let other: LocalServer;
let fetcher: Fetcher;

beforeAll(async () => {
  server = await startServer((request, response) => handler(request, response));
  other = await startServer((request, response) => handler(request, response));
  fetcher = createFetcher({ userAgent: USER_AGENT, allow: [server.hostPort, other.hostPort] });
});

beforeEach(() => {
  server.requests.length = 0;
  other.requests.length = 0;
});

afterAll(async () => {
  await fetcher.close();
  await server.close();
  await other.close();
});

function get(path: string, options: Partial<Parameters<Fetcher['get']>[1]> = {}): Promise<FetchResult> {
  return fetcher.get(`${server.origin}${path}`, { now: NOW, ...options });
}

function textOf(result: FetchResult): string {
  return result.kind === 'ok' ? Buffer.from(result.body).toString('utf8') : JSON.stringify(result);
}

describe('requests', () => {
  test('say who asks, accept three compressions, and carry no cookie, referer or fragment', async () => {
    handler = (_request, response) => {
      response.setHeader('set-cookie', 'track=1');
      response.end('<rss/>');
    };
    await get('/feed?x=1#top');
    await get('/feed?x=1#top');
    const [, second] = server.requests;
    expect(second?.url).toBe('/feed?x=1');
    expect(second?.headers['user-agent']).toBe(USER_AGENT);
    expect(second?.headers['accept-encoding']).toBe('gzip, br, deflate');
    expect(second?.headers).not.toHaveProperty('cookie');
    expect(second?.headers).not.toHaveProperty('referer');
    expect(second?.headers).not.toHaveProperty('if-none-match');
    expect(second?.headers).not.toHaveProperty('if-modified-since');
  });

  test.each(['"quoted"', 'W/"weak"', 'unquoted', `"${'x'.repeat(2048)}"`])(
    'send the tag %.20s back byte for byte',
    async (etag) => {
      handler = (_request, response) => response.writeHead(304).end();
      const validators = { etag, lastModified: 'Thu, 1 Jan 1970 00:00:00 +0000 odd' };
      const result = await get('/feed', { validators });
      expect(result.kind).toBe('unchanged');
      expect(server.requests[0]?.headers['if-none-match']).toBe(etag);
      expect(server.requests[0]?.headers['if-modified-since']).toBe(validators.lastModified);
    },
  );

  test('drop their own headers when a redirect leaves the origin', async () => {
    handler = (request, response) => {
      if (request.url === '/away') response.writeHead(302, { location: `${other.origin}/there` }).end();
      else response.end('ok');
    };
    await get('/away', { headers: { authorization: 'Basic c2VjcmV0', 'x-api-key': 'secret' } });
    expect(server.requests[0]?.headers['authorization']).toBe('Basic c2VjcmV0');
    expect(other.requests[0]?.headers).not.toHaveProperty('authorization');
    expect(other.requests[0]?.headers).not.toHaveProperty('x-api-key');
  });
});

describe('bodies', () => {
  const text = '<rss version="2.0">żółw 龜</rss>';
  test.each([
    ['identity', Buffer.from(text)],
    ['gzip', gzipSync(text)],
    ['x-gzip', gzipSync(text)],
    ['GZIP', gzipSync(text)],
    ['br', brotliCompressSync(text)],
    ['deflate', deflateSync(text)],
    ['deflate', deflateRawSync(text)],
  ])('come out whole from %s', async (encoding, body) => {
    handler = (_request, response) => {
      response.writeHead(200, { 'content-encoding': encoding, 'content-type': 'text/xml' }).end(body);
    };
    const result = await get('/feed');
    expect(textOf(result)).toBe(text);
    expect(result).toMatchObject({ status: 200, contentType: 'text/xml', redirects: [], permanent: false });
  });

  test.each([
    ['gzip, gzip', gzipSync(gzipSync(text)), 'compressed 2 times (gzip, gzip)'],
    ['zstd', Buffer.from(text), 'compressed with zstd, which was not asked for'],
    ['gzip', Buffer.from(text), 'the body is not the gzip that its header says'],
    ['br', Buffer.from(text), 'the body is not the br that its header says'],
    ['gzip', gzipSync(text.repeat(50)).subarray(0, 40), 'the gzip body breaks off'],
    ['gzip', gzipSync(Buffer.alloc(100 * MEGABYTE)), 'larger than 8 MB'],
    ['br', brotliCompressSync(Buffer.alloc(20 * MEGABYTE)), 'larger than 8 MB'],
  ])('that are wrong are named: %s %#', async (encoding, body, reason) => {
    handler = (_request, response) => {
      response.writeHead(200, { 'content-encoding': encoding }).end(body);
    };
    expect(await get('/feed')).toEqual({ kind: 'failed', reason });
  });

  test('that announce too much are not read', async () => {
    handler = (_request, response) => {
      response.writeHead(200, { 'content-length': '100000000000' });
      response.write('<rss>');
    };
    expect(await get('/feed')).toEqual({ kind: 'failed', reason: 'larger than 8 MB' });
  });

  test('that never end are cut off at the limit', async () => {
    handler = (_request, response) => {
      const block = Buffer.alloc(65_536, 'x');
      const more = (): void => {
        while (!response.destroyed && response.write(block));
      };
      response.on('drain', more);
      more();
    };
    expect(await get('/feed')).toEqual({ kind: 'failed', reason: 'larger than 8 MB' });
    expect(await get('/feed', { maxBytes: 1000 })).toEqual({
      kind: 'failed',
      reason: 'larger than 1000 bytes',
    });
  });

  test('that drip are cut off at the deadline', async () => {
    handler = (_request, response) => {
      response.write('<rss>');
      const drip = setInterval(() => response.write('x'), 20);
      response.on('close', () => clearInterval(drip));
    };
    expect(await get('/feed', { deadlineMs: 200 })).toEqual({
      kind: 'failed',
      reason: 'took longer than 0.2 s',
    });
  });

  test('that never start are cut off at the deadline', async () => {
    handler = () => {};
    expect(await get('/feed', { deadlineMs: 200 })).toEqual({
      kind: 'failed',
      reason: 'took longer than 0.2 s',
    });
  });

  test('that break off are named', async () => {
    handler = (_request, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('<rss>');
      setImmediate(() => response.destroy());
    };
    expect(await get('/feed')).toEqual({ kind: 'failed', reason: 'the connection broke off' });
  });
});

describe('redirects', () => {
  const redirectOnce =
    (status: number, location: string): Handler =>
    (request, response) => {
      if (request.url === '/old') response.writeHead(status, { location }).end();
      else response.end('new');
    };

  test.each([
    [301, true],
    [302, false],
    [303, false],
    [307, false],
    [308, true],
  ])('with %i are followed; permanent: %s', async (status, permanent) => {
    handler = redirectOnce(status, '/new?x=1#frag');
    const result = await get('/old');
    expect(result).toMatchObject({
      kind: 'ok',
      url: `${server.origin}/new?x=1`,
      permanent,
      redirects: [{ from: `${server.origin}/old`, status }],
    });
  });

  test('in a circle end', async () => {
    handler = (request, response) =>
      response.writeHead(302, { location: request.url === '/a' ? '/b' : '/a' }).end();
    expect(await get('/a')).toEqual({ kind: 'failed', reason: 'redirects in a circle' });
    expect(server.requests).toHaveLength(2);
  });

  test('are followed five times, not six', async () => {
    handler = (request, response) => {
      const step = Number(request.url?.slice(1));
      if (step === 0) response.end('there');
      else response.writeHead(301, { location: `/${step - 1}` }).end();
    };
    expect(textOf(await get('/5'))).toBe('there');
    expect(await get('/6')).toEqual({ kind: 'failed', reason: 'more than 5 redirects' });
  });

  test('without a usable address are refusals', async () => {
    handler = (_request, response) => response.writeHead(302, { location: 'http://[' }).end();
    expect(await get('/old')).toMatchObject({ kind: 'refused', status: 302 });
    handler = (_request, response) => response.writeHead(300).end();
    expect(await get('/old')).toMatchObject({ kind: 'refused', status: 300 });
  });
});

describe('refusals', () => {
  test.each([
    ['120', 120_000],
    ['Tue, 01 Jul 2025 13:00:00 GMT', 3_600_000],
    ['Tue, 01 Jul 2025 11:00:00 GMT', 0],
    ['-5', undefined],
    ['soon', undefined],
    ['1000000000', 1e12],
    [undefined, undefined],
  ])('carry Retry-After: %s as %s ms', async (header, expected) => {
    handler = (_request, response) =>
      response.writeHead(429, header === undefined ? {} : { 'retry-after': header }).end('slow down');
    expect(await get('/feed')).toMatchObject({ kind: 'refused', status: 429, retryAfterMs: expected });
  });

  test.each([204, 400, 401, 403, 404, 410, 500, 503])('keep the status %i', async (status) => {
    handler = (_request, response) => response.writeHead(status).end();
    expect(await get('/feed')).toMatchObject({ kind: 'refused', status });
  });
});

describe('failures', () => {
  test('a closed port is "connection refused"', async () => {
    const gone = await startServer(() => {});
    await gone.close();
    const client = createFetcher({ userAgent: USER_AGENT, allow: [gone.hostPort] });
    expect(await client.get(`${gone.origin}/feed`, { now: NOW })).toEqual({
      kind: 'failed',
      reason: 'connection refused',
    });
    await client.close();
  });

  test('an unknown name is "no such host"', async () => {
    const client = createFetcher({
      userAgent: USER_AGENT,
      lookup: () => Promise.reject(Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' })),
    });
    expect(await client.get('https://feeds.example.com/', { now: NOW })).toEqual({
      kind: 'failed',
      reason: 'no such host',
    });
    await client.close();
  });

  test('https to a server without TLS is named', async () => {
    handler = (_request, response) => response.end('x');
    const result = await fetcher.get(server.origin.replace('http:', 'https:'), { now: NOW });
    expect(result).toEqual({ kind: 'failed', reason: 'no TLS spoken there' });
  });

  test('a server that does not speak HTTP is named', async () => {
    const ssh = createTcpServer((socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'));
    await new Promise<void>((resolve) => {
      ssh.listen(0, '127.0.0.1', resolve);
    });
    const hostPort = `127.0.0.1:${(ssh.address() as AddressInfo).port}`;
    const client = createFetcher({ userAgent: USER_AGENT, allow: [hostPort] });
    expect(await client.get(`http://${hostPort}/`, { now: NOW })).toEqual({
      kind: 'failed',
      reason: 'the answer is not HTTP',
    });
    await client.close();
    ssh.close();
  });

  test('too many headers are named', async () => {
    handler = (_request, response) => response.writeHead(200, { 'x-long': 'x'.repeat(40_000) }).end();
    expect(await get('/feed')).toEqual({ kind: 'failed', reason: 'the answer has too many headers' });
  });

  test('what is no address is named', async () => {
    expect(await fetcher.get('htps//example', { now: NOW })).toEqual({
      kind: 'failed',
      reason: 'not an address',
    });
  });
});
