import { html, type Html, marked } from './html.js';

interface Place {
  readonly start: number;
  readonly end: number;
}

/** A text with what was found in it marked, and with one sentence that a briefing leads to, under the name `here`. */
export function markedText(text: string, found: readonly Place[], cited: Place | null): Html {
  const isPlace = cited !== null && cited.start >= 0 && cited.end > cited.start && cited.end <= text.length;
  if (!isPlace) return marked(text, found);
  const { start, end } = cited;
  const before = found
    .filter((place) => place.start < start)
    .map((place) => ({ ...place, end: Math.min(place.end, start) }));
  const after = found
    .filter((place) => place.end > end)
    .map((place) => ({ start: Math.max(place.start, end) - end, end: place.end - end }));
  return html`${marked(text.slice(0, start), before)}<span id="here" class="here">${text.slice(start, end)}</span>${marked(text.slice(end), after)}`;
}
