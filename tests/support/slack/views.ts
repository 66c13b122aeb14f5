import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { block, checkMrkdwn, plainText, textsOf, type Block } from './check-message.js';
import type { Args, Method, Reply } from './methods.js';
import type { Workspace } from './workspace.js';

/** A modal or a home view as it stands, with what is filled in. */
export interface StoredView {
  readonly id: string;
  readonly user: string;
  /** Changes with each drawing. */
  hash: string;
  view: View;
  /** By block and action, as Slack keeps it. */
  readonly typed: Map<string, Filled>;
  /** Drawn how many times. */
  drawn: number;
}

export interface Filled {
  readonly type: string;
  readonly value?: string | null;
  readonly selected_option?: { readonly value?: string } | null;
  readonly selected_options?: readonly { readonly value?: string }[];
}

export type View = z.infer<typeof view>;
export type InputBlock = z.infer<typeof input>;

const option = z.strictObject({ text: plainText(75), value: z.string().min(1).max(150) });
const options = z.array(option).min(1).max(100);
const actionId = z.string().min(1).max(255);

const inputElement = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('plain_text_input'),
    action_id: actionId,
    multiline: z.boolean().optional(),
    max_length: z.number().int().min(1).max(3000).optional(),
    initial_value: z.string().min(1).max(3000).optional(),
    dispatch_action_config: z
      .strictObject({
        trigger_actions_on: z.array(z.enum(['on_enter_pressed', 'on_character_entered'])).min(1),
      })
      .optional(),
  }),
  z.strictObject({
    type: z.literal('static_select'),
    action_id: actionId,
    options,
    initial_option: option.optional(),
  }),
  z.strictObject({
    type: z.literal('multi_static_select'),
    action_id: actionId,
    options,
    initial_options: options.optional(),
  }),
]);

const input = z.strictObject({
  type: z.literal('input'),
  block_id: z.string().min(1).max(255),
  label: plainText(2000),
  hint: plainText(2000).optional(),
  optional: z.boolean().optional(),
  dispatch_action: z.boolean().optional(),
  element: inputElement,
});

const blocks = z
  .array(z.union([input, block]))
  .max(100)
  .refine((all) => {
    const ids = all.flatMap((each) => ('block_id' in each ? (each.block_id ?? []) : []));
    return new Set(ids).size === ids.length;
  }, 'block_id is used twice');

const modal = z
  .strictObject({
    type: z.literal('modal'),
    title: plainText(24),
    submit: plainText(24).optional(),
    close: plainText(24).optional(),
    callback_id: z.string().min(1).max(255).optional(),
    private_metadata: z.string().max(3000).optional(),
    blocks,
  })
  .refine((each) => each.submit || !each.blocks.some(({ type }) => type === 'input'), 'inputs need submit');

const home = z.strictObject({
  type: z.literal('home'),
  callback_id: z.string().min(1).max(255).optional(),
  private_metadata: z.string().max(3000).optional(),
  blocks,
});

const view = z.union([modal, home]);

export const inputsOf = ({ blocks: all }: View): InputBlock[] =>
  all.flatMap((each) => (each.type === 'input' ? [each] : []));

export const plainBlocks = ({ blocks: all }: View): Block[] =>
  all.flatMap((each) => (each.type === 'input' ? [] : [each]));

export const viewButtons = (given: View) =>
  plainBlocks(given).flatMap((each) => (each.type === 'actions' ? each.elements : []));

/** As a person reads it. */
export function viewText(given: View): string {
  const labels = inputsOf(given).map(({ label, hint }) => `${label.text} ${hint?.text ?? ''}`);
  return [...('title' in given ? [given.title.text] : []), ...labels, ...textsOf(plainBlocks(given))].join(
    '\n',
  );
}

/** Slack's views: what a trigger opens, what is drawn anew, and the home of each person. */
export const viewMethods: Readonly<Record<string, Method>> = {
  'views.open': {
    token: 'bot',
    scopes: [],
    args: ['trigger_id', 'view', 'team_id'],
    required: ['trigger_id', 'view'],
    answer: open,
  },
  'views.update': {
    token: 'bot',
    scopes: [],
    args: ['view_id', 'view', 'hash', 'team_id'],
    required: ['view_id', 'view'],
    answer: update,
  },
  'views.publish': {
    token: 'bot',
    scopes: [],
    args: ['user_id', 'view', 'team_id'],
    required: ['user_id', 'view'],
    answer: publish,
  },
};

function open(workspace: Workspace, { trigger_id, view: given }: Args): Reply {
  const trigger = workspace.triggers.get(String(trigger_id));
  if (!trigger) return refuse('invalid_trigger_id');
  if (trigger.used) return refuse('exchanged_trigger_id');
  if (workspace.now().getTime() - trigger.issuedAt > workspace.triggerLastsMs)
    return refuse('expired_trigger_id');
  trigger.used = true;
  const parsed = read(workspace, given, 'modal');
  if (typeof parsed === 'string') return refuse(parsed);
  return { ok: true, view: stored(workspace, parsed, trigger.user) };
}

export function stored(workspace: Workspace, given: View, user: string): { id: string; hash: string } {
  const id = `V${randomUUID()}`;
  const kept = { id, user, hash: randomUUID(), view: given, typed: new Map<string, Filled>(), drawn: 1 };
  fill(kept);
  workspace.views.set(id, kept);
  return { id, hash: kept.hash };
}

function update(workspace: Workspace, { view_id, view: given, hash }: Args): Reply {
  const known = workspace.views.get(String(view_id));
  if (!known) return refuse('not_found');
  if (hash !== undefined && hash !== known.hash) return refuse('hash_conflict');
  const parsed = read(workspace, given, known.view.type);
  if (typeof parsed === 'string') return refuse(parsed);
  redraw(known, parsed);
  return { ok: true, view: { id: known.id, hash: known.hash } };
}

/** What is typed stays where block and action keep their names. */
export function redraw(known: StoredView, next: View): void {
  known.view = next;
  known.hash = randomUUID();
  known.drawn += 1;
  const names = new Set(inputsOf(next).map(({ block_id }) => block_id));
  for (const name of known.typed.keys()) if (!names.has(name)) known.typed.delete(name);
  fill(known);
}

function fill(known: StoredView): void {
  for (const { block_id, element } of inputsOf(known.view)) {
    if (known.typed.has(block_id)) continue;
    const { type } = element;
    if (type === 'plain_text_input')
      known.typed.set(block_id, { type, value: element.initial_value ?? null });
    else if (type === 'static_select')
      known.typed.set(block_id, { type, selected_option: element.initial_option ?? null });
    else known.typed.set(block_id, { type, selected_options: element.initial_options ?? [] });
  }
}

function publish(workspace: Workspace, { user_id, view: given }: Args): Reply {
  const parsed = read(workspace, given, 'home');
  if (typeof parsed === 'string') return refuse(parsed);
  const user = String(user_id);
  const before = [...workspace.views.values()].find(
    (each) => each.user === user && each.view.type === 'home',
  );
  if (before) redraw(before, parsed);
  return { ok: true, view: before ?? stored(workspace, parsed, user) };
}

/** Slack's error code for a view that it does not take. */
export function read(workspace: Workspace, given: unknown, type: View['type']): View | string {
  const parsed = view.safeParse(given);
  if (!parsed.success || parsed.data.type !== type) {
    workspace.violations.push(`a view: ${parsed.success ? parsed.data.type : z.prettifyError(parsed.error)}`);
    return 'invalid_arguments';
  }
  if (JSON.stringify(given).length > 250_000) return 'view_too_large';
  for (const text of textsOf(plainBlocks(parsed.data))) workspace.violations.push(...checkMrkdwn(text));
  return parsed.data;
}

const refuse = (error: string): Reply => ({ ok: false, error });
