import {
  type APILabelComponent,
  type APIModalInteractionResponseCallbackData,
  type APIStringSelectComponent,
  type APITextDisplayComponent,
  type APITextInputComponent,
  ComponentType,
  TextInputStyle,
} from 'discord.js';
import type { Field, Form } from '../../src/domain/conversation.js';
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
export function leftOut(form: Form): Field[] {
  const shown = new Set(roomFor(form));
  return form.fields.filter((field) => !shown.has(field));
}

/** A form as it pops up. */
export function renderModal(form: Form, customId: string): APIModalInteractionResponseCallbackData {
  const shown = roomFor(form);
  const preview = shown.length < MOST_PARTS ? previewOf(form) : [];
  const title = plainLine(form.title, MOST_TITLE) || 'Wirewatch';
  return { custom_id: customId, title, components: [...preview, ...shown.map(labelOf)] };
}

/** A value that would be cut, or that could not be chosen again, is better not asked for. */
function roomFor({ fields }: Form): Field[] {
  const fits = (field: Field) => {
    if (!isChosen(field)) return field.value.length <= MOST_VALUE;
    const offered = new Set(field.options.map(({ value }) => value));
    const chosen = chosenIn(field);
    return offered.size > 0 && chosen.length <= MOST_OPTIONS && chosen.every((value) => offered.has(value));
  };
  return fields.filter(fits).slice(0, MOST_PARTS);
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
    component: isChosen(field) ? selectOf(field) : inputOf(field),
  };
}

function inputOf({ id, kind, value, required, longest }: Field): APITextInputComponent {
  return {
    type: ComponentType.TextInput,
    custom_id: id,
    style: kind === 'text' ? TextInputStyle.Paragraph : TextInputStyle.Short,
    required,
    max_length: Math.min(Math.max(longest, value.length, 1), MOST_VALUE),
    ...(value !== '' && { value: value.toWellFormed() }),
  };
}

function selectOf(field: Field): APIStringSelectComponent {
  const { id, kind, options, required } = field;
  const chosen = new Set(chosenIn(field));
  // What is chosen has to be among those that there is room for.
  const offered = options
    .toSorted((a, b) => Number(chosen.has(b.value)) - Number(chosen.has(a.value)))
    .slice(0, MOST_OPTIONS);
  return {
    type: ComponentType.StringSelect,
    custom_id: id,
    options: offered.map(({ label, value }) => ({
      label: plainLine(label, 100) || value,
      value,
      default: chosen.has(value),
    })),
    required,
    min_values: required ? 1 : 0,
    max_values: kind === 'many' ? offered.length : 1,
  };
}

const isChosen = ({ kind }: Field) => kind === 'one' || kind === 'many';

function chosenIn({ kind, value }: Field): string[] {
  const values = kind === 'many' ? value.split(',').map((one) => one.trim()) : [value];
  return values.filter((one) => one !== '');
}
