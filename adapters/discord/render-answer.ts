import type { Button } from '../../src/domain/action.js';
import type { Answer, AnswerEntry } from '../../src/domain/message.js';
import { button, type Rendered, rendered, row, TEXT_BUDGET, textDisplay } from './components.js';
import { buttonId, pageId } from './custom-ids.js';
import { escapeLine, escapeLines, maskedLink } from './escape.js';

const MOST_ENTRIES = 25;
const MOST_BUTTONS = 5;

/** Renders an answer; `fit` makes a custom id that is too long short enough. */
export function renderAnswer(answer: Answer, fit: (customId: string) => string): Rendered {
  const head = headOf(answer);
  const entries = entriesOf(answer, TEXT_BUDGET - head.length - 60);
  const text = [head, ...entries].filter(Boolean).map(textDisplay);
  return rendered([...text, ...actionsOf(answer.buttons ?? [], fit), ...pagerOf(answer, fit)]);
}

function headOf({ ok, title, text }: Answer): string {
  const heading = `${ok ? '' : '⚠️ '}**${escapeLine(title, 250) || 'Wirewatch'}**`;
  const body = text === null ? '' : escapeLines(text, 2000);
  return body === '' ? heading : `${heading}\n${body}`;
}

/** As many entries as fit, each whole; how many did not is said. */
function entriesOf({ entries }: Answer, budget: number): string[] {
  const shown: string[] = [];
  let left = budget;
  for (const entry of entries.slice(0, MOST_ENTRIES)) {
    const text = entryOf(entry, left);
    if (text === null) break;
    shown.push(text);
    left -= text.length;
  }
  const more = entries.length - shown.length;
  return more > 0 ? [...shown, `-# and ${more} more that do not fit here`] : shown;
}

/** The title with its link and the small print first; the quotation gets what is left. Null: no room. */
function entryOf(entry: AnswerEntry, room: number): string | null {
  const title = `**${maskedLink(entry.title, entry.link, 200) || 'Untitled'}**`;
  const detail = escapeLine(entry.detail, 200);
  const head = detail === '' ? title : `${title}\n-# ${detail}`;
  if (head.length > room) return null;
  const quoted = escapeLines(entry.text ?? '', Math.min(room - head.length - 20, 400));
  const whole = `${head}\n> ${quoted.replaceAll('\n', '\n> ')}`;
  return quoted === '' || whole.length > room ? head : whole;
}

function actionsOf(buttons: readonly Button[], fit: (customId: string) => string) {
  const labels = new Map(buttons.map((one) => [fit(buttonId(one)), one.label]));
  const components = [...labels].slice(0, MOST_BUTTONS).map(([id, label]) => button(label, id));
  return components.length === 0 ? [] : [row(components)];
}

function pagerOf({ page, pages, question }: Answer, fit: (customId: string) => string) {
  if (pages <= 1) return [];
  const to = (label: string, other: number) => button(label, fit(pageId(question, other)));
  const previous = page > 1 ? [to('← Previous', page - 1)] : [];
  const next = page < pages ? [to(`Next (${page} of ${pages}) →`, page + 1)] : [];
  return [row([...previous, ...next])];
}
