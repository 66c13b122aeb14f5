import { z } from 'zod';

/** A message as the Web API or a response URL takes it, after JSON. */
export interface Content {
  readonly text?: string;
  readonly blocks?: readonly Block[];
  readonly metadata?: Metadata;
}

/** What is wrong with a message: Slack's error code for it, or null; and what Slack would accept but we must not do. */
export interface Verdict {
  readonly error: string | null;
  readonly violations: readonly string[];
}

export type Block = z.infer<typeof block>;
type Metadata = z.infer<typeof metadata>;
export type Button = z.infer<typeof button>;

/** Holds a message against the limits of Slack's manual, and the undocumented one on its whole length. */
export function checkMessage(content: Readonly<Record<string, unknown>>): Verdict {
  const violations: string[] = [];
  const { text, blocks, metadata: given } = content;
  if (text !== undefined && typeof text !== 'string') return { error: 'invalid_arguments', violations };
  if (!text && blocks === undefined) return { error: 'no_text', violations };
  if (text && text.length > 40_000) return { error: 'msg_too_long', violations };
  violations.push(...checkMrkdwn(text ?? ''));
  if (blocks !== undefined) {
    if (!text) violations.push('no text beside the blocks: notifications and screen readers get nothing');
    if (text && text.length > 150) violations.push(`a notification of ${text.length} characters`);
    const parsed = message.safeParse(blocks);
    if (!parsed.success)
      return { error: 'invalid_blocks', violations: [...violations, z.prettifyError(parsed.error)] };
    if (JSON.stringify(blocks).length > 13_200) return { error: 'msg_blocks_too_long', violations };
    for (const part of textsOf(parsed.data)) violations.push(...checkMrkdwn(part));
  }
  if (given !== undefined && !metadata.safeParse(given).success)
    return { error: 'invalid_metadata_format', violations };
  return { error: null, violations };
}

export function parseContent(content: Readonly<Record<string, unknown>>): Content {
  return z
    .object({ text: z.string().optional(), blocks: message.optional(), metadata: metadata.optional() })
    .parse(content);
}

/** Every mrkdwn text of the blocks, in order. */
export function textsOf(blocks: readonly Block[]): string[] {
  return blocks.flatMap((each) => {
    if (each.type === 'section')
      return [each.text, ...(each.fields ?? [])].flatMap((text) => (text ? [text.text] : []));
    if (each.type === 'context')
      return each.elements.flatMap((element) => ('text' in element ? [element.text] : []));
    if (each.type === 'header') return [each.text.text];
    return [];
  });
}

export function buttonsOf(blocks: readonly Block[]): Button[] {
  return blocks.flatMap((each) => (each.type === 'actions' ? each.elements : []));
}

/** As a reader sees it: links as their labels, dates as their fallbacks, entities resolved. */
export function visibleText(content: Content): string {
  const texts = content.blocks ? textsOf(content.blocks) : [content.text ?? ''];
  return texts
    .join('\n')
    .replace(/<[^>|]*\|([^>]*)>/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

/** Only links to http(s) and dates may stand in angle brackets, and every `&` must begin an entity. */
export function checkMrkdwn(text: string): string[] {
  const rest = text.replace(ALLOWED_TAG, '').replace(/&(?:amp|lt|gt);/g, '');
  const stray = /<[^>]{0,80}>?|[&>]/.exec(rest);
  return stray ? [`markup or a mention that is not ours: ${stray[0]}`] : [];
}

const ALLOWED_TAG = /<(?:https?:\/\/[^<>|\s]{1,3000}|!date\^\d{1,12}\^[^<>|^]{1,80})\|[^<>|]{1,3000}>/g;

function textObject(max: number) {
  const text = z.string().min(1).max(max);
  return z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('mrkdwn'), text, verbatim: z.boolean().optional() }),
    z.strictObject({ type: z.literal('plain_text'), text, emoji: z.boolean().optional() }),
  ]);
}

export function plainText(max: number) {
  return z.strictObject({
    type: z.literal('plain_text'),
    text: z.string().min(1).max(max),
    emoji: z.boolean().optional(),
  });
}

const blockId = { block_id: z.string().min(1).max(255).optional() };

const button = z.strictObject({
  type: z.literal('button'),
  action_id: z.string().min(1).max(255),
  text: plainText(75),
  value: z.string().max(2000).optional(),
  url: z.url().max(3000).optional(),
  style: z.enum(['primary', 'danger']).optional(),
});

const image = z.strictObject({
  type: z.literal('image'),
  image_url: z.url().max(3000),
  alt_text: z.string().min(1).max(2000),
});

export const block = z.discriminatedUnion('type', [
  z.strictObject({
    ...blockId,
    type: z.literal('section'),
    text: textObject(3000).optional(),
    fields: z.array(textObject(2000)).min(1).max(10).optional(),
    accessory: z.union([button, image]).optional(),
    expand: z.boolean().optional(),
  }),
  z.strictObject({ ...blockId, type: z.literal('divider') }),
  z.strictObject({ ...blockId, type: z.literal('header'), text: plainText(150) }),
  z.strictObject({
    ...blockId,
    type: z.literal('context'),
    elements: z
      .array(z.union([textObject(3000), image]))
      .min(1)
      .max(10),
  }),
  z.strictObject({
    ...blockId,
    type: z.literal('actions'),
    elements: z
      .array(button)
      .min(1)
      .max(25)
      .refine((all) => allDiffer(all.map((each) => each.action_id)), 'action_id is used twice'),
  }),
]);

const message = z
  .array(block)
  .min(1)
  .max(50)
  .refine((all) => allDiffer(all.flatMap((each) => each.block_id ?? [])), 'block_id is used twice');

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const flat = z.record(z.string(), scalar);
const metadata = z.strictObject({
  event_type: z.string().regex(/^[A-Za-z0-9_]{1,255}$/),
  event_payload: z.record(z.string(), z.union([scalar, flat, z.array(flat)])),
});

function allDiffer(names: readonly string[]): boolean {
  return new Set(names).size === names.length;
}
