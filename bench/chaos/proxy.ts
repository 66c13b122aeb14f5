import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PlatformName } from './platforms.js';
import type { Chance } from './random.js';

/** What can go wrong with a call, and how often in a hundred calls of its kind. */
const FAULTS = {
  post: {
    'lost before it arrived': 9,
    'kept, reply lost': 11,
    '500 instead': 4,
    'kept, then 500': 7,
    throttled: 7,
    'held back': 8,
    'kept, reply late': 5,
  },
  read: { 'reply lost': 6, '500 instead': 4, throttled: 5, 'held back': 5 },
} as const;

/** Moments of a post at which a process may be killed. */
export type Moment = 'before it is sent on' | 'after it was kept' | 'after the reply';

export interface Proxy {
  /** What the program is told to be the API. */
  readonly api: string;
  /** How often each fault has been made. */
  readonly faults: ReadonlyMap<string, number>;
  /** Resolves with the next post that reaches this moment. */
  next(moment: Moment): Promise<void>;
  close(): Promise<void>;
}

/**
 * Stands between the program and the API: loses requests and replies, answers 500 and 429, holds calls back, and
 * leaves messages younger than `lagMs` at the most out of every history.
 */
export async function startProxy(
  platform: PlatformName,
  target: string,
  random: Chance,
  lagMs: number,
): Promise<Proxy> {
  const faults = new Map<string, number>();
  let waiting: { moment: Moment; reached: () => void }[] = [];
  const visibleAt = new Map<string, number>();
  const reach = (moment: Moment) => {
    for (const each of waiting) if (each.moment === moment) each.reached();
    waiting = waiting.filter((each) => each.moment !== moment);
  };
  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.socket?.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    api: `http://127.0.0.1:${port}${new URL(target).pathname}`,
    faults,
    next: (moment) => new Promise((reached) => waiting.push({ moment, reached })),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    const kind = kindOf(platform, request);
    const fault = kind === null ? null : draw(kind);
    if (fault === 'lost before it arrived') return void response.socket?.destroy();
    if (fault === '500 instead') return send(response, 500, 'upstream error');
    if (fault === 'throttled') return throttle(response, 1 + random.below(3));
    if (fault === 'held back') await sleep(200 + random.below(1_800));
    if (kind === 'post') reach('before it is sent on');
    const answer = await forward(request, body);
    if (kind === 'post') keep(answer.text);
    if (kind === 'post') reach('after it was kept');
    if (fault === 'kept, reply lost' || fault === 'reply lost') return void response.socket?.destroy();
    if (fault === 'kept, then 500') return send(response, 500, 'upstream error');
    if (fault === 'kept, reply late') await sleep(200 + random.below(1_800));
    const text = kind === 'read' ? lagging(answer.text) : answer.text;
    response.writeHead(answer.status, { ...answer.headers, connection: 'close' }).end(text);
    if (kind === 'post') reach('after the reply');
  }

  function draw(kind: 'post' | 'read'): string | null {
    let at = random.below(100);
    for (const [name, share] of Object.entries(FAULTS[kind])) {
      at -= share;
      if (at >= 0) continue;
      const counted = kind === 'read' ? `look-up: ${name}` : name;
      faults.set(counted, (faults.get(counted) ?? 0) + 1);
      return name;
    }
    return null;
  }

  async function forward({ method = 'GET', url = '/', headers }: IncomingMessage, body: Buffer) {
    const { host: _, connection: __, 'content-length': ___, 'transfer-encoding': ____, ...passed } = headers;
    const reply = await fetch(new URL(target).origin + url, {
      method,
      headers: passed as Record<string, string>,
      ...(body.length > 0 && { body: new Uint8Array(body) }),
    });
    const kept = [...reply.headers].filter(([name]) =>
      /^(content-type|retry-after|x-ratelimit.*)$/.test(name),
    );
    return { status: reply.status, headers: Object.fromEntries(kept), text: await reply.text() };
  }

  function keep(text: string): void {
    const { id, ts } = JSON.parse(text) as { id?: string; ts?: string };
    const name = id ?? ts;
    // A repeat is answered with the first, whose time does not begin anew.
    if (name !== undefined && !visibleAt.has(name))
      visibleAt.set(name, Date.now() + random.below(Math.max(1, lagMs)));
  }

  function lagging(text: string): string {
    const body = JSON.parse(text) as unknown;
    const shown = (message: { id?: string; ts?: string }) =>
      (visibleAt.get(message.id ?? message.ts ?? '') ?? 0) <= Date.now();
    if (Array.isArray(body)) return JSON.stringify(body.filter(shown));
    const { messages, ...rest } = body as { messages?: { ts?: string }[] };
    return JSON.stringify(messages ? { ...rest, messages: messages.filter(shown) } : rest);
  }
}

function kindOf(platform: PlatformName, { method, url = '' }: IncomingMessage): 'post' | 'read' | null {
  const path = url.replace(/\?.*$/, '');
  if (platform === 'slack') {
    if (path.endsWith('/chat.postMessage')) return 'post';
    return /\/conversations\.(history|replies)$/.test(path) ? 'read' : null;
  }
  if (!/\/channels\/\d+\/messages$/.test(path)) return null;
  return method === 'POST' ? 'post' : 'read';
}

function throttle(response: ServerResponse, seconds: number): void {
  const body = { ok: false, error: 'ratelimited', message: 'slow down', retry_after: seconds, global: false };
  response.setHeader('retry-after', String(seconds));
  response.setHeader('x-ratelimit-scope', 'user');
  send(response, 429, JSON.stringify(body));
}

function send(response: ServerResponse, status: number, text: string): void {
  const type = text.startsWith('{') ? 'application/json' : 'text/html';
  response.writeHead(status, { 'content-type': type, connection: 'close' }).end(text);
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks);
}
