import { Hono } from 'hono';
import type { Found, Searched } from './desk.js';
import { count, html, type Html, outward, query, time } from './html.js';
import { empty, layout } from './layout.js';
import { highlighted } from './marked-text.js';
import { topicChips, topicNames } from './topic-chips.js';
import { type Ctx, type Env, numberAsked, type View } from './view.js';

/** The archive, by words or in the language of topics. */

const PAGE_SIZE = 25;
const VALUES = 8;

/** What found articles are told apart by. */
const FACETS = {
  topic: { label: 'Topic', of: ({ topicIds }: Found) => topicIds },
  publisher: { label: 'Publisher', of: ({ item }: Found) => [item.publisher] },
  language: { label: 'Language', of: ({ item }: Found) => [item.lang] },
  feed: { label: 'Feed', of: ({ item }: Found) => [item.feedId] },
} as const;
type Facet = keyof typeof FACETS;
const FACET_NAMES = Object.keys(FACETS) as Facet[];

export function searchPages(): Hono<Env> {
  const app = new Hono<Env>();
  app.get('/search', async (context) => context.html(await search(context)));
  return app;
}

async function search(context: Ctx): Promise<Html> {
  const view = context.get('view');
  const asked = (context.req.query('q') ?? '').slice(0, 2_000);
  const told = asked.trim() === '' ? null : await view.desk.search(asked);
  const form = html`<form method="get" action="${view.root}search" role="search" class="stack"><label for="q" class="unseen">Search the archive</label><p class="row"><input id="q" name="q" type="search" value="${asked}" placeholder="words, &quot;a phrase&quot;, OR, NOT, NEAR/8, title:…" autofocus><button class="main">Search</button></p></form>`;
  return layout(
    view,
    'search',
    asked === '' ? 'Search' : `Search: ${asked}`,
    html`<div class="head"><h1>Search</h1><p class="lede">Everything that was read, in the language of topics.</p></div>${form}${told === null ? hint(view) : results(context, asked, told)}`,
  );
}

function hint({ root }: View): Html {
  return empty(
    'What are you looking for?',
    html`<code>OpenAI AND China</code>, <code>"export control" NOT farm</code>, <code>chip NEAR/8 ban</code>. What you find can become <a href="${root}topics/new">a topic</a>, or a feed for another reader.`,
  );
}

function results(context: Ctx, asked: string, told: Searched): Html {
  const view = context.get('view');
  if (!told.ok)
    return html`${told.faults.map(({ column, message }) => html`<p class="fault" role="alert">${column === null ? '' : `At character ${column}: `}${message}</p>`)}`;
  const chosen = Object.fromEntries(FACET_NAMES.map((name) => [name, context.req.query(name) ?? '']));
  const found = told.found.filter((one) =>
    FACET_NAMES.every((name) => chosen[name] === '' || FACETS[name].of(one).includes(chosen[name] ?? '')),
  );
  const page = numberAsked(context, 'page', { unless: 1, least: 1, most: 10_000 });
  const shown = found.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE);
  const scope = told.days === null ? '' : ` of the last ${told.days} days`;
  const more = told.found.length >= 300 ? ' or more' : '';
  const out = query({ q: asked, key: view.feedKey });
  return html`<p class="row"><span>${count(found.length, 'article')}${more}${scope}</span>
<a class="button" href="${view.root}topics/new${query({ query: asked })}">Save as a topic</a><a href="${view.root}feed/search.rss${out}">RSS</a><a href="${view.root}feed/search.json${out}">JSON Feed</a></p>
<div class="split"><aside>${FACET_NAMES.map((name) => facet(view, name, told.found, asked, chosen))}</aside>
<section aria-label="Articles">${found.length === 0 ? empty('Nothing is stored about that.', html`Write less, or other words.`) : html`<ul class="cards">${shown.map((one) => result(view, one))}</ul>`}
${pages(view, found.length, page, { q: asked, ...chosen })}</section></div>`;
}

function facet(
  view: View,
  name: Facet,
  found: readonly Found[],
  asked: string,
  chosen: Record<string, string>,
): Html {
  const counts = new Map<string, number>();
  for (const one of found)
    for (const value of FACETS[name].of(one)) counts.set(value, (counts.get(value) ?? 0) + 1);
  if (counts.size === 0) return '';
  const names = topicNames(view.desk.choices());
  const values = [...counts].sort((a, b) => b[1] - a[1]).slice(0, VALUES);
  const lines = values.map(([value, n]) => {
    const isChosen = chosen[name] === value;
    const to = query({ q: asked, ...chosen, [name]: isChosen ? '' : value });
    return html`<li><a href="${view.root}search${to}"${isChosen ? html` aria-current="true"` : ''}>${name === 'topic' ? (names.get(value) ?? value) : value}</a> <span class="dim">${n}</span></li>`;
  });
  return html`<h2>${FACETS[name].label}</h2><ul class="facet">${lines}</ul>`;
}

function result(view: View, { item, storyId, topicIds, text, terms }: Found): Html {
  const chips = topicChips(view.desk.choices(), topicIds, view.root);
  return html`<li class="card"><p class="meta"><span>${item.dated ? '' : 'seen '}${time(item.publishedAt, view.now)}</span>${outward(item.link, item.publisher)}${storyId === null ? '' : html`<a href="${view.root}stories/${storyId}">s${storyId}</a>`}${chips}</p>
<h2><a href="${view.root}items/${item.id}">${item.title || 'Untitled'}</a></h2><p class="snippet">${highlighted(text, terms)}</p></li>`;
}

function pages({ root }: View, total: number, page: number, settings: Record<string, string>): Html {
  const link = (to: number, label: string, rel: string) =>
    html`<a class="button" rel="${rel}" href="${root}search${query({ ...settings, page: to })}">${label}</a>`;
  if (total <= PAGE_SIZE) return '';
  return html`<nav class="pager" aria-label="More">${page > 1 ? link(page - 1, 'Before', 'prev') : ''} ${page * PAGE_SIZE < total ? link(page + 1, 'Next', 'next') : ''}</nav>`;
}
