import { Hono } from 'hono';
import type { WireAlert, WireFilter } from '../domain/pages.js';
import type { Priority } from '../domain/topic.js';
import { alertCard, headline, reasons, sources } from './alert-card.js';
import type { AlertDetail, Choices } from './desk.js';
import { drawn } from './drawn.js';
import { html, type Html, query, time } from './html.js';
import { action, empty, layout, pager, refusal } from './layout.js';
import { noteOf, storyButtons } from './story-actions.js';
import type { Ctx, Env, View } from './view.js';

/** The first page: the alerts as they come. */

const PAGE_SIZE = 20;
export const PRIORITIES: readonly Priority[] = ['breaking', 'normal', 'low'];

export function wirePages(): Hono<Env> {
  const app = new Hono<Env>();
  app.get('/', async (context) => context.html(await wire(context)));
  app.get('/alerts/:id', async (context) => {
    const view = context.get('view');
    const found = await view.desk.alert(context.req.param('id'));
    if (found === null) return context.html(refusal(view, 'There is no such alert.'), 404);
    return context.html(await alertPage(view, found, noteOf(context.req.query('done'))));
  });
  return app;
}

/** What of the wire is asked for; settings that can't be meant are left out. */
export function filterOf(context: Ctx, choices: Choices): WireFilter {
  const asked = (name: string) => context.req.query(name) ?? '';
  const day = asked('day');
  return {
    ...(choices.topics.some(({ id }) => id === asked('topic')) && { topic: asked('topic') }),
    ...(choices.destinations.includes(asked('destination')) && { destination: asked('destination') }),
    ...(isPriority(asked('priority')) && { priority: asked('priority') as Priority }),
    ...(/^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(Date.parse(day)) && { day }),
  };
}

const isPriority = (text: string) => PRIORITIES.some((priority) => priority === text);

/** As which platform the alerts are to be shown; null as the page does. */
export function lookOf(context: Ctx, view: View): string | null {
  const asked = context.req.query('as');
  return view.desk.platforms.find((platform) => platform.toLowerCase() === asked) ?? null;
}

export async function card(
  view: View,
  alert: WireAlert,
  choices: Choices,
  look: string | null,
): Promise<Html> {
  const preview = look === null ? null : await view.desk.preview(look, alert.message);
  return alertCard(view, alert, choices, preview);
}

async function wire(context: Ctx): Promise<Html> {
  const view = context.get('view');
  const choices = view.desk.choices();
  const filter = filterOf(context, choices);
  const look = lookOf(context, view);
  const before = context.req.query('before') ?? null;
  const { alerts, next } = await view.desk.wire(filter, before, PAGE_SIZE);
  const cards = await Promise.all(alerts.map((alert) => card(view, alert, choices, look)));
  const settings = { ...filter, as: look?.toLowerCase() };
  // Older pages stand still.
  const live = before === null ? html` data-live="${view.root}live${query(settings)}"` : '';
  const older = next === null ? null : query({ ...settings, before: next });
  return layout(
    view,
    '',
    'Wire',
    html`<div class="head"><h1>Wire</h1><p class="lede">Every alert, as it happens.${before === null ? html` <span class="livemark" data-livemark hidden>live</span>` : ''}</p>${looks(view, filter, look)}</div>
<div class="split">
<aside>${filterForm(view, choices, filter, look)}</aside>
<section aria-label="Alerts">
<ol class="cards"${live} id="wire">${cards}</ol>
${alerts.length === 0 ? nothing(filter) : pager(view.root, '', older, alerts.length)}
</section></div>`,
  );
}

function nothing(filter: WireFilter): Html {
  const filtered = Object.keys(filter).length > 0;
  if (filtered)
    return empty('No alert is like that.', html`Choose less on the left, or <a href="./">show all</a>.`);
  return empty(
    'Nothing yet.',
    html`Alerts appear here by themselves as soon as an article of a feed matches a topic. Look at <a href="./feeds">the feeds</a> to see what is read, and when next.`,
  );
}

/** The same alerts as each platform shows them. */
function looks(view: View, filter: WireFilter, look: string | null): Html {
  const tab = (name: string | null, label: string) => {
    const current = name === look ? html` aria-current="true"` : '';
    return html`<li><a href="${view.root}${query({ ...filter, as: name?.toLowerCase() })}"${current}>${label}</a></li>`;
  };
  return html`<nav class="tabs" aria-label="Shown as"><ul>${tab(null, 'Briefing')}${view.desk.platforms.map((name) => tab(name, `In ${name}`))}</ul></nav>`;
}

function filterForm(view: View, choices: Choices, filter: WireFilter, look: string | null): Html {
  const option = (value: string, label: string, chosen?: string) =>
    html`<option value="${value}"${value === chosen ? html` selected` : ''}>${label}</option>`;
  const topics = choices.topics.map(({ id, name }) => option(id, name, filter.topic));
  const places = choices.destinations.map((id) => option(id, id, filter.destination));
  const urgencies = PRIORITIES.map((priority) => option(priority, priority, filter.priority));
  return html`<form class="filter" method="get" action="${view.root}" data-auto role="search" aria-label="Filter the wire">
${look === null ? '' : html`<input type="hidden" name="as" value="${look.toLowerCase()}">`}
<label>Topic <select name="topic"><option value="">all topics</option>${topics}</select></label>
<label>Destination <select name="destination"><option value="">everywhere</option>${places}</select></label>
<label>Priority <select name="priority"><option value="">any</option>${urgencies}</select></label>
<label>Day <input type="date" name="day" value="${filter.day ?? ''}"></label>
<p class="row"><button>Show</button> <a href="${view.root}">Clear</a></p>
</form>`;
}

async function alertPage(view: View, { alert, attempts }: AlertDetail, note: Html): Promise<Html> {
  const { message, storyId } = alert;
  const previews = await Promise.all(
    view.desk.platforms.map(async (name) => {
      const preview = await view.desk.preview(name, message);
      return html`<section class="panel"><h2>In ${name}</h2>${drawn(preview)}</section>`;
    }),
  );
  const rows = attempts.map(
    ({ action, startedAt, outcome, detail }) =>
      html`<tr><td>${time(startedAt, view.now)}</td><td>${ACTIONS[action]}</td><td>${outcome ?? 'under way'}</td><td>${detail ?? ''}</td></tr>`,
  );
  const briefing = message.kind === 'alert' ? message.briefing : null;
  return layout(
    view,
    '',
    headline(message),
    html`<p class="crumb"><a href="${view.root}">Wire</a></p>
<h1>${headline(message)}</h1>
<p class="meta"><span class="tag ${alert.priority}">${alert.priority}</span><span class="place">${alert.destination}</span><span class="state ${alert.state}">${alert.state}</span>${time(alert.sentAt ?? alert.createdAt, view.now)}${storyId === null ? '' : html`<a href="${view.root}stories/${storyId}">Story s${storyId}</a>`}</p>
${alert.reason === null || alert.state === 'sent' ? '' : html`<p class="fault">${alert.reason}</p>`}
${note}${acts(view, alert)}
<div class="pair">${previews}</div>
${briefing === null ? '' : html`<section class="panel"><h2>Why it was sent</h2>${reasons(briefing.reasons)}</section><section class="panel"><h2>Sources</h2>${sources(briefing, view.now)}</section>`}
<section class="panel"><h2>What was done with it</h2>
${rows.length === 0 ? html`<p class="dim">Nothing yet: it waits.</p>` : html`<div class="scroll" tabindex="0" role="region" aria-label="Attempts"><table><thead><tr><th>When</th><th>What</th><th>Came of it</th><th>Detail</th></tr></thead><tbody>${rows}</tbody></table></div>`}
</section>`,
  );
}

function acts(view: View, { id, state, storyId }: WireAlert): Html {
  const release = state === 'parked' ? action(view, 'outbox/release', 'Release', { named: id }, 'main') : '';
  const drop = ['parked', 'pending', 'held'].includes(state)
    ? action(view, 'outbox/drop', 'Drop', { named: id }, 'danger', 'Drop it? It is then not posted.')
    : '';
  return html`<div class="row">${release}${drop}</div>${storyId === null ? '' : storyButtons(view, storyId, `alerts/${id}`)}`;
}

const ACTIONS = { send: 'posted', update: 'changed', find: 'looked for' } as const;
