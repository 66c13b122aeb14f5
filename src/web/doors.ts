import type { IncomingMessage } from 'node:http';
import { Hono } from 'hono';
import type { Door, HubDoor } from '../domain/door.js';
import type { Env } from './view.js';

/** Where other machines come in by themselves: hubs that push, and chat platforms. Anybody can send anything here. */

/** Bytes of a request. */
const LARGEST_BODY = 3 << 20;

export function hubRoutes(hubs: HubDoor): Hono<Env> {
  const app = new Hono<Env>();
  app.get('/websub/:token', async (context) => {
    const echo = await hubs.verify(context.req.param('token'), context.req.query());
    return echo === null ? context.text('not asked for', 404) : context.text(echo);
  });
  app.post('/websub/:token', async (context) => {
    const token = context.req.param('token');
    // Before the body is read: strangers can't make us hold megabytes.
    if (!(await hubs.expects(token))) return context.text('not subscribed', 410);
    const body = await readBody(context.env.incoming);
    if (body === null) return context.text('larger than 3 MB', 413);
    const result = await hubs.pushed(token, context.req.header(), body);
    if (result === 'gone') return context.text('not subscribed', 410);
    return result === 'taken' ? context.body(null, 202) : context.text('later', 503, { 'retry-after': '60' });
  });
  return app;
}

/** Signatures are for the adapter to look at; a stranger can make us read no more than a message takes. */
export function doorRoutes(door: ((account: string) => Door | null) | undefined): Hono<Env> {
  return new Hono<Env>().post('/in/:account', async (context) => {
    const open = door?.(context.req.param('account'));
    if (!open) return context.text('there is nothing here', 404);
    const body = await readBody(context.env.incoming);
    if (body === null) return context.text('larger than 3 MB', 413);
    const said = await open({ headers: context.req.header(), body: Buffer.from(body).toString('utf8') });
    const type = said.body.startsWith('{') ? 'application/json' : 'text/plain';
    return context.body(said.body, said.status as 200, { 'content-type': type });
  });
}

/** Null when it is too large: what more there is of it is let go by, and the adapter ends the connection soon. */
async function readBody(incoming: IncomingMessage): Promise<Uint8Array | null> {
  if (Number(incoming.headers['content-length'] ?? 0) > LARGEST_BODY) return null;
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    incoming.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= LARGEST_BODY) chunks.push(chunk);
      else {
        chunks.length = 0;
        resolve(null);
      }
    });
    incoming.on('end', () => resolve(Buffer.concat(chunks)));
    incoming.on('error', reject);
  });
}
