import { ButtonStyle } from 'discord.js';
import type { Form } from '../../src/domain/conversation.js';
import { button, type Rendered, rendered, row, textDisplay } from './components.js';
import { draftId } from './custom-ids.js';
import { escapeLine, escapeLines } from './escape.js';

/** A form that was filled in: what is wrong with it, else what would come of it, before it counts. */
export function renderForm(form: Form, draft: string): Rendered {
  const faults = form.fields.flatMap(({ label, error }) =>
    error === null ? [] : [`⚠️ **${escapeLine(label, 100)}**: ${escapeLine(error, 300)}`],
  );
  const preview = escapeLines(form.preview.join('\n'), 2000);
  const head = `**${escapeLine(form.title, 250) || 'Wirewatch'}**`;
  const parts = [head, ...faults.slice(0, 5), ...(preview === '' ? [] : [preview])];
  const save = button(form.submit, draftId('save', draft), ButtonStyle.Primary);
  const change = button('Change', draftId('change', draft));
  return rendered([textDisplay(parts.join('\n')), row(faults.length > 0 ? [change] : [save, change])]);
}
