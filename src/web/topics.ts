import { Hono } from 'hono';
import type { RefusedTopic } from '../domain/topic.js';
import { sparkline } from './chart.js';
import type { TopicRow } from './desk.js';
import { html, type Html, time } from './html.js';
import { empty, layout } from './layout.js';
import type { Env, View } from './view.js';

/** What is watched, how busy it is, and how good. */
export function topicPages(): Hono<Env> {
  const app = new Hono<Env>();
  app.get('/topics', async (context) => {
    const view = context.get('view');
    const { topics, refused } = await view.desk.topics();
    return context.html(list(view, topics, refused));
  });
  return app;
}

function list(view: View, topics: readonly TopicRow[], refused: readonly RefusedTopic[]): Html {
  const { readOnly } = view.desk.topicRules();
  const add = html`<a class="button main" href="${view.root}topics/new">New topic</a>`;
  return layout(
    view,
    'topics',
    'Topics',
    html`<div class="head"><h1>Topics</h1><p class="lede">What is watched, and how much of it there is.</p>${add}</div>
${readOnly === null ? '' : html`<p class="warn">${readOnly}</p>`}
${refused.map((topic) => refusedTopic(view, topic))}
${topics.length === 0 ? empty('No topic is watched.', html`Nothing is posted until one is. ${add}`) : table(view, topics)}`,
  );
}

export function refusedTopic({ root }: View, { topicId, messages, kept }: RefusedTopic): Html {
  return html`<div class="fault"><strong><a href="${root}topics/${topicId}">${topicId}</a></strong> ${kept ? 'goes on as it was before its edit' : 'is not watched'}: its own tests fail.<ul>${messages.map((message) => html`<li>${message}</li>`)}</ul></div>`;
}

function table(view: View, topics: readonly TopicRow[]): Html {
  const rows = topics.map(
    ({ id, name, watchlist, priority, destinations, perDay, lastAlertAt, relevant, judged }) => html`<tr>
<th scope="row"><a href="${view.root}topics/${id}">${name}</a><br><span class="dim">${watchlist}${priority === 'normal' ? '' : html` · <span class="tag ${priority}">${priority}</span>`}</span></th>
<td>${sparkline(perDay, 'stories')}</td>
<td class="num">${perDay.reduce((sum, n) => sum + n, 0)}</td>
<td>${lastAlertAt === null ? html`<span class="dim">none yet</span>` : html`<a href="${view.root}?topic=${id}">${time(lastAlertAt, view.now)}</a>`}</td>
<td class="num">${judged === 0 ? html`<span class="dim">not judged</span>` : html`${Math.round((relevant / judged) * 100)} % <span class="dim">of ${judged}</span>`}</td>
<td>${destinations.length === 0 ? html`<span class="dim">nowhere</span>` : destinations.join(', ')}</td></tr>`,
  );
  return html`<div class="panel scroll" tabindex="0" role="region" aria-label="Topics"><table>
<thead><tr><th scope="col">Topic</th><th scope="col">30 days</th><th scope="col" class="num">Stories</th><th scope="col">Last alert</th><th scope="col" class="num">Relevant</th><th scope="col">Posted to</th></tr></thead>
<tbody>${rows}</tbody></table></div>`;
}
