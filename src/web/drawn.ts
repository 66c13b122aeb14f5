import type { Preview, PreviewBlock, PreviewLine, PreviewSpan } from '../domain/preview.js';
import { html, type Html, isWebLink, outward } from './html.js';

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
