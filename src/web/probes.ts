import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import type { Env } from './view.js';
import { equal } from './session.js';

/** What machines ask of a running Wirewatch. */
export interface Probes {
  /** Whether it can do its work now; else why not. */
  readonly trouble: () => Promise<string | null>;
  readonly metrics: () => Promise<{ readonly type: string; readonly body: string }>;
  /** Told of what a request threw. */
  readonly onError: (where: string, error: unknown) => void;
}

/**
 * Who may see the figures, which name feeds' fates and destinations: `anybody` who reaches the port, who brings a
 * `token` as a bearer, or nobody.
 */
export type Viewers = 'anybody' | { readonly token: string } | 'nobody';

/** `/readyz` and `/metrics`. */
export function probeRoutes({ trouble, metrics, onError }: Probes, viewers: Viewers): Hono<Env> {
  const app = new Hono<Env>();
  app.get('/readyz', async (context) => {
    const reason = await trouble().catch((error: unknown) => {
      onError('readyz', error);
      return 'the store does not answer';
    });
    return reason === null ? context.text('ready') : context.text(reason, 503);
  });
  app.get('/metrics', async (context) => {
    const bearer = /^Bearer (.+)$/i.exec(context.req.header('authorization') ?? '')?.[1] ?? '';
    const may = viewers === 'anybody' || (viewers !== 'nobody' && equal(bearer, viewers.token));
    if (!may) return context.text('who asks? Send the token of the page as a bearer token', 401);
    const { type, body } = await metrics();
    return context.body(body, 200, { 'content-type': type });
  });
  return app;
}

export interface ProbeServer {
  readonly port: number;
  close(): Promise<void>;
}

/** A port of its own for machines, in every process: `/healthz`, `/readyz`, `/metrics`. */
export async function startProbes(probes: Probes, host: string, port: number): Promise<ProbeServer> {
  const app = new Hono<Env>();
  app.get('/healthz', (context) => context.text('ok'));
  app.route('/', probeRoutes(probes, 'anybody'));
  app.onError((error, context) => {
    probes.onError('probes', error);
    return context.text('the store does not answer', 503);
  });
  const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false }) as Server;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) =>
      reject(new Error(`WIREWATCH_PROBES: can't listen on ${host}:${port}: ${error.message}`)),
    );
    server.listen(port, host, resolve);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
