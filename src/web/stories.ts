import { Hono } from 'hono';
import type { StoryRow } from '../domain/pages.js';
import { headline, reasons } from './alert-card.js';
import { briefingInFull, conflictsSideBySide, relatedStories, sourcesInFull } from './briefing-view.js';
import { chain } from './chain.js';
import type { Choices, ItemFile, StoryFile, StoryMember } from './desk.js';
import { count, html, type Html, outward, query, time } from './html.js';
import { empty, layout, pager, refusal } from './layout.js';
import { markedText } from './marked-text.js';
import { noteOf, storyButtons } from './story-actions.js';
import { topicChips } from './topic-chips.js';
import type { Ctx, Env, View } from './view.js';

/** Stories: what several articles tell of one event. */

const PAGE_SIZE = 25;

export function storyPages(): Hono<Env> {
  const app = new Hono<Env>();
  app.get('/stories', async (context) => context.html(await list(context)));
  app.get('/stories/:id{s?[0-9]{1,9}}', async (context) => {
    const view = context.get('view');
    const story = await view.desk.story(Number(context.req.param('id').replace('s', '')));
    if (story === null) return context.html(refusal(view, 'There is no such story.'), 404);
    return context.html(storyPage(view, story, noteOf(context.req.query('done'))));
  });
  app.get('/items/:id{i?[0-9]{1,9}}', async (context) => {
    const view = context.get('view');
    const item = await view.desk.item(Number(context.req.param('id').replace('i', '')));
    if (item === null) return context.html(refusal(view, 'There is no such article.'), 404);
    const place = { start: Number(context.req.query('from')), end: Number(context.req.query('to')) };
    return context.html(itemPage(view, item, place));
  });
  return app;
}

async function list(context: Ctx): Promise<Html> {
  const view = context.get('view');
  const choices = view.desk.choices();
  const topic = choices.topics.find(({ id }) => id === context.req.query('topic'))?.id ?? null;
  const { stories, next } = await view.desk.stories(topic, context.req.query('before') ?? null, PAGE_SIZE);
  const rows = stories.map((story) => storyRow(view, story, choices));
  const options = choices.topics.map(
    ({ id, name }) => html`<option value="${id}"${id === topic ? html` selected` : ''}>${name}</option>`,
  );
  const older = next === null ? null : query({ topic, before: next });
  return layout(
    view,
    'stories',
    'Stories',
    html`<div class="head"><h1>Stories</h1><p class="lede">Articles that tell of one event, and who has it from whom.</p>
<form method="get" action="${view.root}stories" class="row" data-auto><label>Topic <select name="topic"><option value="">all topics</option>${options}</select></label><noscript><button>Show</button></noscript></form></div>
<ol class="cards">${rows}</ol>
${rows.length === 0 ? empty('No story yet.', html`A story is here as soon as an article matches a topic.`) : pager(view.root, 'stories', older, rows.length)}`,
  );
}

function storyRow({ root, now }: View, story: StoryRow, choices: Choices): Html {
  const { id, headline: title, items, publishers, topics, lastAt } = story;
  const chips = topicChips(choices, topics, `${root}stories`);
  const told =
    publishers.slice(0, 4).join(', ') + (publishers.length > 4 ? ` and ${publishers.length - 4} more` : '');
  return html`<li class="card"><p class="meta">${time(lastAt, now)}<span>${count(items, 'article')}</span>${chips}</p>
<h2><a href="${root}stories/${id}">${title || 'Untitled'}</a></h2><p class="dim">${told}</p></li>`;
}

function storyPage(view: View, story: StoryFile, note: Html): Html {
  const { id, members, alerts, items, firstAt, lastAt } = story;
  const message = alerts.find((alert) => alert.message.kind === 'alert')?.message;
  const briefing = message?.kind === 'alert' ? message.briefing : null;
  const title = message ? headline(message) : (members[0]?.item.title ?? 'Untitled');
  const picture = briefing === null ? '' : chain(briefing.sources);
  const posted = alerts.map(
    (alert) =>
      html`<li><a href="${view.root}alerts/${alert.id}">${alert.destination}</a> <span class="state ${alert.state}">${alert.state}</span> ${time(alert.sentAt ?? alert.createdAt, view.now)}</li>`,
  );
  return layout(
    view,
    'stories',
    title,
    html`<p class="crumb"><a href="${view.root}stories">Stories</a></p>
<h1>${title}</h1>
<p class="meta"><span>Story s${id}</span><span>${count(items, 'article')}</span><span>first ${time(firstAt, view.now)}</span><span>last ${time(lastAt, view.now)}</span></p>
${note}${storyButtons(view, id, `stories/${id}`)}
${
  briefing === null
    ? html`<p class="hint">Nothing was posted of this story, so no briefing was written.</p>`
    : html`<section class="panel"><h2>Briefing</h2>${briefingInFull(view, briefing)}</section>
${conflictsSideBySide(view, briefing.conflicts)}
<section class="panel"><h2>Who has it from whom</h2>${picture === '' ? html`<p class="dim">Nobody names another source.</p>` : picture}${sourcesInFull(view, briefing)}</section>`
}
<section class="panel"><h2>Timeline</h2><ol class="members">${members.map((member) => memberLine(view, member))}</ol>${items > members.length ? html`<p class="dim">and ${items - members.length} more</p>` : ''}</section>
${briefing === null ? '' : html`<section class="panel"><h2>Why it was posted</h2>${reasons(briefing.reasons)}</section>${relatedStories(view, briefing)}`}
<section class="panel"><h2>Where it was posted</h2>${posted.length === 0 ? html`<p class="dim">Nowhere.</p>` : html`<ul class="members">${posted}</ul>`}</section>`,
  );
}

const ROLES: Readonly<Record<StoryMember['role'], string>> = {
  original: 'first',
  copy: 'copy',
  report: 'own report',
  'follow-up': 'follow-up',
};

function memberLine({ root, now }: View, { item, role, similarity, topics }: StoryMember): Html {
  const alike =
    similarity === null || role !== 'copy'
      ? ''
      : html` <span class="dim">${Math.round(similarity * 100)} % alike</span>`;
  return html`<li><p class="meta">${time(item.publishedAt, now)}<span class="tag ${role === 'original' ? 'ok' : ''}">${ROLES[role]}</span>${alike}<span>${item.publisher}</span><span>${item.lang}</span>${topics.length === 0 ? '' : html`<span>matches ${topics.join(', ')}</span>`}</p>
<a href="${root}items/${item.id}">${item.title || 'Untitled'}</a></li>`;
}

/** An article as it was read, with what was found in it. */
function itemPage(
  view: View,
  { item, storyId, matches }: ItemFile,
  place: { start: number; end: number },
): Html {
  const found = matches.flatMap(({ evidence }) => evidence);
  const inTitle = found.filter(({ field }) => field === 'title');
  const inBody = found.filter(({ field }) => field === 'body');
  const why = matches.map(({ topicId, evidence }) => {
    const terms = [...new Set(evidence.map(({ text }) => text))].slice(0, 6);
    return html`<li><a href="${view.root}topics/${topicId}">${topicId}</a>: ${terms.map((term, i) => html`${i === 0 ? '' : ', '}<q>${term}</q>`)}</li>`;
  });
  return layout(
    view,
    'stories',
    item.title,
    html`<p class="crumb"><a href="${view.root}stories">Stories</a>${storyId === null ? '' : html` · <a href="${view.root}stories/${storyId}">s${storyId}</a>`}</p>
<h1 lang="${item.lang}">${markedText(item.title, inTitle, null)}</h1>
<p class="meta"><span>${item.publisher}${item.via === null ? '' : ` via ${item.via}`}</span>${item.author === null ? '' : html`<span>${item.author}</span>`}<span>${item.dated ? '' : 'seen '}${time(item.publishedAt, view.now)}</span><span>i${item.id}</span><span>${item.feedId}</span>${outward(item.link, 'Read at the source')}</p>
${why.length === 0 ? '' : html`<section class="panel"><h2>Why it matched</h2><ul>${why}</ul></section>`}
<section class="panel"><h2>Text as it was read</h2><div class="article" lang="${item.lang}">${item.body === '' ? html`<span class="dim">The feed had no text.</span>` : markedText(item.body, inBody, place)}</div></section>`,
  );
}
