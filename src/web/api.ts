import { Hono } from 'hono';
import { openApi } from './open-api.js';
import { type Ctx, type Env, numberAsked } from './view.js';
import { filterOf } from './wire.js';

/** The same for programs: JSON, read-only, times as ISO 8601. Described at /api/openapi.json. */

const MOST = 100;

export function apiRoutes(): Hono<Env> {
  const app = new Hono<Env>();
  app.get('/api/openapi.json', (context) => context.json(openApi()));
  app.get('/api/v1/alerts', async (context) => {
    const { desk } = context.get('view');
    const filter = filterOf(context, desk.choices());
    return context.json(await desk.wire(filter, context.req.query('after') ?? null, limitOf(context)));
  });
  app.get('/api/v1/alerts/:id', async (context) =>
    found(context, await context.get('view').desk.alert(context.req.param('id'))),
  );
  app.get('/api/v1/stories', async (context) => {
    const { topic = null, after = null } = context.req.query();
    return context.json(await context.get('view').desk.stories(topic, after, limitOf(context)));
  });
  app.get('/api/v1/stories/:id{[0-9]{1,9}}', async (context) =>
    found(context, await context.get('view').desk.story(Number(context.req.param('id')))),
  );
  app.get('/api/v1/items/:id{[0-9]{1,9}}', async (context) =>
    found(context, await context.get('view').desk.item(Number(context.req.param('id')))),
  );
  app.get('/api/v1/topics', async (context) => context.json(await context.get('view').desk.topics()));
  app.get('/api/v1/feeds', async (context) =>
    context.json({ feeds: await context.get('view').desk.feeds() }),
  );
  app.get('/api/v1/outbox', async (context) => {
    const offset = numberAsked(context, 'offset', { unless: 0, least: 0, most: 1_000_000 });
    return context.json(await context.get('view').desk.outbox(offset, limitOf(context)));
  });
  app.get('/api/v1/search', async (context) => {
    const query = (context.req.query('q') ?? '').slice(0, 2_000);
    const told = await context.get('view').desk.search(query);
    return told.ok
      ? context.json(told)
      : context.json({ error: told.faults[0]?.message ?? '', faults: told.faults }, 400);
  });
  app.all('/api/*', (context) =>
    context.json({ error: 'there is nothing here: see /api/openapi.json' }, 404),
  );
  return app;
}

function found(context: Ctx, value: object | null): Response {
  return value === null ? context.json({ error: 'there is no such thing' }, 404) : context.json(value);
}

const limitOf = (context: Ctx) => numberAsked(context, 'limit', { unless: 20, least: 1, most: MOST });
