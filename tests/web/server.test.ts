import { Agent, request } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { startWeb, type WebParts, type WebServer } from '../../src/web/server.js';
import { call } from '../support/hub.js';
import { until } from '../support/until.js';

const running: WebServer[] = [];
const errors: string[] = [];
let pushes: number[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.close()));
  errors.length = 0;
  pushes = [];
});

/** A server whose hub door knows one token. */
async function serve(changed: Partial<WebParts> = {}): Promise<{ url: string; port: number }> {
  const server = await startWeb({
    host: '127.0.0.1',
    port: 0,
    publicUrl: 'https://news.example.org/wire',
    healthy: async () => true,
    hubs: {
      verify: async (token, query) => (token === 'known' ? (query['hub.challenge'] ?? '') : null),
      expects: async (token) => token === 'known',
      pushed: async (_token, _headers, body) => {
        pushes.push(body.byteLength);
        return 'taken';
      },
    },
    page: null,
    onError: (where, error) => errors.push(`${where}: ${String(error)}`),
    ...changed,
  });
  running.push(server);
  return { url: `http://127.0.0.1:${server.port}`, port: server.port };
}

describe('the web server', () => {
  test('is healthy while the store answers', async () => {
    expect(await call('GET', `${(await serve()).url}/healthz`, {})).toMatchObject({
      status: 200,
      text: 'ok',
    });
    const { url } = await serve({ healthy: () => Promise.reject(new Error('the store is gone')) });
    expect(await call('GET', `${url}/healthz`, {})).toMatchObject({
      status: 503,
      text: 'the store does not answer',
    });
    expect(errors).toEqual(['healthz: Error: the store is gone']);
  });

  test('lets chat platforms in by the name of their account, headers and body as they came', async () => {
    const seen: unknown[] = [];
    const door = (account: string) =>
      account === 'slack'
        ? async ({ headers, body }: { headers: Readonly<Record<string, string>>; body: string }) => {
            seen.push([headers['x-slack-signature'], body]);
            return { status: 200, body: '{"ok":true}' };
          }
        : null;
    const { url } = await serve({ door });
    const sent = { 'x-slack-signature': 'v0=1' };
    expect(await call('POST', `${url}/in/slack`, sent, 'text=%E6%B1%89')).toMatchObject({
      status: 200,
      text: '{"ok":true}',
    });
    expect(seen).toEqual([['v0=1', 'text=%E6%B1%89']]);
    expect(await call('POST', `${url}/in/other`, sent, 'x')).toMatchObject({ status: 404 });
    expect(await call('POST', `${(await serve()).url}/in/slack`, sent, 'x')).toMatchObject({ status: 404 });
  });

  test('echoes a challenge as plain text, whatever is in it', async () => {
    const { url } = await serve();
    const challenge = '<script>alert(1)</script>&é';
    const answer = await call(
      'GET',
      `${url}/websub/known?hub.challenge=${encodeURIComponent(challenge)}`,
      {},
    );
    expect(answer).toMatchObject({
      status: 200,
      text: challenge,
      type: expect.stringMatching(/^text\/plain/),
    });
    expect(await call('GET', `${url}/websub/other?hub.challenge=x`, {})).toMatchObject({ status: 404 });
  });

  test('is found below the path of its public address too', async () => {
    const { url } = await serve();
    expect(await call('GET', `${url}/wire/websub/known?hub.challenge=x`, {})).toMatchObject({
      status: 200,
      text: 'x',
    });
    expect(await call('GET', `${url}/other/websub/known?hub.challenge=x`, {})).toMatchObject({ status: 404 });
  });

  test.each([
    ['localhost', 200],
    ['127.0.0.1:8080', 200],
    ['[::1]:8080', 200],
    ['10.1.2.3', 200],
    ['news.example.org', 200],
    ['NEWS.example.org:443', 200],
    ['evil.example', 421],
    ['news.example.org.evil.example', 421],
    ['[', 400],
  ])('asked as host %s answers %s', async (host, status) => {
    expect(await call('GET', `${(await serve()).url}/healthz`, { host })).toMatchObject({ status });
  });

  test('takes 3 MB and no byte more, said beforehand or not', async () => {
    const { url, port } = await serve();
    const largest = Buffer.alloc(3 << 20, 'x');
    expect(await call('POST', `${url}/websub/known`, {}, largest)).toMatchObject({ status: 202 });
    expect(
      await call('POST', `${url}/websub/known`, { 'transfer-encoding': 'chunked' }, largest),
    ).toMatchObject({ status: 202 });
    expect(pushes).toEqual([largest.length, largest.length]);
    expect(await endless(port, '/websub/known', { 'content-length': String(1 << 30) })).toBe(413);
    expect(await endless(port, '/websub/known', { 'transfer-encoding': 'chunked' })).toBe(413);
    expect(pushes).toHaveLength(2);
  });

  test('reads no body from those whom it does not know', async () => {
    const { port } = await serve();
    expect(await endless(port, '/websub/other', { 'transfer-encoding': 'chunked' })).toBe(410);
  });

  test('answers a fault without telling what it was', async () => {
    const hubs = {
      verify: () => Promise.reject(new Error('secret detail')),
      expects: async () => true,
      pushed: async () => 'busy' as const,
    };
    const { url } = await serve({ hubs });
    const answer = await call('GET', `${url}/websub/x`, {});
    expect(answer.status).toBe(500);
    expect(answer.text).not.toMatch(/secret|Error|at /);
    expect(errors).toEqual(['web GET: Error: secret detail']);
    expect(await call('POST', `${url}/websub/x`, {}, 'x')).toMatchObject({ status: 503 });
  });

  test('has nothing anywhere else', async () => {
    const { url } = await serve();
    for (const path of ['/', '/websub/', '/websub/a/b', '/../etc/passwd', '/%00', '/%ff']) {
      expect((await call('GET', `${url}${path}`, {})).status).toBe(404);
    }
    expect((await call('DELETE', `${url}/websub/known`, {})).status).toBe(404);
  });

  test('whose port is taken says which, and what to do', async () => {
    const { port } = await serve();
    await expect(serve({ port })).rejects.toThrow(
      `the web server can't listen on 127.0.0.1:${port}: something else listens there already; set web.listen in the configuration to another`,
    );
  });

  test('on an address that this machine does not have says so', async () => {
    await expect(serve({ host: '192.0.2.1' })).rejects.toThrow(
      /192\.0\.2\.1:0: this machine has no such address/,
    );
  });
});

/** Sends on and on until there is an answer; then the connection must end. */
async function endless(port: number, path: string, headers: Record<string, string>): Promise<number> {
  const chunk = Buffer.alloc(1 << 16, 'x');
  let closed = false;
  let status: number | null = null;
  // Who asks for the connection to be closed has it closed before the answer can be read.
  const agent = new Agent({ keepAlive: true });
  const outgoing = request({ port, host: '127.0.0.1', path, method: 'POST', headers, agent }, (response) => {
    status = response.statusCode ?? 0;
    response.resume();
  });
  outgoing.on('error', () => {});
  outgoing.on('close', () => (closed = true));
  const feed = () => {
    while (!closed && outgoing.write(chunk)) continue;
    if (!closed) outgoing.once('drain', feed);
  };
  feed();
  const answered = await until(() => status, 'an answer');
  await until(() => closed, 'the end of the connection');
  return answered;
}
