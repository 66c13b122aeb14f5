import { Hono } from 'hono';
import type { LaneRow, OutboxEntry } from '../domain/pages.js';
import { barChart } from './chart.js';
import type { Outbox } from './desk.js';
import { count, html, type Html, query, time } from './html.js';
import { action, empty, layout, refusal } from './layout.js';
import { type Env, numberAsked, type View } from './view.js';

/** What is not posted yet and why, and how posting does. */

const PAGE_SIZE = 50;

export function outboxPages(): Hono<Env> {
  const app = new Hono<Env>();
  app.get('/outbox', async (context) => {
    const view = context.get('view');
    const page = numberAsked(context, 'page', { unless: 1, least: 1, most: 10_000 });
    const outbox = await view.desk.outbox((page - 1) * PAGE_SIZE, PAGE_SIZE);
    return context.html(outboxPage(view, outbox, page, NOTES[context.req.query('done') ?? '']));
  });
  app.post('/outbox/:what{release|drop}', async (context) => {
    const view = context.get('view');
    const { named } = await context.req.parseBody();
    if (typeof named !== 'string' || !/^[\w-]{1,80}$/.test(named)) return context.text('name an alert', 400);
    const drops = context.req.param('what') === 'drop';
    const acted = drops
      ? await view.desk.dropAlert(named, view.who)
      : await view.desk.act(`outbox retry ${named}`, view.who);
    if (!acted.ok) return context.html(refusal(view, acted.text), 409);
    return context.redirect(`../outbox${query({ done: drops ? 'dropped' : 'released' })}`, 303);
  });
  return app;
}

const NOTES: Readonly<Record<string, string>> = {
  released: 'Released: it is posted as soon as its destination takes it.',
  dropped: 'It is not posted.',
};

function outboxPage(view: View, outbox: Outbox, page: number, note: string | undefined): Html {
  const { parked, undecided, waiting, held, entries } = outbox;
  const total = parked + undecided + waiting + held;
  const more = page * PAGE_SIZE < total;
  return layout(
    view,
    'outbox',
    'Outbox',
    html`<div class="head"><h1>Outbox</h1><p class="lede">What is not posted yet, what it waits for, and how posting does.</p></div>
${note === undefined ? '' : html`<p class="good" role="status">${note}</p>`}
<ul class="figures">${figure(parked, 'parked, for you to mend')}${figure(undecided, 'being looked for')}${figure(waiting, 'waiting')}${figure(held, 'held for a digest')}</ul>
${
  entries.length === 0
    ? empty('Nothing waits.', html`All that was to be posted is posted.`)
    : html`<section class="panel"><div class="head"><h2>What waits</h2>${parked > 0 ? action(view, 'outbox/release', 'Release all that is parked', { named: 'all' }) : ''}</div><ul class="members">${entries.map((entry) => line(view, entry))}</ul>
${page > 1 || more ? html`<nav class="pager" aria-label="More">${page > 1 ? html`<a class="button" href="?page=${page - 1}">Before</a>` : ''}${more ? html`<a class="button" href="?page=${page + 1}">Next</a>` : ''}</nav>` : ''}</section>`
}
<section class="panel"><h2>Destinations</h2>${lanes(view, outbox.lanes)}</section>
<section class="panel"><h2>From publication to post, last 24 hours</h2>${lag(view, outbox)}</section>
<section class="panel"><div class="head"><h2>Jobs</h2><a class="button" href="${view.root}queues/">The queue board</a></div><ul class="figures">${Object.entries(outbox.queue).map(([kind, jobs]) => figure(jobs, kind))}</ul></section>`,
  );
}

const figure = (n: number, what: string) =>
  html`<li><b>${n.toLocaleString('en')}</b><span>${what}</span></li>`;

const STATES: Partial<Record<OutboxEntry['state'], string>> = {
  parked: 'parked',
  sending: 'being looked for',
  held: 'held for the digest',
};

function line(
  view: View,
  { id, destination, state, headline, reason, createdAt, notBefore }: OutboxEntry,
): Html {
  const next =
    state === 'parked' || notBefore <= view.now
      ? ''
      : html`<span>next try ${time(notBefore, view.now)}</span>`;
  const release = state === 'parked' ? action(view, 'outbox/release', 'Release', { named: id }) : '';
  const drop =
    state === 'sending'
      ? ''
      : action(
          view,
          'outbox/drop',
          'Drop',
          { named: id },
          'danger',
          `Drop ${headline}? It is then not posted.`,
        );
  return html`<li><p class="meta"><span class="state ${state}">${STATES[state] ?? 'waiting'}</span><span class="place">${destination}</span><span>since ${time(createdAt, view.now)}</span>${next}</p>
<a href="${view.root}alerts/${id}">${headline || 'Untitled'}</a>${reason === null ? '' : html`<p class="dim">${reason}</p>`}<div class="row">${release}${drop}</div></li>`;
}

const HEALTH = {
  well: ['ok', 'takes messages'],
  slow: ['warn', 'cannot be reached, or nobody knows what it took'],
  closed: ['bad', 'refuses what is sent'],
} as const;

function lanes(view: View, rows: readonly LaneRow[]): Html {
  const lines = rows.map(({ destination, health, restsUntil, failures, waiting, parked, lastSentAt }) => {
    const [look, what] = HEALTH[health];
    const rests = restsUntil > view.now ? html`rests until ${time(restsUntil, view.now)}` : 'free';
    return html`<tr><th scope="row"><a href="${view.root}?destination=${destination}">${destination}</a></th><td><span class="tag ${look}">${what}</span></td><td>${rests}${failures > 0 ? `, ${count(failures, 'lost reply', 'lost replies')}` : ''}</td><td class="num">${waiting}</td><td class="num">${parked}</td><td>${lastSentAt === null ? '–' : time(lastSentAt, view.now)}</td></tr>`;
  });
  if (lines.length === 0) return html`<p class="dim">None is on.</p>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Destinations"><table><thead><tr><th scope="col">Destination</th><th scope="col">How it does</th><th scope="col">Rate limit</th><th scope="col" class="num">Waiting</th><th scope="col" class="num">Parked</th><th scope="col">Last post</th></tr></thead><tbody>${lines}</tbody></table></div>`;
}

function lag({ now }: View, { lag: hours }: Outbox): Html {
  if (hours.length === 0)
    return html`<p class="dim">Nothing was posted whose source says when it was published.</p>`;
  const byHour = new Map(hours.map((one) => [one.hour.getTime(), one]));
  const last = Math.floor(now.getTime() / 3_600_000) * 3_600_000;
  const bars = Array.from({ length: 24 }, (_, i) => {
    const at = last - (23 - i) * 3_600_000;
    const { median = 0 } = byHour.get(at) ?? {};
    return { label: `${new Date(at).toISOString().slice(11, 16)} UTC`, value: Math.round(median / 6) / 10 };
  });
  const posts = hours.reduce((sum, one) => sum + one.posts, 0);
  return html`<p class="hint">${count(posts, 'post')}; minutes, half of the posts of an hour were faster.</p>${barChart(bars, 'min')}`;
}
