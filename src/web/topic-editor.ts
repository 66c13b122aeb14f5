import { Hono } from 'hono';
import type { TopicChange, TopicFault, TopicFields, TopicForm } from '../domain/topic-edit.js';
import type { Priority, TopicTest } from '../domain/topic.js';
import { sparkline } from './chart.js';
import type { TopicFile } from './desk.js';
import { html, type Html, query, time } from './html.js';
import { action, layout, refusal } from './layout.js';
import { type Draft, topicForm } from './topic-form.js';
import { refusedTopic } from './topics.js';
import { trial } from './trial.js';
import type { Ctx, Env, View } from './view.js';

/** Where a topic is written, tried and saved. */
export function topicEditor(): Hono<Env> {
  const app = new Hono<Env>();
  app.get('/topics/new', async (context) => {
    const view = context.get('view');
    const { watchlists } = view.desk.topicRules();
    const draft = { ...BLANK, query: context.req.query('query') ?? '', watchlist: watchlists[0] ?? '' };
    return context.html(await editor(view, null, draft, []));
  });
  app.post('/topics/new', (context) => receive(context, null));
  app.post('/topics/new/try', tried);
  app.get('/topics/:id', async (context) => {
    const view = context.get('view');
    const topic = await view.desk.topic(context.req.param('id'));
    if (topic === null) return context.html(refusal(view, 'There is no such topic.'), 404);
    return context.html(await editor(view, topic, topic.form, [], NOTES[context.req.query('done') ?? '']));
  });
  app.post('/topics/:id', async (context) => {
    const topic = await context.get('view').desk.topic(context.req.param('id'));
    return topic === null ? context.text('there is no such topic', 404) : receive(context, topic);
  });
  app.post('/topics/:id/try', tried);
  app.post('/topics/:id/:what{undo|remove}', async (context) => {
    const { desk, who } = context.get('view');
    const kind = context.req.param('what') as 'undo' | 'remove';
    const topicId = context.req.param('id');
    const changed = await desk.changeTopic({ kind, topicId }, who);
    if (!changed.ok)
      return context.html(
        refusal(context.get('view'), changed.faults.map(({ message }) => message).join('; ')),
        422,
      );
    const isThere = (await desk.topic(topicId)) !== null;
    return context.redirect(isThere ? `../${topicId}?done=undone` : '../../topics', 303);
  });
  return app;
}

const NOTES: Readonly<Record<string, string>> = {
  saved: 'Saved in the watchlist, and in force.',
  undone: 'The last change is taken back.',
};

const BLANK: Draft = { id: '', name: '', watchlist: '', query: '', priority: 'normal', destinations: [] };

/** For the script: what a query would find, as a part of the page. */
async function tried(context: Ctx): Promise<Response> {
  const view = context.get('view');
  const form = await context.req.parseBody();
  const topicId = context.req.param('id') ?? null;
  const told = await view.desk.tryTopic(text(form['query']), {
    topicId,
    watchlist: text(form['watchlist']) || null,
  });
  return context.html(trial(view, told));
}

async function receive(context: Ctx, topic: TopicFile | null): Promise<Response> {
  const view = context.get('view');
  const form = await context.req.parseBody({ all: true });
  const draft = draftOf(form, topic?.form ?? null);
  if (form['do'] !== 'save') return context.html(await editor(view, topic, draft, []));
  const change = changeOf(draft, topic?.form ?? null);
  if (change === null) return context.redirect(`../topics/${draft.id}`, 303);
  if (view.desk.topicRules().readOnly !== null) {
    const drafted = await view.desk.draftTopic(change);
    if (!drafted.ok) return context.html(await editor(view, topic, draft, drafted.faults), 422);
    return context.html(await editor(view, topic, draft, [], undefined, diff(drafted)));
  }
  const changed = await view.desk.changeTopic(change, view.who);
  if (!changed.ok) return context.html(await editor(view, topic, draft, changed.faults), 422);
  return context.redirect(`../topics/${changed.edit.topicId}${query({ done: 'saved' })}`, 303);
}

type Form = Record<string, string | File | (string | File)[]>;

function draftOf(form: Form, saved: TopicForm | null): Draft {
  const places = [form['destinations'] ?? []].flat();
  return {
    id: saved?.id ?? '',
    watchlist: saved?.watchlist ?? text(form['watchlist']),
    name: text(form['name']),
    query: text(form['query']),
    priority: (text(form['priority']) || 'normal') as Priority,
    destinations: places.filter((place) => typeof place === 'string'),
  };
}

const text = (value: unknown) => (typeof value === 'string' ? value : '');

/** Only what differs from what is saved: the rest stays as it is written. Null when nothing does. */
function changeOf(draft: Draft, saved: TopicForm | null): TopicChange | null {
  const { name, query, priority, destinations, watchlist } = draft;
  if (saved === null)
    return {
      kind: 'add',
      watchlist,
      fields: { name, query, priority, ...(destinations.length > 0 && { destinations }) },
    };
  const fields: TopicFields = {
    ...(name !== saved.name && { name }),
    ...(oneLine(query) !== oneLine(saved.query) && { query }),
    ...(priority !== saved.priority && { priority }),
    ...(!sameSet(destinations, saved.destinations) && { destinations }),
  };
  return Object.keys(fields).length === 0 ? null : { kind: 'edit', topicId: saved.id, fields };
}

const oneLine = (written: string) => written.replace(/\s+/g, ' ').trim();
const sameSet = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((one) => b.includes(one));

async function editor(
  view: View,
  topic: TopicFile | null,
  draft: Draft,
  faults: readonly TopicFault[],
  note?: string,
  shown: Html = '',
): Promise<Html> {
  const { desk, root } = view;
  const topicId = topic?.form.id ?? null;
  const told =
    draft.query.trim() === ''
      ? null
      : await desk.tryTopic(draft.query, { topicId, watchlist: draft.watchlist });
  const title = topic?.form.name ?? 'New topic';
  return layout(
    view,
    'topics',
    title,
    html`<p class="crumb"><a href="${root}topics">Topics</a></p>
<div class="head"><h1>${title}</h1>${topic === null ? '' : html`<p class="lede">${topic.form.id} in ${topic.form.watchlist} · <a href="${root}?topic=${topic.form.id}">its alerts</a> · <a href="${root}feed/topic/${topic.form.id}.rss${query({ key: view.feedKey })}">RSS</a></p>${sparkline(topic.perDay, 'stories')}`}</div>
${note === undefined ? '' : html`<p class="good" role="status">${note}</p>`}
${topic?.refusal ? refusedTopic(view, topic.refusal) : ''}
${shown}
<div class="desk"><section class="panel" aria-label="The topic">${topicForm(view, draft, faults)}</section>
<section class="panel" aria-label="What it finds" aria-live="polite" id="trial">${told === null ? html`<p class="dim">Write a query: what it would have found in the last 30 days appears here.</p>` : trial(view, told)}</section></div>
${topic === null ? '' : standing(view, topic)}`,
  );
}

/** What belongs to a topic that is saved: its tests, who changed it, and the way back. */
function standing(view: View, { form, tests, edits }: TopicFile): Html {
  const sample = ({ title, text: body, source }: TopicTest) =>
    html`<li>${title === undefined ? '' : html`<strong>${title}</strong> `}${source === undefined ? body : html`<span class="dim">${source}</span>`}</li>`;
  const untried = (ids: readonly number[] = []) =>
    ids.map((id) => html`<li class="dim">i${id} (not stored, not tried)</li>`);
  const lines = edits.map(
    ({ at, by, kind, undone, before, after }) =>
      html`<li>${time(at, view.now)} ${by.name}: ${DONE[kind]}${undone ? html` <span class="dim">(taken back)</span>` : ''}<details><summary>Lines</summary>${linesOf(before, after)}</details></li>`,
  );
  const mayUndo = edits.some((edit) => !edit.undone && edit.kind !== 'undo');
  return html`<section class="panel"><h2>Its own tests</h2><p class="hint">A change that fails one of them is not saved.</p>
<div class="versus"><div><h3>must match</h3><ul>${tests.match.map(sample)}${untried(tests.stored?.match)}</ul></div><div><h3>must not match</h3><ul>${tests.ignore.map(sample)}${untried(tests.stored?.ignore)}</ul></div></div></section>
<section class="panel"><h2>Changes</h2>${lines.length === 0 ? html`<p class="dim">None from here or from chat.</p>` : html`<ul class="members">${lines}</ul>`}
<div class="row">${mayUndo ? action(view, `topics/${form.id}/undo`, 'Take back the last change') : ''}${view.desk.topicRules().readOnly === null ? action(view, `topics/${form.id}/remove`, 'Remove this topic', {}, 'danger', `Remove ${form.name}? It can be taken back.`) : ''}</div></section>`;
}

const DONE = { add: 'added', edit: 'changed', remove: 'removed', undo: 'took back' } as const;

function diff(drafted: { watchlist: string; before: string | null; after: string | null }): Html {
  return html`<section class="panel" role="status"><h2>The change to commit</h2><p>This configuration is managed elsewhere: make this change in <code>watchlists/${drafted.watchlist}.yaml</code> there.</p>${linesOf(drafted.before, drafted.after)}</section>`;
}

/** Lines that went and lines that came, the same ones in between left as they are. */
function linesOf(before: string | null, after: string | null): Html {
  const old = (before ?? '').split('\n');
  const fresh = (after ?? '').split('\n');
  const lost = old.filter((line) => !fresh.includes(line));
  const won = fresh.filter((line) => !old.includes(line));
  const first = fresh.findIndex((line) => won.includes(line));
  const rest = fresh.filter((line) => !won.includes(line));
  const at = first < 0 ? rest.length : first;
  return html`<pre class="diff" tabindex="0">${rest.slice(0, at).join('\n')}${at > 0 ? '\n' : ''}${lost.map((line) => html`<del>- ${line}</del>`)}${won.map((line) => html`<ins>+ ${line}</ins>`)}${rest.slice(at).join('\n')}</pre>`;
}
