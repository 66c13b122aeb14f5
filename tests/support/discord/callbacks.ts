import { invalidForm } from './messages.js';
import { EPHEMERAL, isList, isObject } from './rules.js';
import { type Json, type Reply, type World, refuse } from './world.js';

/** What may be answered to what people do: a command, a button, typing, a form. */
const ALLOWED: Readonly<Record<number, readonly number[]>> = {
  2: [4, 5, 9],
  3: [4, 5, 6, 9],
  4: [8],
  5: [4, 5, 6],
};

/** The callback of an interaction as Discord would take it, or its refusal. */
export function checkCallback(
  world: World,
  interaction: number,
  hasMessage: boolean,
  body: unknown,
): { readonly type: number; readonly data: Json } | Reply {
  const type = isObject(body) ? Number(body.type) : 0;
  const data = isObject(body) && isObject(body.data) ? body.data : {};
  const faults = ALLOWED[interaction]?.includes(type)
    ? faultsOf(type, hasMessage, data)
    : [`type ${type} is no answer`];
  if (faults.length > 0) {
    world.violations.push(...faults.map((fault) => `callback: ${fault}: ${JSON.stringify(body)}`));
    return refuse(400, 50035, 'Invalid Form Body');
  }
  return (type === 4 ? invalidForm(world, data, 'answer') : null) ?? { type, data };
}

function faultsOf(type: number, hasMessage: boolean, data: Json): string[] {
  // A deferred answer takes no flag but "only to the asker".
  if (type === 5) return (Number(data.flags ?? 0) & ~EPHEMERAL) === 0 ? [] : ['flags of a deferred answer'];
  if (type === 6) return hasMessage ? [] : ['there is no message to change'];
  if (type === 8) return choiceFaults(data.choices);
  return type === 9 ? modalFaults(data) : [];
}

function choiceFaults(choices: unknown): string[] {
  if (!isList(choices) || choices.length > 25) return ['choices: at most 25'];
  return choices.flatMap(({ name, value }, at) => [
    ...within(`choices[${at}].name`, name, 1, 100),
    ...within(`choices[${at}].value`, value, 1, 100),
  ]);
}

const TEXT = 10;
const LABEL = 18;

function modalFaults({ custom_id, title, components }: Json): string[] {
  if (!isList(components) || components.length < 1 || components.length > 5) return ['components: 1 to 5'];
  const ids = components.flatMap(({ component }) => (isObject(component) ? [component.custom_id] : []));
  return [
    ...within('custom_id', custom_id, 1, 100),
    ...within('title', title, 1, 45),
    ...(new Set(ids).size < ids.length ? ['a custom_id is used twice'] : []),
    ...components.flatMap((component, at) => partFaults(`components[${at}]`, component)),
  ];
}

function partFaults(at: string, part: Json): string[] {
  if (part.type === TEXT) return within(`${at}.content`, part.content, 1, 4000);
  if (part.type !== LABEL || !isObject(part.component)) return [`${at}: neither a text nor a label`];
  return [
    ...within(`${at}.label`, part.label, 1, 45),
    ...(part.description === undefined ? [] : within(`${at}.description`, part.description, 1, 100)),
    ...inputFaults(`${at}.component`, part.component),
  ];
}

function inputFaults(at: string, input: Json): string[] {
  const id = within(`${at}.custom_id`, input.custom_id, 1, 100);
  if (input.type === 4) {
    const most = Number(input.max_length ?? 4000);
    const isSized = most >= 1 && most <= 4000;
    return [
      ...id,
      ...(input.label === undefined ? [] : [`${at}.label: not in a label`]),
      ...(input.style === 1 || input.style === 2 ? [] : [`${at}.style: 1 or 2`]),
      ...(isSized ? [] : [`${at}.max_length: 1 to 4000`]),
      ...(input.value === undefined ? [] : within(`${at}.value`, input.value, 1, most)),
    ];
  }
  return input.type === 3 ? [...id, ...selectFaults(at, input)] : [`${at}: type ${String(input.type)}`];
}

function selectFaults(at: string, { options, min_values, max_values, required }: Json): string[] {
  if (!isList(options) || options.length < 1 || options.length > 25) return [`${at}.options: 1 to 25`];
  const [least, most] = [Number(min_values ?? 1), Number(max_values ?? 1)];
  const chosen = options.filter(({ default: isChosen }) => isChosen === true).length;
  const values = options.map(({ value }) => value);
  return [
    ...(least >= 0 && least <= most && most >= 1 && most <= options.length
      ? []
      : [`${at}: min and max values`]),
    ...(required === true && least === 0 ? [`${at}: required, and none is enough`] : []),
    ...(chosen <= most ? [] : [`${at}: more chosen than may be`]),
    ...(new Set(values).size < values.length ? [`${at}.options: a value is used twice`] : []),
    ...options.flatMap(({ label, value }, index) => [
      ...within(`${at}.options[${index}].label`, label, 1, 100),
      ...within(`${at}.options[${index}].value`, value, 1, 100),
    ]),
  ];
}

function within(at: string, text: unknown, least: number, most: number): string[] {
  const length = typeof text === 'string' ? Array.from(text).length : -1;
  return length >= least && length <= most ? [] : [`${at}: ${least} to ${most} characters, is ${length}`];
}
