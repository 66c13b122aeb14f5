import type { WireAlert } from '../domain/pages.js';
import type { Briefing, Citation, Reason } from '../domain/briefing.js';
import type { Message } from '../domain/message.js';
import type { Preview, PreviewBlock, PreviewLine, PreviewSpan } from '../domain/preview.js';
import { foundInWords } from '../text/briefing-words.js';
import type { Choices } from './desk.js';
import { html, type Html, isWebLink, outward, query, time } from './html.js';
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
  const names = new Map(choices.topics.map((topic) => [topic.id, topic.name]));
  const chips = topics.map(
    (topic) => html`<a class="chip" href="${root}${query({ topic })}">${names.get(topic) ?? topic}</a>`,
  );
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

/** The words that were found, where they stand in the snippet: "AI" is not in "said". */
export function highlighted(snippet: string, terms: readonly string[]): Html {
  const words = terms
    .flatMap((term) => term.split(' … '))
    .filter((term) => term.length > 0)
    .toSorted((a, b) => b.length - a.length)
    .map((term) => bounded(term, term.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')));
  if (words.length === 0) return html`${snippet}`;
  const parts = snippet.split(new RegExp(`(${words.join('|')})`, 'iu'));
  return html`${parts.map((part, i) => (i % 2 === 1 ? html`<mark>${part}</mark>` : html`${part}`))}`;
}

/** Han has no spaces between words. */
function bounded(term: string, pattern: string): string {
  return /\p{sc=Han}/u.test(term) ? pattern : `(?<![\\p{L}\\p{N}])${pattern}(?![\\p{L}\\p{N}])`;
}

/** A message as a platform shows it, drawn from what is posted there. */
export function drawn({ platform, colour, blocks }: Preview): Html {
  const look = platform.toLowerCase();
  const edge = colour === null ? '' : html` data-colour="${colour.toString(16).padStart(6, '0')}"`;
  return html`<div class="drawn ${look}" role="group" aria-label="As it looks in ${platform}"${edge}>${blocks.map(block)}</div>`;
}

function block(part: PreviewBlock): Html {
  if (part.kind === 'divider') return html`<hr>`;
  if (part.kind === 'buttons')
    return html`<p class="keys">${part.labels.map((label) => html`<span class="key">${label}</span>`)}</p>`;
  return html`<div class="block">${part.lines.map(line)}</div>`;
}

function line({ style, spans }: PreviewLine): Html {
  return html`<p class="${style}">${spans.map(span)}</p>`;
}

function span({ text, bold, href }: PreviewSpan): Html {
  const shown = isWebLink(href) ? outward(href, text) : html`${text}`;
  return bold === true ? html`<b>${shown}</b>` : shown;
}
