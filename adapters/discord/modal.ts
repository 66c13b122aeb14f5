import {
  type APILabelComponent,
  type APIModalInteractionResponseCallbackData,
  type APIStringSelectComponent,
  type APITextDisplayComponent,
  type APITextInputComponent,
  ComponentType,
  TextInputStyle,
} from 'discord.js';
import type { Field, Form, Suggestion } from '../../src/domain/conversation.js';
import { escapeLines, plainLine } from './escape.js';
import { isJson, listOf, textAt } from './json.js';

/** Discord's limits on what pops up. */
const MOST_PARTS = 5;
const MOST_TITLE = 45;
const MOST_LABEL = 45;
const MOST_HINT = 100;
const MOST_VALUE = 4000;
const MOST_OPTIONS = 25;

/** Fields that there is no room for: they go on with the values that they have. */
export const leftOut = ({ fields }: Form) => fields.slice(MOST_PARTS);

/** A form as it pops up. */
export function renderModal(form: Form, customId: string): APIModalInteractionResponseCallbackData {
  const shown = form.fields.slice(0, MOST_PARTS);
  const preview = shown.length < MOST_PARTS ? previewOf(form) : [];
  const title = plainLine(form.title, MOST_TITLE) || 'Wirewatch';
  return { custom_id: customId, title, components: [...preview, ...shown.map(labelOf)] };
}

/** What was filled in, by field; what was not is left out. */
export function readModal(components: unknown): Record<string, string> {
  const inputs = listOf(components).flatMap((part) =>
    isJson(part['component']) ? [part['component']] : listOf(part['components']),
  );
  return Object.fromEntries(
    inputs.flatMap((input) => {
      const id = textAt(input, 'custom_id');
      const values: readonly unknown[] = Array.isArray(input['values']) ? input['values'] : [];
      return id === null ? [] : [[id, textAt(input, 'value') ?? values.map(String).join(',')]];
    }),
  );
}

function previewOf({ preview }: Form): APITextDisplayComponent[] {
  const content = escapeLines(preview.join('\n'), 1000);
  return content === '' ? [] : [{ type: ComponentType.TextDisplay, content }];
}

function labelOf(field: Field): APILabelComponent {
  const hint = plainLine(field.error ?? field.hint ?? '', MOST_HINT);
  return {
    type: ComponentType.Label,
    label: plainLine(field.label, MOST_LABEL) || field.id,
    ...(hint !== '' && { description: hint }),
    component: field.kind === 'one' || field.kind === 'many' ? selectOf(field) : inputOf(field),
  };
}

function inputOf({ id, kind, value, required, longest }: Field): APITextInputComponent {
  const most = Math.min(longest, MOST_VALUE);
  const given = value.slice(0, most).toWellFormed();
  return {
    type: ComponentType.TextInput,
    custom_id: id,
    style: kind === 'text' ? TextInputStyle.Paragraph : TextInputStyle.Short,
    required,
    max_length: most,
    ...(given !== '' && { value: given }),
  };
}

function selectOf({ id, kind, value, options, required }: Field): APIStringSelectComponent {
  const chosen = new Set(kind === 'many' ? value.split(',').map((one) => one.trim()) : [value]);
  const offered = options.slice(0, MOST_OPTIONS);
  const asOption = (option: Suggestion) => ({
    label: plainLine(option.label, 100) || option.value,
    value: option.value,
    default: chosen.has(option.value),
  });
  return {
    type: ComponentType.StringSelect,
    custom_id: id,
    options: offered.map(asOption),
    required,
    min_values: required ? 1 : 0,
    max_values: kind === 'many' ? Math.max(1, offered.length) : 1,
  };
}
