import type { types } from '@slack/bolt';
import type { Field, Form, Suggestion } from '../../src/domain/conversation.js';
import type { Answer } from '../../src/domain/message.js';
import { section } from './blocks.js';
import { mrkdwn, plain } from './escape.js';
import { renderAnswer } from './render-answer.js';

export const FORM = 'ww_form';
/** Blocks and inputs of fields are named so, so that what is typed stays when a form is drawn anew. */
export const FIELD = 'ww_field_';

/** What a modal remembers of its form; Slack gives it back as it was. */
export interface Kept {
  readonly form: string;
  readonly subject: string | null;
  /** Where the form was asked for: a modal is nowhere. */
  readonly channel: string | null;
}

const CLOSE = { type: 'plain_text', text: 'Close' } as const;
const MAX_PREVIEW = 8;
const MAX_OPTIONS = 100;
/** Characters of an option's value: a longer one could not come back whole, so it is not offered. */
const MAX_VALUE = 150;

/** A form as a modal. */
export function formView(form: Form, channel: string | null): types.ModalView {
  const kept: Kept = { form: form.name, subject: form.subject, channel };
  const preview = form.preview.slice(0, MAX_PREVIEW).map((line) => mrkdwn(line, 250));
  const lines = preview.filter((line) => line !== '');
  return {
    type: 'modal',
    callback_id: FORM,
    private_metadata: JSON.stringify(kept),
    title: { type: 'plain_text', text: plain(form.title, 24) || 'Wirewatch' },
    submit: { type: 'plain_text', text: plain(form.submit, 24) || 'Send' },
    close: { type: 'plain_text', text: 'Cancel' },
    blocks: [
      ...form.fields.flatMap(fieldBlocks),
      ...(lines.length === 0 ? [] : [{ type: 'divider' } as const, section(lines.join('\n'))]),
    ],
  };
}

/** What a modal shows while something is looked at, and when it is done. */
export function answerView(answer: Answer): types.ModalView {
  return plainView(renderAnswer(answer).blocks);
}

export function waitView(): types.ModalView {
  return plainView([section('One moment …')]);
}

function plainView(blocks: types.KnownBlock[]): types.ModalView {
  return { type: 'modal', title: { type: 'plain_text', text: 'Wirewatch' }, close: CLOSE, blocks };
}

function fieldBlocks(field: Field): types.KnownBlock[] {
  const { id, label, hint, required, live, error } = field;
  const input: types.InputBlock = {
    type: 'input',
    block_id: FIELD + id,
    label: { type: 'plain_text', text: plain(label, 150) || id },
    optional: !required,
    dispatch_action: live,
    element: element(field),
    ...(hint !== null && { hint: { type: 'plain_text', text: plain(hint, 300) } }),
  };
  return error === null ? [input] : [input, section(`:warning: ${mrkdwn(error, 300)}`)];
}

function element({ id, kind, value, options, live, longest }: Field): types.InputBlock['element'] {
  const action_id = FIELD + id;
  const all = options
    .filter((one) => one.value.length <= MAX_VALUE)
    .slice(0, MAX_OPTIONS)
    .map(option);
  const chosen = new Set(value.split(','));
  if (kind === 'one' && all.length > 0) {
    const initial = all.find((one) => one.value === value);
    return { type: 'static_select', action_id, options: all, ...(initial && { initial_option: initial }) };
  }
  if (kind === 'many' && all.length > 0) {
    const initial = all.filter((one) => chosen.has(one.value ?? ''));
    return {
      type: 'multi_static_select',
      action_id,
      options: all,
      ...(initial.length > 0 && { initial_options: initial }),
    };
  }
  return {
    type: 'plain_text_input',
    action_id,
    multiline: kind === 'text',
    max_length: Math.min(longest, 3_000),
    ...(value !== '' && { initial_value: value.slice(0, Math.min(longest, 3_000)) }),
    ...(live && { dispatch_action_config: { trigger_actions_on: ['on_character_entered'] } }),
  };
}

function option({ value, label }: Suggestion): types.PlainTextOption {
  return { text: { type: 'plain_text', text: plain(label, 75) || value.slice(0, 75) }, value };
}

/** Fields as they are filled in, from what Slack says of a modal. */
export function valuesOf(state: unknown): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [block, elements] of entries(under(state, 'values'))) {
    if (!block.startsWith(FIELD)) continue;
    const given = under(elements, block);
    values[block.slice(FIELD.length)] = valueOf(given);
  }
  return values;
}

function valueOf(given: unknown): string {
  const text = under(given, 'value');
  if (typeof text === 'string') return text;
  const one = under(under(given, 'selected_option'), 'value');
  if (typeof one === 'string') return one;
  const many = under(given, 'selected_options');
  const all = Array.isArray(many) ? many.map((each) => under(each, 'value')) : [];
  return all.filter((each) => typeof each === 'string').join(',');
}

/** What a modal remembers; null for one that is not ours. */
export function keptIn(metadata: string): Kept | null {
  try {
    const kept: unknown = JSON.parse(metadata);
    const [form, subject, channel] = ['form', 'subject', 'channel'].map((key) => under(kept, key));
    const text = (value: unknown) => (typeof value === 'string' ? value : null);
    return typeof form === 'string' ? { form, subject: text(subject), channel: text(channel) } : null;
  } catch {
    return null;
  }
}

const under = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;

const entries = (value: unknown) => Object.entries(typeof value === 'object' && value !== null ? value : {});
