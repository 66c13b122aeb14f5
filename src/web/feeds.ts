import { Hono } from 'hono';
import type { FeedStatus } from '../domain/feed.js';
import { barChart } from './chart.js';
import type { FeedFile, FeedsAdded, FoundFeed } from './desk.js';
import { count, html, type Html, outward, query, time } from './html.js';
import { action, empty, layout, refusal } from './layout.js';
import type { Ctx, Env, View } from './view.js';

/** How the feeds do, and where more are added. */
export function feedPages(): Hono<Env> {
  const app = new Hono<Env>();
  app.get('/feeds', async (context) => context.html(await list(context, null)));
  app.get('/feeds.opml', (context) => {
    const headers = {
      'content-type': 'text/x-opml; charset=utf-8',
      'content-disposition': 'attachment; filename="wirewatch.opml"',
    };
    return context.body(context.get('view').desk.exportOpml(), 200, headers);
  });
  app.post('/feeds/add', async (context) => {
    const { url, id } = await context.req.parseBody();
    if (typeof url !== 'string' || typeof id !== 'string') return context.text('name a feed', 400);
    return added(context, await context.get('view').desk.addFeed(url, id));
  });
  app.post('/feeds/import', async (context) => {
    const { list: file } = await context.req.parseBody();
    if (!(file instanceof File) || file.size === 0)
      return context.html(refusal(context.get('view'), 'Choose an OPML file first.'), 400);
    return added(context, await context.get('view').desk.importOpml(await file.text()));
  });
  app.get('/feeds/:id', async (context) => {
    const view = context.get('view');
    const feed = await view.desk.feed(context.req.param('id'));
    if (feed === null) return context.html(refusal(view, 'There is no such feed.'), 404);
    return context.html(feedPage(view, feed, NOTES[context.req.query('done') ?? '']));
  });
  app.post('/feeds/:id/:what{poll|post|keep}', async (context) => {
    const { desk } = context.get('view');
    const { id, what } = context.req.param();
    if (what === 'poll') await desk.pollFeed(id);
    else await desk.acceptHeld(id, what === 'post');
    return context.redirect(`../${id}${query({ done: what === 'poll' ? 'polled' : 'accepted' })}`, 303);
  });
  return app;
}

const NOTES: Readonly<Record<string, string>> = {
  polled: 'It is polled now; load this page again in a moment.',
  accepted: 'What was held goes on.',
};

async function added(context: Ctx, result: FeedsAdded): Promise<Response> {
  if (!result.ok) return context.html(refusal(context.get('view'), result.reason), 422);
  return context.html(await list(context, result));
}

async function list(context: Ctx, result: (FeedsAdded & { ok: true }) | null): Promise<Html> {
  const view = context.get('view');
  const feeds = await view.desk.feeds();
  const address = context.req.query('find') ?? '';
  const found = address === '' ? null : await view.desk.findFeed(address);
  const trouble = feeds.filter(({ state }) => state !== 'ok' && state !== 'new').length;
  return layout(
    view,
    'feeds',
    'Feeds',
    html`<div class="head"><h1>Feeds</h1><p class="lede">${count(feeds.length, 'feed')}, ${trouble === 0 ? 'none in trouble' : `${trouble} in trouble`}.</p><a class="button" href="${view.root}feeds.opml">Export OPML</a></div>
${result === null ? '' : news(result)}
<div class="pair"><section class="panel"><h2>Add a feed</h2><form method="get" action="${view.root}feeds" class="stack"><label for="find">Address of a feed or a site</label><p class="row"><input id="find" name="find" value="${address}" placeholder="example.org" required><button class="main">Look</button></p></form>${found === null ? '' : preview(view, found)}</section>
<section class="panel"><h2>From another reader</h2><form method="post" action="${view.root}feeds/import" enctype="multipart/form-data" class="stack"><input type="hidden" name="csrf" value="${view.csrf}"><label for="list">OPML file</label><input id="list" type="file" name="list" accept=".opml,.xml,text/xml" required><p class="row"><button>Import</button></p></form></section></div>
${feeds.length === 0 ? empty('No feed is read.', html`Add one above.`) : table(view, feeds)}`,
  );
}

function news({ added: ids, remarks }: FeedsAdded & { ok: true }): Html {
  return html`<div class="good" role="status"><p>${ids.length === 0 ? 'Nothing new to add.' : `Added: ${ids.join(', ')}. The first poll is a baseline: what comes later is posted.`}</p>${remarks.length === 0 ? '' : html`<ul>${remarks.map((remark) => html`<li>${remark}</li>`)}</ul>`}</div>`;
}

const HOW = {
  itself: 'This is a feed',
  'named by the page': 'The page names its feed',
  'linked on the page': 'The page links to a feed',
  guessed: 'The page names no feed, but the site has one',
} as const;

function preview(view: View, found: FoundFeed): Html {
  if (!found.ok) return html`<p class="fault" role="status">${found.reason}</p>`;
  const { how, title, url, id, knownAs, articles, others, why } = found;
  const lines = articles.map(
    (article) =>
      html`<li>${outward(article.link, article.title || 'Untitled')}<br><span class="hint">${article.publisher} · ${article.dated ? time(article.publishedAt, view.now) : 'undated'} · ${article.lang}</span></li>`,
  );
  const form = html`<form method="post" action="${view.root}feeds/add" class="stack"><input type="hidden" name="csrf" value="${view.csrf}"><input type="hidden" name="url" value="${url}"><label for="id">Its name here</label><p class="row"><input id="id" name="id" value="${id}" required pattern="[a-z0-9][a-z0-9\\-]{0,62}"><button class="main">Add this feed</button></p></form>`;
  return html`<div role="status"><h3>${HOW[how]}: ${title ?? url}</h3><p class="hint">${url}</p>
${knownAs === null ? form : html`<p class="warn">It is read already, as <a href="${view.root}feeds/${knownAs}">${knownAs}</a>.</p>`}
<p>${count(found.count, 'article')}; would be polled again: ${why}</p><ul class="members">${lines}</ul>
${others.length === 0 ? '' : html`<h3>Other feeds there</h3><ul>${others.map((other) => html`<li><a href="${view.root}feeds${query({ find: other.url })}">${other.title ?? other.url}</a></li>`)}</ul>`}</div>`;
}

const STATES: Readonly<Record<FeedStatus['state'], readonly [string, string]>> = {
  ok: ['ok', 'well'],
  new: ['', 'not read yet'],
  silent: ['warn', 'silent'],
  failing: ['bad', 'failing'],
  stopped: ['bad', 'stopped'],
};

function table(view: View, feeds: readonly FeedStatus[]): Html {
  const rows = feeds.map((feed) => {
    const [look, what] = STATES[feed.state];
    return html`<tr><th scope="row"><a href="${view.root}feeds/${feed.id}">${feed.id}</a>${feed.tags.length === 0 ? '' : html`<br><span class="dim">${feed.tags.join(', ')}</span>`}</th>
<td><span class="tag ${look}">${what}</span>${since(view, feed)}</td><td>${when(view, feed.lastPollAt, 'not yet')}</td><td>${when(view, feed.nextPollAt, 'not any more')}<br><span class="hint">${feed.why ?? ''}</span></td></tr>`;
  });
  return html`<div class="panel scroll" tabindex="0" role="region" aria-label="Feeds"><table><thead><tr><th scope="col">Feed</th><th scope="col">How it does</th><th scope="col">Asked</th><th scope="col">Next poll, and why then</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

function since({ now }: View, { state, failingSince, silentSince, error }: FeedStatus): Html {
  const at = state === 'silent' ? silentSince : failingSince;
  return html`${at === null ? '' : html` since ${time(new Date(at), now)}`}${state === 'ok' || error === null ? '' : html`<br><span class="dim">${error}</span>`}`;
}

const when = ({ now }: View, at: string | null, never: string): Html =>
  at === null ? html`<span class="dim">${never}</span>` : time(new Date(at), now);

function feedPage(view: View, { status, perDay, newest, held }: FeedFile, note: string | undefined): Html {
  const [look, what] = STATES[status.state];
  const today = view.now.getTime();
  const bars = perDay.map((value, i) => ({
    label: new Date(today - (perDay.length - 1 - i) * 86_400_000).toISOString().slice(0, 10),
    value,
  }));
  const lines = newest.map(
    (item) =>
      html`<li><a href="${view.root}items/${item.id}">${item.title || 'Untitled'}</a>${item.matched ? html` <span class="tag ok">matched</span>` : ''}<br><span class="hint">${item.dated ? '' : 'seen '}${time(item.publishedAt, view.now)}</span></li>`,
  );
  const path = `feeds/${status.id}`;
  return layout(
    view,
    'feeds',
    status.id,
    html`<p class="crumb"><a href="${view.root}feeds">Feeds</a></p><div class="head"><h1>${status.id}</h1><p class="lede">${status.location}</p>${action(view, `${path}/poll`, 'Poll now')}</div>
${note === undefined ? '' : html`<p class="good" role="status">${note}</p>`}
${held === 0 ? '' : html`<div class="warn"><p>${count(held, 'article')} held: most of this feed was suddenly new.</p><div class="row">${action(view, `${path}/post`, 'Post what matches')}${action(view, `${path}/keep`, 'Keep without posting')}</div></div>`}
<section class="panel"><dl><dt>State</dt><dd><span class="tag ${look}">${what}</span>${since(view, status)}</dd><dt>Asked</dt><dd>${when(view, status.lastPollAt, 'not yet')}${status.outcome === null ? '' : html` <span class="dim">${status.outcome}</span>`}</dd><dt>Next poll</dt><dd>${when(view, status.nextPollAt, 'not any more')} <span class="dim">${status.why ?? ''}</span></dd>${status.hub === null ? '' : html`<dt>Hub</dt><dd>${status.hub}</dd>`}</dl></section>
<section class="panel"><h2>Articles a day</h2>${barChart(bars, 'articles')}</section>
<section class="panel"><h2>Newest articles</h2>${lines.length === 0 ? html`<p class="dim">None yet.</p>` : html`<ul class="members">${lines}</ul>`}</section>`,
  );
}
