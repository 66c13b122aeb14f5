import type { Server } from 'node:http';
import { isIP } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { getPath } from 'hono/utils/url';
import type { Door, HubDoor } from '../domain/door.js';
import type { Desk } from './desk.js';
import { doorRoutes, hubRoutes } from './doors.js';
import type { Access } from './guard.js';
import { createTicker, type Ticker } from './live.js';
import { pageRoutes } from './page.js';
import type { Board } from './queue-board.js';
import { createSessions } from './session.js';
import type { Env } from './view.js';

/** What the HTTP server of a running Wirewatch needs of it. */
export interface WebParts {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** As others reach it, without a slash at the end; null when they don't. */
  readonly publicUrl: string | null;
  /** Whether the store answers. */
  readonly healthy: () => Promise<boolean>;
  readonly hubs: HubDoor;
  /** Where chat platforms come in, by account. */
  readonly door?: (account: string) => Door | null;
  /** What people see; null: nothing but health and hubs. */
  readonly page: Page | null;
  /** Told of what a request threw. */
  readonly onError: (where: string, error: unknown) => void;
}

export interface Page {
  readonly desk: Desk;
  readonly access: Omit<Access, 'publicUrl'>;
  /** Sessions are signed with it, and end when it changes; null: with the program. */
  readonly secret: string | null;
  readonly board: Board;
  /** Of the program. */
  readonly version: string;
}

export interface WebServer {
  readonly port: number;
  /** Finishes what is being answered, within seconds. */
  close(): Promise<void>;
}

const TIMES = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 5_000,
};
const MOST_CONNECTIONS = 200;
const CLOSE_MS = 3_000;

/** Listens; throws an error that names the address when it can't. `more` is answered before the page. */
export async function startWeb(parts: WebParts, more: readonly Hono<Env>[] = []): Promise<WebServer> {
  const { host, port, page, onError } = parts;
  const ticker = page && createTicker(page.desk, (error) => onError('live', error));
  const options = {
    fetch: webApp(parts, ticker, more).fetch,
    // Else it would replace Request and Response of the whole process.
    overrideGlobalObjects: false,
    serverOptions: TIMES,
  };
  const server = createAdaptorServer(options) as Server;
  server.maxConnections = MOST_CONNECTIONS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(new CannotListen(cannotListen(host, port, error), error.code === 'EADDRINUSE')),
    );
    server.listen(port, host, resolve);
  });
  server.removeAllListeners('error');
  server.on('error', (error) => onError('web', error));
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    close: () => {
      ticker?.close();
      return close(server);
    },
  };
}

export class CannotListen extends Error {
  constructor(
    message: string,
    readonly isTaken: boolean,
  ) {
    super(message);
  }
}

/** What is answered to what. */
function webApp(parts: WebParts, ticker: Ticker | null, more: readonly Hono<Env>[]): Hono<Env> {
  // A proxy may pass on the path of the public address or cut it off.
  const prefix = parts.publicUrl === null ? '' : new URL(parts.publicUrl).pathname.replace(/\/$/, '');
  const app = new Hono<Env>({ getPath: (request) => below(prefix, getPath(request)) });
  const hosts = knownHosts(parts);
  app.use(async (context, next) => {
    // Else a name of a stranger's that leads here would make a browser take this for the stranger's site.
    if (!isKnown(hosts, context.req.header('host'))) return context.text('this host is not served here', 421);
    // Links are relative to it.
    if (prefix !== '' && context.req.path === prefix) return context.redirect(`${prefix}/`);
    await next();
    context.header('x-content-type-options', 'nosniff');
    if (!context.res.headers.has('content-security-policy'))
      context.header('content-security-policy', "default-src 'none'");
    return undefined;
  });
  const routes = [healthRoutes(parts), ...more, hubRoutes(parts.hubs), doorRoutes(parts.door)];
  if (parts.page !== null && ticker !== null) routes.push(pageOf(parts.page, parts.publicUrl, ticker));
  for (const route of routes) app.route('/', route);
  app.notFound((context) => context.text('there is nothing here', 404));
  app.onError((error, context) => {
    parts.onError(`web ${context.req.method}`, error);
    return context.text('something went wrong here; the log says what', 500);
  });
  return app;
}

function below(prefix: string, path: string): string {
  return prefix !== '' && path.startsWith(`${prefix}/`) ? path.slice(prefix.length) : path;
}

function pageOf({ desk, access, secret, version, board }: Page, publicUrl: string | null, ticker: Ticker) {
  const sessions = createSessions(secret);
  return pageRoutes({ desk, sessions, access: { ...access, publicUrl } }, ticker, version, board);
}

function healthRoutes({ healthy, onError }: WebParts): Hono<Env> {
  return new Hono<Env>().get('/healthz', async (context) => {
    const well = await healthy().catch((error: unknown) => {
      onError('healthz', error);
      return false;
    });
    return well ? context.text('ok') : context.text('the store does not answer', 503);
  });
}

function knownHosts({ host, publicUrl }: WebParts): ReadonlySet<string> {
  return new Set([
    'localhost',
    host.toLowerCase(),
    ...(publicUrl === null ? [] : [new URL(publicUrl).hostname]),
  ]);
}

/** Addresses are no names, and can't be pointed here by others. */
function isKnown(hosts: ReadonlySet<string>, header: string | undefined): boolean {
  if (header === undefined || !URL.canParse(`http://${header}`)) return false;
  const name = new URL(`http://${header}`).hostname;
  return hosts.has(name) || isIP(name.replace(/^\[|\]$/g, '')) !== 0;
}

function cannotListen(host: string, port: number, { code, message }: NodeJS.ErrnoException): string {
  const place = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const advice = 'set web.listen in the configuration to another';
  if (code === 'EADDRINUSE')
    return `the web server can't listen on ${place}: something else listens there already; ${advice}`;
  if (code === 'EACCES')
    return `the web server may not listen on ${place}: ports below 1024 need a privilege; ${advice}`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `the web server can't listen on ${place}: this machine has no such address; ${advice}`;
  return `the web server can't listen on ${place}: ${message}`;
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const late = setTimeout(() => server.closeAllConnections(), CLOSE_MS);
    server.close(() => {
      clearTimeout(late);
      resolve();
    });
    server.closeIdleConnections();
  });
}
