import type { Briefing, Citation, Reason } from '../domain/briefing.js';
import type { Message } from '../domain/message.js';
import type { WireAlert } from '../domain/pages.js';
import type { Preview } from '../domain/preview.js';
import { foundInWords } from '../text/briefing-words.js';
import type { Choices } from './desk.js';
import { drawn } from './drawn.js';
import { html, type Html, outward, time } from './html.js';
import { highlighted } from './marked-text.js';
import { topicChips } from './topic-chips.js';
import type { View } from './view.js';

/** One alert of the wire. */

export function headline(message: Message): string {
  return (message.kind === 'alert' ? message.briefing.headline : message.title) || 'Untitled';
}

const STATES: Readonly<Record<WireAlert['state'], string>> = {
  pending: 'waiting',
  sending: 'being looked for',
  sent: 'posted',
  parked: 'parked',
  dropped: 'dropped',
  held: 'held for a digest',
  digested: 'told in a digest',
};

/** `preview`: as a platform shows it, instead of as the page does. */
export function alertCard(view: View, alert: WireAlert, choices: Choices, preview: Preview | null): Html {
  const { id, destination, priority, topics, message, state, createdAt, sentAt } = alert;
  const { root, now } = view;
  const chips = topicChips(choices, topics, root);
  const urgent = priority === 'normal' ? '' : html`<span class="tag ${priority}">${priority}</span>`;
  const title = html`<h2><a href="${root}alerts/${id}">${headline(message)}</a></h2>`;
  return html`<li class="card ${priority}" id="a-${id}" data-stamp="${alert.stamp}"><article>
<p class="meta">${urgent}${time(sentAt ?? createdAt, now)}<span class="place">${destination}</span><span class="state ${state}">${STATES[state]}</span>${chips}</p>
${preview === null ? html`${title}${content(view, message)}` : html`<h2 class="unseen"><a href="${root}alerts/${id}">${headline(message)}</a></h2>${drawn(preview)}`}
${alert.reason === null || state === 'sent' ? '' : html`<p class="fault">${alert.reason}</p>`}
</article></li>`;
}

function content(view: View, message: Message): Html {
  if (message.kind !== 'alert') return html`<p class="dek">${'text' in message ? message.text : ''}</p>`;
  const { briefing } = message;
  const points = briefing.points.map((point) => html`<li>${point.text}</li>`);
  return html`${briefing.dek === null ? '' : html`<p class="dek">${briefing.dek.text}</p>`}
${points.length === 0 ? '' : html`<ul class="points">${points}</ul>`}
${sources(briefing, view.now)}
<details class="why"><summary>Why this?</summary>${reasons(briefing.reasons)}</details>`;
}

/** Who published it, the origin first. */
export function sources({ sources: cited }: Briefing, now: Date): Html {
  if (cited.length === 0) return '';
  const shown = cited.slice(0, 6).map((source) => html`<li>${citation(source, now)}</li>`);
  const more = cited.length > 6 ? html`<li>and ${cited.length - 6} more</li>` : '';
  return html`<ul class="sources" aria-label="Sources">${shown}${more}</ul>`;
}

export function citation({ link, publisher, via, publishedAt, dated }: Citation, now: Date): Html {
  const from = via === null ? '' : ` via ${via}`;
  return html`${outward(link, publisher)}${from} <span class="dim">${dated ? '' : 'seen '}${time(publishedAt, now)}</span>`;
}

export function reasons(given: readonly Reason[]): Html {
  const entries = given.map(({ topicName, terms, field, snippet }) => {
    const found = terms.map((term, i) => html`${i === 0 ? '' : ', '}<q>${term}</q>`);
    return html`<li><strong>${topicName}</strong>: ${found} ${foundInWords(field)}${snippet === '' ? '' : html`<br><span class="snippet">${highlighted(snippet, terms)}</span>`}</li>`;
  });
  return html`<ul class="reasons">${entries}</ul>`;
}
