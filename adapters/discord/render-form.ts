import { type APIMessageTopLevelComponent, ButtonStyle, ComponentType } from 'discord.js';
import type { Form } from '../../src/domain/conversation.js';
import { draftId } from './custom-ids.js';
import { escapeLine, escapeLines, plainLine } from './escape.js';
import { type Rendered, rendered, textDisplay } from './render.js';

/** A form that was filled in: what is wrong with it, else what would come of it, before it counts. */
export function renderForm(form: Form, draft: string): Rendered {
  const faults = form.fields.flatMap(({ label, error }) =>
    error === null ? [] : [`⚠️ **${escapeLine(label, 100)}**: ${escapeLine(error, 300)}`],
  );
  const preview = escapeLines(form.preview.join('\n'), 2000);
  const head = `**${escapeLine(form.title, 250) || 'Wirewatch'}**`;
  const parts = [head, ...faults.slice(0, 5), ...(preview === '' ? [] : [preview])];
  const save = button(form.submit, ButtonStyle.Primary, draftId('save', draft));
  const change = button('Change', ButtonStyle.Secondary, draftId('change', draft));
  const row: APIMessageTopLevelComponent = {
    type: ComponentType.ActionRow,
    components: faults.length > 0 ? [change] : [save, change],
  };
  return rendered([textDisplay(parts.join('\n')), row]);
}

function button(label: string, style: ButtonStyle.Primary | ButtonStyle.Secondary, custom_id: string) {
  return { type: ComponentType.Button as const, style, label: plainLine(label, 80) || 'OK', custom_id };
}
