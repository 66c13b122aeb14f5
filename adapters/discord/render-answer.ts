import { type APIMessageTopLevelComponent, ButtonStyle, ComponentType } from 'discord.js';
import type { Answer, AnswerEntry } from '../../src/domain/message.js';
import { escapeLine, escapeLines, maskedLink } from './escape.js';
import { type Rendered, TEXT_BUDGET, rendered, textDisplay } from './render.js';

const MOST_ENTRIES = 25;

/** Renders an answer; `idOf` gives the custom id of the button that leads to a page. */
export function renderAnswer(answer: Answer, idOf: (page: number) => string): Rendered {
  const head = headOf(answer);
  const entries = entriesOf(answer, TEXT_BUDGET - head.length - 60);
  const components: APIMessageTopLevelComponent[] = [head, ...entries].filter(Boolean).map(textDisplay);
  return rendered(answer.pages > 1 ? [...components, pager(answer, idOf)] : components);
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

function pager({ page, pages }: Answer, idOf: (page: number) => string): APIMessageTopLevelComponent {
  const previous = page > 1 ? [button('← Previous', idOf(page - 1))] : [];
  const next = page < pages ? [button(`Next (${page} of ${pages}) →`, idOf(page + 1))] : [];
  return { type: ComponentType.ActionRow, components: [...previous, ...next] };
}

function button(label: string, custom_id: string) {
  return { type: ComponentType.Button as const, style: ButtonStyle.Secondary as const, label, custom_id };
}
