import { html, type Html } from './html.js';

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

/** Overlapping marks are one. */
function marked(text: string, marks: readonly Place[]): Html {
  const parts: Html[] = [];
  let at = 0;
  for (const { start, end } of marks.toSorted((a, b) => a.start - b.start)) {
    if (end <= at || start >= text.length) continue;
    const from = Math.max(start, at);
    parts.push(html`${text.slice(at, from)}<mark>${text.slice(from, end)}</mark>`);
    at = end;
  }
  return html`${parts}${text.slice(at)}`;
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
