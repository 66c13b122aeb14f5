import { Hono } from 'hono';
import { html, type Html, query } from './html.js';
import { action, refusal } from './layout.js';
import { inside } from './guard.js';
import type { Env, View } from './view.js';

/** What a reader says of a story, as with the buttons in chat. */

const WORDS: Readonly<Record<string, string>> = {
  relevant: 'Noted: it is relevant.',
  irrelevant: 'Noted: it is not relevant. It is kept as an example for its topics.',
  mute: 'Muted for a day: its posts say by whom, and nothing new of it is posted.',
  unmute: 'It is posted again.',
};

export function storyActions(): Hono<Env> {
  const app = new Hono<Env>();
  app.post('/stories/:id{[0-9]{1,9}}/:what{relevant|irrelevant|mute|unmute}', async (context) => {
    const view = context.get('view');
    const { id, what } = context.req.param();
    const { back } = await context.req.parseBody();
    const acted =
      what === 'mute' || what === 'unmute'
        ? await view.desk.act(`${what} s${id}${what === 'mute' ? ' for 24h' : ''}`, view.who)
        : await view.desk.judge(Number(id), what === 'relevant', view.who);
    if (!acted.ok) return context.html(refusal(view, acted.text), 409);
    const to = typeof back === 'string' && back !== '' ? back : `stories/${id}`;
    return context.redirect(inside(view.root, `${to}${query({ done: what })}`), 303);
  });
  return app;
}

export function noteOf(done: string | undefined): Html {
  const note = WORDS[done ?? ''];
  return note === undefined ? '' : html`<p class="good" role="status">${note}</p>`;
}

/** `back`: the page that they stand on, as seen from the first one. */
export function storyButtons(view: View, storyId: number, back: string): Html {
  const button = (what: string, label: string) => action(view, `stories/${storyId}/${what}`, label, { back });
  return html`<div class="row acts" role="group" aria-label="Say what it is worth">${button('relevant', 'Relevant')}${button('irrelevant', 'Not relevant')}${button('mute', 'Mute for a day')}${button('unmute', 'Unmute')}</div>`;
}
