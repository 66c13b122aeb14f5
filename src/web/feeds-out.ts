import { Hono } from 'hono';
import type { Found } from './desk.js';
import { html } from './html.js';
import type { Ctx, Env } from './view.js';

/** Topics and searches as feeds, so that other tools can read us: RSS 2.0 and JSON Feed 1.1. */

const MOST = 50;

export function feedsOut(publicUrl: string | null): Hono<Env> {
  const app = new Hono<Env>();
  app.get('/feed/topic/:file{[a-z0-9][a-z0-9-]*\\.(rss|json)}', async (context) => {
    const [id = '', kind = ''] = context.req.param('file').split('.');
    const { desk } = context.get('view');
    const topic = desk.choices().topics.find((one) => one.id === id);
    if (topic === undefined) return context.text('there is no such topic', 404);
    const found = await desk.latest(id, MOST);
    return answer(context, kind, {
      title: `Wirewatch: ${topic.name}`,
      found,
      home: homeOf(context, publicUrl),
    });
  });
  app.get('/feed/:file{search\\.(rss|json)}', async (context) => {
    const query = (context.req.query('q') ?? '').slice(0, 2_000);
    const told = await context.get('view').desk.search(query);
    if (!told.ok) return context.text(told.faults[0]?.message ?? 'that is no query', 400);
    const found = told.found.toSorted((a, b) => b.item.publishedAt.getTime() - a.item.publishedAt.getTime());
    const feed = {
      title: `Wirewatch: ${query}`,
      found: found.slice(0, MOST),
      home: homeOf(context, publicUrl),
    };
    return answer(context, context.req.param('file').slice('search.'.length), feed);
  });
  return app;
}

interface Feed {
  readonly title: string;
  readonly found: readonly Found[];
  /** Of the page, with a slash at its end. */
  readonly home: string;
}

function homeOf(context: Ctx, publicUrl: string | null): string {
  return `${publicUrl ?? new URL(context.req.url).origin}/`;
}

async function answer(context: Ctx, kind: string, feed: Feed): Promise<Response> {
  if (kind === 'json')
    return context.body(JSON.stringify(jsonFeed(feed)), 200, { 'content-type': 'application/feed+json' });
  return context.body(`<?xml version="1.0" encoding="utf-8"?>\n${visible(String(await rss(feed)))}`, 200, {
    'content-type': 'application/rss+xml; charset=utf-8',
  });
}

/** XML has no place for other control characters, escaped or not. */
const visible = (xml: string) => xml.replace(/(?![\t\n\r])[\p{Cc}\ufffe\uffff]/gu, '').toWellFormed();

function rss({ title, found, home }: Feed) {
  const items = found.map(
    ({ item, text }) =>
      html`<item><title>${item.title}</title><link>${item.link ?? `${home}items/${item.id}`}</link><guid isPermaLink="false">${home}items/${item.id}</guid><pubDate>${item.publishedAt.toUTCString()}</pubDate><category>${item.publisher}</category><description>${text}</description></item>\n`,
  );
  return html`<rss version="2.0"><channel><title>${title}</title><link>${home}</link><description>${title}</description>\n${items}</channel></rss>`;
}

function jsonFeed({ title, found, home }: Feed) {
  return {
    version: 'https://jsonfeed.org/version/1.1',
    title,
    home_page_url: home,
    items: found.map(({ item, text, storyId, topicIds }) => ({
      id: `${home}items/${item.id}`,
      url: item.link ?? `${home}items/${item.id}`,
      title: item.title,
      content_text: item.body,
      summary: text,
      date_published: item.publishedAt.toISOString(),
      language: item.lang,
      authors: [{ name: item.publisher }],
      tags: topicIds,
      _wirewatch: { story: storyId, dated: item.dated },
    })),
  };
}
