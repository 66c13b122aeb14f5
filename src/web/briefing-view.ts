import type { Briefing, CitedSentence, Conflict } from '../domain/briefing.js';
import {
  conflictHeading,
  countsInWords,
  madeInWords,
  markInWords,
  partsInOrder,
  relationInWords,
  sideBy,
  weaknessesInWords,
} from '../text/briefing-words.js';
import { citation } from './alert-card.js';
import { html, type Html, outward } from './html.js';
import type { View } from './view.js';

/** A briefing in full: each sentence leads to its place in the text that it is from. */
export function briefingInFull(view: View, briefing: Briefing): Html {
  const { dek, points, languages } = briefing;
  const parts = partsInOrder(briefing).map(
    ({ heading, sentences }) =>
      html`<h3>${heading}</h3><ul class="points">${sentences.map((one) => html`<li>${cited(view, one)}</li>`)}</ul>`,
  );
  return html`${dek === null ? '' : html`<p class="dek">${cited(view, dek)}</p>`}
${points.length === 0 ? '' : html`<ul class="points">${points.map((point) => html`<li>${cited(view, point)}</li>`)}</ul>`}
${parts}
<p class="hint">${countsInWords(briefing.counts)} · ${madeInWords(briefing.made)}${languages.length > 1 ? html` · in ${languages.join(', ')}` : ''}</p>`;
}

/** The sentence, and a link to where it stands. */
function cited({ root }: View, { text, itemId, publisher, start, end }: CitedSentence): Html {
  return html`${text} <a class="cite" href="${root}items/${itemId}?from=${start}&amp;to=${end}#here" title="Where it stands">${publisher}</a>`;
}

/** Figures and dates that sources give differently, side by side. */
export function conflictsSideBySide(view: View, conflicts: readonly Conflict[]): Html {
  if (conflicts.length === 0) return '';
  const pairs = conflicts.map(
    ({ sides }) =>
      html`<div class="versus">${sides.map((side) => html`<div><b>${side.value}</b> <span class="dim">${sideBy(side)}</span><p>${cited(view, side.sentence)}</p></div>`)}</div>`,
  );
  return html`<section class="panel"><h2>${conflictHeading(conflicts)}</h2>${pairs}</section>`;
}

/** All sources, with what is known of each. */
export function sourcesInFull({ now }: View, { sources }: Briefing): Html {
  const lines = sources.map((source) => {
    const weak = weaknessesInWords(source);
    const mark = markInWords(source.mark);
    const { copies, standing, origin } = source;
    const reprints =
      copies.count === 0
        ? ''
        : html` <span class="dim">reprinted by ${copies.publishers.join(', ')}${copies.count > copies.publishers.length ? html` and ${copies.count - copies.publishers.length} more` : ''}</span>`;
    const from = origin === null ? '' : html` <span class="dim">from ${origin}</span>`;
    return html`<li>${citation(source, now)}${from}${standing === 'background' ? html` <span class="tag">background</span>` : ''}${mark === '' ? '' : html` <span class="tag warn">${mark}</span>`}${reprints}${weak === '' ? '' : html`<br><span class="dim">${weak}</span>`}</li>`;
  });
  return html`<ul class="members">${lines}</ul>`;
}

export function relatedStories({ root }: View, { related }: Briefing): Html {
  if (related.length === 0) return '';
  const lines = related.map(
    ({ storyId, headline, link, publisher, relation }) =>
      html`<li><span class="tag">${relationInWords(relation)}</span> <a href="${root}stories/${storyId}">${headline}</a> <span class="dim">${outward(link, publisher)}</span></li>`,
  );
  return html`<section class="panel"><h2>Related stories</h2><ul class="members">${lines}</ul></section>`;
}
