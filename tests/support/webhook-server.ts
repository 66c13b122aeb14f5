import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A call as it was taken. */
export interface Kept {
  readonly id: string;
  readonly ref: string;
  readonly under: string | null;
  message: Record<string, unknown>;
}

export interface WebhookServer {
  readonly url: string;
  /** `127.0.0.1:1234` */
  readonly host: string;
  readonly posts: Kept[];
  /** What a call broke of what the README promises. */
  readonly violations: string[];
  /** The next call is answered so; after: it has been kept. */
  failNext(fault: WebhookFault): void;
  /** Every call is answered with this status. */
  status: number | null;
  /** A receiver that knows the question `find`; the other kind knows ids again instead. */
  answersFind: boolean;
  close(): Promise<void>;
}

export interface WebhookFault {
  readonly on: 'post' | 'find';
  readonly status: number | null;
  readonly after: boolean;
  readonly retryAfter?: number;
}

const MOST_BYTES = 131_072;
const FIELDS = ['version', 'action', 'id', 'ref', 'under', 'message'];

/** A receiver that takes only what is signed, fresh and shaped as the README says. */
export async function startWebhookServer(secret: string, now: () => Date): Promise<WebhookServer> {
  let faults: WebhookFault[] = [];
  const server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const host = `127.0.0.1:${port}`;
  const self: WebhookServer = {
    url: `http://${host}/hooks/desk?key=s3cret-path`,
    host,
    posts: [],
    violations: [],
    status: null,
    answersFind: true,
    failNext: (fault) => faults.push(fault),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return self;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    const refusal = refuse(request, body);
    if (refusal !== null) {
      self.violations.push(refusal);
      return answer(response, 401, {});
    }
    if (self.status !== null) return answer(response, self.status, {});
    const call = JSON.parse(body) as Call;
    const kind = call.action === 'find' ? 'find' : 'post';
    const fault = faults.find(({ on }) => on === kind);
    faults = faults.filter((each) => each !== fault);
    if (fault && !fault.after) return fail(response, fault);
    const [status, said] = act(call);
    if (fault) return fail(response, fault);
    answer(response, status, said);
  }

  function refuse({ method, headers }: IncomingMessage, body: string): string | null {
    const timestamp = String(headers['wirewatch-timestamp'] ?? '');
    const given = Buffer.from(String(headers['wirewatch-signature'] ?? ''));
    const mac = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
    const expected = Buffer.from(`v1=${mac}`);
    if (method !== 'POST' || headers['content-type'] !== 'application/json') return 'not a POST of JSON';
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return 'not signed';
    if (Math.abs(Number(timestamp) - now().getTime() / 1_000) > 300) return 'an old signature';
    if (Buffer.byteLength(body) > MOST_BYTES) return `${Buffer.byteLength(body)} bytes`;
    const unknown = Object.keys(JSON.parse(body) as object).filter((field) => !FIELDS.includes(field));
    return unknown.length > 0 ? `unknown fields: ${unknown.join(', ')}` : null;
  }

  function act({ action, id, ref, under, message }: Call): [number, object] {
    const known = self.posts.find((post) => (action === 'update' ? post.ref === ref : post.id === id));
    if (action === 'find') {
      if (!self.answersFind) return [400, {}];
      return [200, known ? { found: true, ref: known.ref } : { found: false }];
    }
    if (message === undefined) return [400, {}];
    if (action === 'update') {
      if (!known) return [404, {}];
      known.message = message;
      return [200, {}];
    }
    // An id that is known is taken once.
    if (known) return [200, { ref: known.ref }];
    const kept = { id, ref: `m${self.posts.length + 1}`, under: under ?? null, message };
    self.posts.push(kept);
    return [200, { ref: kept.ref }];
  }

  function fail(response: ServerResponse, { status, retryAfter }: WebhookFault): void {
    if (status === null) return void response.socket?.destroy();
    if (retryAfter !== undefined) response.setHeader('retry-after', String(retryAfter));
    answer(response, status, {});
  }
}

interface Call {
  readonly action: 'send' | 'update' | 'reply' | 'find';
  readonly id: string;
  readonly ref?: string;
  readonly under?: string;
  readonly message?: Record<string, unknown>;
}

function answer(response: ServerResponse, status: number, said: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(said));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks).toString();
}
