import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { selfSigned } from './self-signed.js';

/** What a subscriber asked, as it arrived. */
export type Form = Readonly<Record<string, string>>;

export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly type: string | undefined;
}

/** A WebSub hub on this machine that does what the test says. */
export interface LocalHub {
  readonly url: string;
  readonly hostPort: string;
  /** What was asked, in order. */
  readonly asked: Form[];
  /** What it answers to those who ask; 202 unless told. */
  answer(status: number, headers?: Record<string, string>): void;
  /** Asks a subscriber whether it meant what it asked; `changed` overrides what a hub says. */
  verify(ask: Form, changed?: Form): Promise<Answer>;
  /** Pushes to a subscriber, signed with its secret where it gave one. */
  push(ask: Form, body: string | Buffer, how?: Push): Promise<Answer>;
  close(): Promise<void>;
}

export interface Push {
  readonly algorithm?: string;
  /** In place of the right one; null for none. */
  readonly signature?: string | null;
  readonly type?: string;
}

/** `reach` turns a callback into where it is served on this machine. */
export async function startHub(reach: (callback: string) => string, secure = false): Promise<LocalHub> {
  const asked: Form[] = [];
  let status = 202;
  let headers: Record<string, string> = {};
  const handler = (incoming: IncomingMessage, response: ServerResponse) => {
    let body = '';
    incoming.on('data', (chunk: Buffer) => (body += chunk.toString()));
    incoming.on('end', () => {
      if (incoming.method === 'POST') asked.push(Object.fromEntries(new URLSearchParams(body)));
      response.writeHead(status, headers).end();
    });
  };
  const server: Server = secure ? createSecureServer(selfSigned(), handler) : createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const hostPort = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `${secure ? 'https' : 'http'}://${hostPort}/hub`,
    hostPort,
    asked,
    answer(next, more = {}) {
      status = next;
      headers = more;
    },
    verify(ask, changed = {}) {
      const { 'hub.mode': mode = '', 'hub.topic': topic = '', 'hub.callback': callback = '' } = ask;
      const said = {
        'hub.mode': mode,
        'hub.topic': topic,
        'hub.challenge': 'echo-me-7',
        'hub.lease_seconds': '864000',
        ...changed,
      };
      return call('GET', `${reach(callback)}?${new URLSearchParams(said).toString()}`, {});
    },
    push(ask, body, { algorithm = 'sha256', signature, type = 'application/rss+xml' } = {}) {
      const secret = ask['hub.secret'];
      const right =
        secret === undefined
          ? null
          : `${algorithm}=${createHmac(algorithm, secret).update(body).digest('hex')}`;
      const sent = signature === undefined ? right : signature;
      const signed: Record<string, string> = { 'content-type': type };
      if (sent !== null) signed['x-hub-signature'] = sent;
      return call('POST', reach(ask['hub.callback'] ?? ''), signed, body);
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** One request, with whatever headers the test wants. */
export function call(
  method: string,
  url: string,
  headers: Record<string, string>,
  body?: string | Buffer,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method, headers, agent: false }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, text, type: response.headers['content-type'] }),
      );
      response.on('error', reject);
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
