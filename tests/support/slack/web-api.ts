import type { IncomingMessage, ServerResponse } from 'node:http';
import { methods, type Args, type Method, type Reply } from './methods.js';
import { viewMethods } from './views.js';
import type { Workspace } from './workspace.js';

/** What goes wrong with the next call of a method. `after`: Slack has done what it was asked. */
export type SlackFault =
  | { readonly kind: 'drop'; readonly after: boolean }
  | { readonly kind: 'status'; readonly status: number; readonly after: boolean }
  | { readonly kind: 'error'; readonly error: string; readonly after: boolean }
  /** HTTP 429; without `seconds` it does not say for how long. */
  | { readonly kind: 'throttle'; readonly seconds: number | null }
  /** A proxy answers with a page of its own, HTTP 200. */
  | { readonly kind: 'page' }
  /** The call is served only once `until` resolves. */
  | { readonly kind: 'hold'; readonly until: Promise<void> };

export interface WebApi {
  /** Serves `/api/<method>`. */
  readonly serve: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  readonly failNext: (method: string, fault: SlackFault) => void;
  /** Names of the methods called, in order. */
  readonly calls: string[];
}

/** Slack's Web API over a workspace. `openSocket` gives the address that apps.connections.open hands out. */
export function createWebApi(workspace: Workspace, openSocket: () => string): WebApi {
  const faults: { method: string; fault: SlackFault }[] = [];
  const calls: string[] = [];
  const known: Readonly<Record<string, Method>> = {
    ...methods,
    ...viewMethods,
    'apps.connections.open': connectionsOpen(openSocket),
  };
  return {
    calls,
    failNext: (method, fault) => faults.push({ method, fault }),
    serve: async (request, response) => {
      const name = (request.url ?? '').replace(/^\/api\//, '').replace(/\?.*$/, '');
      const body = await readBody(request);
      response.setHeader('x-oauth-scopes', [...workspace.scopes].join(','));
      calls.push(name);
      const at = faults.findIndex(({ method }) => method === name);
      const fault = at < 0 ? null : (faults.splice(at, 1)[0]?.fault ?? null);
      const answer = () => call(workspace, known[name], request, body);
      if (fault) await misbehave(fault, answer, response);
      else send(response, 200, answer());
    },
  };
}

function connectionsOpen(openSocket: () => string): Method {
  const answer = () => ({ ok: true, url: openSocket() });
  return { token: 'app', scopes: [], args: [], required: [], answer };
}

async function misbehave(fault: SlackFault, answer: () => Reply, response: ServerResponse): Promise<void> {
  if ('after' in fault && fault.after) answer();
  switch (fault.kind) {
    case 'drop':
      response.socket?.destroy();
      return;
    case 'status':
      return send(response, fault.status, 'upstream error');
    case 'error':
      return send(response, 200, { ok: false, error: fault.error });
    case 'throttle':
      if (fault.seconds !== null) response.setHeader('retry-after', String(fault.seconds));
      return send(response, 429, { ok: false, error: 'ratelimited' });
    case 'page':
      return send(response, 200, '<html>Please log in to the network</html>');
    case 'hold':
      await fault.until;
      return send(response, 200, answer());
  }
}

function call(
  workspace: Workspace,
  method: Method | undefined,
  request: IncomingMessage,
  body: string,
): Reply {
  if (!method) return { ok: false, error: 'unknown_method' };
  const refused = checkToken(workspace, method, request);
  if (refused !== null) return { ok: false, error: refused };
  const args = parseArgs(request, body);
  if (args === null) return { ok: false, error: 'invalid_json' };
  for (const name of Object.keys(args)) {
    if (name !== 'token' && !method.args.includes(name))
      workspace.violations.push(`${request.url}: no argument “${name}”`);
  }
  const missing = method.required.find((name) => args[name] === undefined || args[name] === '');
  if (missing !== undefined) return { ok: false, error: 'invalid_arguments' };
  return method.answer(workspace, args);
}

/** Slack's error code for a token that may not make the call; null when it may. */
function checkToken(workspace: Workspace, method: Method, request: IncomingMessage): string | null {
  if (/xox[bp]-|xapp-/.test(request.url ?? '')) workspace.violations.push('a token in an address');
  const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
  if (token === undefined) return 'not_authed';
  if (workspace.revoked.has(token)) return 'token_revoked';
  if (token !== workspace.botToken && token !== workspace.appToken) return 'invalid_auth';
  if (token !== (method.token === 'bot' ? workspace.botToken : workspace.appToken))
    return 'not_allowed_token_type';
  const granted = method.scopes.length === 0 || method.scopes.some((scope) => workspace.scopes.has(scope));
  return granted ? null : 'missing_scope';
}

/** Form or JSON. In a form, structures come as JSON text and all else as text; JSON is brought to the same. */
function parseArgs(request: IncomingMessage, body: string): Args | null {
  const isJson = request.headers['content-type']?.startsWith('application/json') ?? false;
  try {
    const fields = isJson ? Object.entries(asObject(JSON.parse(body))) : [...new URLSearchParams(body)];
    return Object.fromEntries(
      fields.map(([name, value]) => {
        if (!isJson && STRUCTURES.has(name)) return [name, JSON.parse(String(value))];
        return [name, typeof value === 'boolean' || typeof value === 'number' ? String(value) : value];
      }),
    );
  } catch {
    return null;
  }
}

const STRUCTURES = new Set(['blocks', 'metadata', 'attachments', 'view']);

function asObject(value: unknown): object {
  if (typeof value !== 'object' || value === null) throw new Error('not an object');
  return value;
}

export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks).toString('utf8');
}

/** Each reply closes its connection: a server that is stopped is then really out of reach. */
export function send(response: ServerResponse, status: number, body: object | string): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const type = typeof body === 'string' ? 'text/html' : 'application/json; charset=utf-8';
  response.writeHead(status, { 'content-type': type, connection: 'close' });
  response.end(text);
}
