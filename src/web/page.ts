import { bodyLimit } from 'hono/body-limit';
import { Hono } from 'hono';
import { apiRoutes } from './api.js';
import { ASSETS } from './assets.js';
import { feedPages } from './feeds.js';
import { feedsOut } from './feeds-out.js';
import { guard, guardApi, type GuardParts } from './guard.js';
import { livePages, type Ticker } from './live.js';
import { mcpRoutes } from './mcp.js';
import { outboxPages } from './outbox.js';
import { type Board, boardPages } from './queue-board.js';
import { searchPages } from './search.js';
import { signIn, signOut } from './sign-in.js';
import { storyActions } from './story-actions.js';
import { storyPages } from './stories.js';
import { topicEditor } from './topic-editor.js';
import { topicPages } from './topics.js';
import type { Env } from './view.js';
import { wirePages } from './wire.js';

/** Bytes that a form may have: a list of feeds from another reader. */
const LARGEST_FORM = 8 << 20;

/** All that people see, behind one guard. */
export function pageRoutes(parts: GuardParts, ticker: Ticker, version: string, board: Board): Hono<Env> {
  const app = new Hono<Env>();
  app.get('/assets/:name', (context) => {
    const asset = ASSETS.get(context.req.param('name'));
    if (asset === undefined) return context.text('there is nothing here', 404);
    // Their names change with what is in them.
    const headers = { 'content-type': asset.type, 'cache-control': 'public, max-age=31536000, immutable' };
    return context.body(asset.text, 200, headers);
  });
  app.route('/', signIn(parts));
  app.use(bodyLimit({ maxSize: LARGEST_FORM, onError: (context) => context.text('larger than 8 MB', 413) }));
  app.use('/api/*', guardApi(parts, false));
  app.use('/mcp', guardApi(parts, false));
  app.use('/feed/*', guardApi(parts, true));
  for (const routes of [apiRoutes(), mcpRoutes(version), feedsOut(parts.access.publicUrl)])
    app.route('/', routes);
  app.use(guard(parts));
  signOut(app);
  for (const pages of [
    wirePages(),
    livePages(ticker),
    storyPages(),
    storyActions(),
    topicPages(),
    topicEditor(),
    feedPages(),
    outboxPages(),
    searchPages(),
    boardPages(board, parts.access),
  ])
    app.route('/', pages);
  return app;
}
