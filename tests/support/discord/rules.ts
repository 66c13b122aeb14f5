import type { Json } from './world.js';

/** Discord's rules for message bodies, as documented for API v10 with Components V2. */
export const V2 = 1 << 15;
export const EPHEMERAL = 1 << 6;
const SUPPRESS_EMBEDS = 1 << 2;
const SUPPRESS_NOTIFICATIONS = 1 << 12;

export type Use = 'create' | 'edit' | 'answer';

const fields: Readonly<Record<Use, readonly string[]>> = {
  create: [
    'content',
    'nonce',
    'tts',
    'embeds',
    'allowed_mentions',
    'message_reference',
    'components',
    'sticker_ids',
    'attachments',
    'flags',
    'enforce_nonce',
    'poll',
  ],
  edit: ['content', 'embeds', 'flags', 'allowed_mentions', 'components', 'attachments'],
  answer: ['content', 'embeds', 'flags', 'allowed_mentions', 'components', 'attachments', 'poll'],
};

const flagsOf: Readonly<Record<Use, number>> = {
  create: V2 | SUPPRESS_EMBEDS | SUPPRESS_NOTIFICATIONS,
  edit: V2 | SUPPRESS_EMBEDS,
  answer: V2 | SUPPRESS_EMBEDS | EPHEMERAL,
};

const ROW = 1;
const BUTTON = 2;
const SECTION = 9;
const TEXT = 10;
const SEPARATOR = 14;
const CONTAINER = 17;

/** All that is wrong with a body; empty when Discord would take it. `wasV2`: the message edited was in V2. */
export function faultsOf(body: unknown, use: Use, wasV2 = false): string[] {
  if (!isObject(body)) return ['the body is not an object'];
  const flags = typeof body.flags === 'number' ? body.flags : 0;
  const isV2 = (flags & V2) !== 0 || wasV2;
  return [
    ...unknownFields('body', body, fields[use]),
    ...flagFaults(body.flags, use),
    ...nonceFaults(body),
    ...mentionFaults(body.allowed_mentions),
    ...(isV2 ? v2Faults(body, use) : plainFaults(body, use)),
  ];
}

/** All text that a reader sees, in order, one line a component. */
export function visibleText(components: readonly Json[]): string {
  return components
    .flatMap((component) => [
      ...(typeof component.content === 'string' ? [component.content] : []),
      ...(isList(component.components) ? [visibleText(component.components)] : []),
      ...(isObject(component.accessory) ? [visibleText([component.accessory])] : []),
    ])
    .join('\n');
}

/** Every component, at any depth. */
export function allComponents(components: readonly Json[]): Json[] {
  return components.flatMap((component) => [
    component,
    ...(isList(component.components) ? allComponents(component.components) : []),
    ...(isObject(component.accessory) ? [component.accessory] : []),
  ]);
}

function flagFaults(flags: unknown, use: Use): string[] {
  if (flags === undefined) return [];
  if (typeof flags !== 'number' || !Number.isInteger(flags)) return ['flags: not an integer'];
  return (flags & ~flagsOf[use]) === 0 ? [] : [`flags: ${flags} may not be set here`];
}

function nonceFaults({ nonce, enforce_nonce }: Json): string[] {
  if (nonce === undefined) return enforce_nonce ? ['enforce_nonce: without a nonce'] : [];
  const isGood = Number.isSafeInteger(nonce) || (typeof nonce === 'string' && nonce.length <= 25);
  return isGood ? [] : ['nonce: must be an integer or a string of at most 25 characters'];
}

function mentionFaults(allowed: unknown): string[] {
  if (allowed === undefined) return ['allowed_mentions: absent, so every mention in the text would ping'];
  const parse = isObject(allowed) ? allowed.parse : null;
  const isGood = Array.isArray(parse) && parse.every((kind) => ['roles', 'users', 'everyone'].includes(kind));
  return isGood ? [] : ['allowed_mentions.parse: not a list of kinds'];
}

function plainFaults({ content, components, embeds }: Json, use: Use): string[] {
  const faults: string[] = [];
  const text = content ?? '';
  if (typeof text !== 'string' || characters(text) > 2000) faults.push('content: at most 2000 characters');
  if (use === 'create' && text === '' && !embeds) faults.push('content: an empty message (50006)');
  const rows = components ?? [];
  if (!isList(rows) || rows.length > 5 || rows.some((row) => row.type !== ROW))
    return [...faults, 'components: at most 5, and only rows without V2'];
  const inRows = rows.flatMap((row, index) => componentFaults(`components[${index}]`, row, [ROW]));
  return [...faults, ...inRows, ...embedFaults(embeds ?? [])];
}

function embedFaults(embeds: unknown): string[] {
  if (!isList(embeds) || embeds.length > 10) return ['embeds: at most 10'];
  return embeds.flatMap((embed, index) => [
    ...unknownFields(`embeds[${index}]`, embed, ['title', 'description', 'url', 'color', 'timestamp']),
    ...lengthFaults(`embeds[${index}].description`, embed.description, 1, 4096),
    ...within(`embeds[${index}].color`, embed.color ?? 0, 0, 0xffffff),
  ]);
}

function v2Faults(body: Json, use: Use): string[] {
  const faults = ['content', 'embeds', 'poll', 'sticker_ids']
    .filter((field) => body[field] !== undefined && body[field] !== null && body[field] !== '')
    .map((field) => `${field}: not allowed with V2 components`);
  const { components } = body;
  if (components === undefined && use !== 'create') return faults;
  if (!isList(components) || components.length === 0) return [...faults, 'components: at least one'];
  const all = allComponents(components);
  if (all.length > 40) faults.push(`components: ${all.length} in total, at most 40`);
  const written = all.reduce(
    (sum, { content }) => sum + (typeof content === 'string' ? characters(content) : 0),
    0,
  );
  if (written > 4000) faults.push(`components: ${written} characters of text in total, at most 4000`);
  const ids = all.flatMap(({ custom_id }) => (custom_id === undefined ? [] : [custom_id]));
  if (new Set(ids).size < ids.length) faults.push('components: a custom_id is used twice');
  const top = [ROW, SECTION, TEXT, SEPARATOR, CONTAINER];
  return [
    ...faults,
    ...components.flatMap((each, index) => componentFaults(`components[${index}]`, each, top)),
  ];
}

function componentFaults(at: string, component: Json, allowed: readonly number[]): string[] {
  const { type } = component;
  if (typeof type !== 'number' || !allowed.includes(type))
    return [`${at}: type ${String(type)} may not stand here`];
  const check = checks[type];
  return check ? check(at, component) : [];
}

const checks: Readonly<Record<number, (at: string, component: Json) => string[]>> = {
  [ROW]: (at, row) => [
    ...unknownFields(at, row, ['type', 'id', 'components']),
    ...childFaults(at, row.components, [BUTTON], 5),
  ],
  [SECTION]: (at, section) => [
    ...unknownFields(at, section, ['type', 'id', 'components', 'accessory']),
    ...childFaults(at, section.components, [TEXT], 3),
    ...(isObject(section.accessory)
      ? componentFaults(`${at}.accessory`, section.accessory, [BUTTON])
      : [`${at}.accessory: required`]),
  ],
  [CONTAINER]: (at, container) => [
    ...unknownFields(at, container, ['type', 'id', 'components', 'accent_color', 'spoiler']),
    ...within(`${at}.accent_color`, container.accent_color ?? 0, 0, 0xffffff),
    ...childFaults(at, container.components, [ROW, SECTION, TEXT, SEPARATOR], 40),
  ],
  [TEXT]: (at, text) => [
    ...unknownFields(at, text, ['type', 'id', 'content']),
    ...lengthFaults(`${at}.content`, text.content, 1, 4000),
  ],
  [SEPARATOR]: (at, separator) => [
    ...unknownFields(at, separator, ['type', 'id', 'divider', 'spacing']),
    ...within(`${at}.spacing`, separator.spacing ?? 1, 1, 2),
  ],
  [BUTTON]: buttonFaults,
};

function buttonFaults(at: string, button: Json): string[] {
  const { style, url } = button;
  const faults = [
    ...unknownFields(at, button, ['type', 'id', 'style', 'label', 'emoji', 'custom_id', 'url', 'disabled']),
    ...within(`${at}.style`, style, 1, 5),
    ...lengthFaults(`${at}.label`, button.label, 1, 80),
  ];
  if (style !== 5) {
    if (url !== undefined) faults.push(`${at}.url: only on a link button`);
    return [...faults, ...lengthFaults(`${at}.custom_id`, button.custom_id, 1, 100)];
  }
  if (button.custom_id !== undefined) faults.push(`${at}.custom_id: not on a link button`);
  const isLink = typeof url === 'string' && /^(https?|discord):\/\//.test(url) && URL.canParse(url);
  return isLink
    ? [...faults, ...lengthFaults(`${at}.url`, url, 1, 512)]
    : [...faults, `${at}.url: not a link`];
}

function childFaults(at: string, children: unknown, allowed: readonly number[], most: number): string[] {
  if (!isList(children) || children.length === 0 || children.length > most) {
    return [`${at}.components: between 1 and ${most}`];
  }
  return children.flatMap((child, index) => componentFaults(`${at}.components[${index}]`, child, allowed));
}

function lengthFaults(at: string, text: unknown, least: number, most: number): string[] {
  const length = typeof text === 'string' ? characters(text) : -1;
  return length >= least && length <= most
    ? []
    : [`${at}: must be ${least} to ${most} characters, is ${length}`];
}

function within(at: string, value: unknown, least: number, most: number): string[] {
  const isIn = Number.isInteger(value) && Number(value) >= least && Number(value) <= most;
  return isIn ? [] : [`${at}: must be ${least} to ${most}`];
}

function unknownFields(at: string, value: Json, known: readonly string[]): string[] {
  return Object.keys(value)
    .filter((field) => !known.includes(field))
    .map((field) => `${at}.${field}: unknown field`);
}

/** Discord counts code points. */
function characters(text: string): number {
  return Array.from(text).length;
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isList(value: unknown): value is Json[] {
  return Array.isArray(value) && value.every(isObject);
}
