import { Hono } from 'hono';
import type { Access } from './guard.js';
import type { Ctx, Env } from './view.js';

/** PORT: the board of the job queue, at a path below its own; `base` is its own path, as the browser sees it. */
export type Board = (path: string, base: string) => Promise<Response>;

/** It draws itself with a script of its own, and styles that stand in its elements. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'self'";

/** The operator's board of the job queue, for looking only. */
export function boardPages(board: Board, access: Access): Hono<Env> {
  const app = new Hono<Env>();
  app.get('/queues', (context) => context.redirect('./queues/'));
  app.get('/queues/*', async (context) => {
    const { search } = new URL(context.req.url);
    const path = `/${context.req.path.slice('/queues/'.length)}${search}`;
    const answer = await board(path, `${prefixOf(context, access)}/queues/`);
    const type = answer.headers.get('content-type') ?? 'application/octet-stream';
    context.header('content-security-policy', POLICY);
    return context.body(await answer.arrayBuffer(), answer.status as 200, { 'content-type': type });
  });
  return app;
}

/** Before a proxy the page may stand below a path, which it is told by its public address. */
function prefixOf(context: Ctx, { publicUrl }: Access): string {
  if (publicUrl === null) return '';
  const { host, pathname } = new URL(publicUrl);
  return host === context.req.header('host') ? pathname.replace(/\/$/, '') : '';
}
