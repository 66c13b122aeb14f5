import { checkCallback } from './callbacks.js';
import { apply, invalidForm, keep } from './messages.js';
import { EPHEMERAL, V2, allComponents, isList, isObject, visibleText } from './rules.js';
import {
  type Channel,
  type Json,
  type Message,
  type Person,
  type Reply,
  type World,
  channelJson,
  messageJson,
  refuse,
  userJson,
} from './world.js';

const ACKNOWLEDGE_WITHIN_MS = 3000;
const TOKEN_LASTS_MS = 15 * 60_000;
/** Types of what people do. */
const COMMAND = 2;
const PRESS = 3;
const TYPING = 4;
const SUBMIT = 5;

/** Something a person did, and what came of it. */
interface Interaction {
  readonly id: string;
  readonly type: number;
  readonly startedMs: number;
  readonly person: Person;
  readonly channel: string;
  /** The message whose button was pressed, or from which the form was opened. */
  readonly source: Message | null;
  isAcknowledged: boolean;
  /** What the answer is written to, once acknowledged. */
  answer: Message | null;
  readonly came: Came;
}

interface Came {
  acknowledged(): void;
  shown(message: Message): void;
  modal(modal: Modal): void;
  choices(choices: readonly Choice[]): void;
}

/** What the one who asked sees. */
export interface Shown {
  readonly text: string;
  readonly onlyToAsker: boolean;
  readonly message: Message;
  readonly buttons: readonly { readonly label: string; readonly customId: string }[];
}

/** A form that has popped up. */
export interface Modal {
  readonly customId: string;
  readonly title: string;
  readonly components: readonly Json[];
  readonly person: Person;
  readonly channel: string;
  readonly source: Message | null;
}

export interface Choice {
  readonly name: string;
  readonly value: string;
}

export interface Asked {
  readonly id: string;
  readonly token: string;
  readonly acknowledged: Promise<void>;
  readonly shown: Promise<Shown>;
  readonly modal: Promise<Modal>;
  readonly choices: Promise<readonly Choice[]>;
  /** The gateway says it once more, as after a reconnection. */
  again(): void;
}

export interface Interactions {
  /** A person sends `/wirewatch <verb> <value>`, as their client shows the registered command. */
  command(
    channel: Channel,
    verb: string,
    values: Readonly<Record<string, string>>,
    person?: Person,
    guild?: string,
  ): Asked;
  /** A person types into an option that is completed. */
  type(channel: Channel, verb: string, option: string, typed: string, person?: Person): Asked;
  /** A person uses an entry of a message's menu. */
  menu(channel: Channel, name: string, message: Json, person?: Person): Asked;
  /** A person presses a button of a message that they see. */
  press(message: Message, customId: string, person?: Person): Asked;
  /** A person sends a form off, with some of its fields changed. */
  submit(modal: Modal, values: Readonly<Record<string, string | readonly string[]>>): Asked;
  callback(id: string, token: string, body: unknown): Reply;
  editOriginal(application: string, token: string, body: unknown): Reply;
  followUp(application: string, token: string, body: unknown): Reply;
}

export function createInteractions(
  world: World,
  dispatch: (type: string, data: unknown) => void,
): Interactions {
  const open = new Map<string, Interaction>();

  function begin(
    { type, channel, source = null, person = world.ana, guild = world.guild }: Begun,
    data: Json,
  ): Asked {
    const id = world.newId();
    const token = `token-of-${id}`;
    const { came, promised } = expectations();
    const begun = { id, type, startedMs: world.nowMs(), person, channel: channel.id, source, came };
    open.set(token, { ...begun, isAcknowledged: false, answer: null });
    const who = userJson(person.id, false, person.name);
    const said = {
      id,
      application_id: world.application,
      type,
      token,
      version: 1,
      channel_id: channel.id,
      channel: channelJson(world, channel),
      locale: 'en-GB',
      entitlements: [],
      authorizing_integration_owners: {},
      app_permissions: '0',
      attachment_size_limit: 10_485_760,
      data,
      ...(channel.type === 1 ? { user: who } : memberOf(guild, who, person)),
      ...(source && { message: messageJson(world, source) }),
    };
    dispatch('INTERACTION_CREATE', said);
    return { id, token, ...promised, again: () => dispatch('INTERACTION_CREATE', said) };
  }

  function press(message: Message, customId: string, person = world.ana): Asked {
    const carries = allComponents(message.components).some(({ custom_id }) => custom_id === customId);
    if (!carries) throw new Error(`the message has no button ${customId}`);
    const data = { custom_id: customId, component_type: 2 };
    return begin({ type: PRESS, channel: channelOf(message), source: message, person }, data);
  }

  function submit(modal: Modal, values: Readonly<Record<string, string | readonly string[]>>): Asked {
    const channel = world.channels.get(modal.channel);
    if (!channel) throw new Error('the channel of the form is gone');
    const components = modal.components.map((component) => filledIn(component, values));
    const { person, source } = modal;
    return begin({ type: SUBMIT, channel, source, person }, { custom_id: modal.customId, components });
  }

  /** Private messages stand in no channel; they are seen where they were asked for. */
  function channelOf({ channel }: Message): Channel {
    const found = world.channels.get(channel) ?? [...world.channels.values()][0];
    if (!found) throw new Error('there is no channel');
    return found;
  }

  function callback(id: string, token: string, body: unknown): Reply {
    const interaction = open.get(token);
    if (!interaction || interaction.id !== id) return refuse(404, 10062, 'Unknown interaction');
    if (world.nowMs() - interaction.startedMs > ACKNOWLEDGE_WITHIN_MS) {
      world.violations.push('an interaction was acknowledged after three seconds');
      return refuse(404, 10062, 'Unknown interaction');
    }
    if (interaction.isAcknowledged) {
      world.violations.push('an interaction was acknowledged twice');
      return refuse(400, 40060, 'Interaction has already been acknowledged.');
    }
    const checked = checkCallback(world, interaction.type, interaction.source !== null, body);
    if ('status' in checked) return checked;
    interaction.isAcknowledged = true;
    carryOut(interaction, checked.type, checked.data);
    interaction.came.acknowledged();
    return { status: 204 };
  }

  function carryOut(interaction: Interaction, type: number, data: Json): void {
    const { person, channel, source, came } = interaction;
    if (type === 4 || type === 5) {
      interaction.answer = keep(world, channel, data, null);
      if (type === 4) came.shown(interaction.answer);
    }
    if (type === 6) interaction.answer = source;
    if (type === 8 && isList(data.choices)) came.choices(data.choices as unknown as Choice[]);
    if (type === 9 && isList(data.components)) {
      const { custom_id, title, components } = data;
      came.modal({ customId: String(custom_id), title: String(title), components, person, channel, source });
    }
  }

  function editOriginal(application: string, token: string, body: unknown): Reply {
    const interaction = heldBy(application, token);
    if (!interaction) return refuse(401, 50027, 'Invalid Webhook Token');
    const { answer } = interaction;
    if (!answer) {
      world.violations.push('an answer came before its acknowledgement');
      return refuse(404, 10015, 'Unknown Webhook');
    }
    if (answer.isGone) return refuse(404, 10008, 'Unknown Message');
    const invalid = invalidForm(world, body, 'answer', (answer.flags & V2) !== 0);
    if (invalid || !isObject(body)) return invalid ?? refuse(400, 50109, 'Invalid JSON');
    apply(world, answer, body);
    interaction.came.shown(answer);
    return { status: 200, body: messageJson(world, answer) };
  }

  function followUp(application: string, token: string, body: unknown): Reply {
    const interaction = heldBy(application, token);
    if (!interaction?.isAcknowledged) return refuse(401, 50027, 'Invalid Webhook Token');
    const invalid = invalidForm(world, body, 'answer');
    if (invalid || !isObject(body)) return invalid ?? refuse(400, 50109, 'Invalid JSON');
    const message = keep(world, interaction.channel, body, null);
    interaction.came.shown(message);
    return { status: 200, body: messageJson(world, message) };
  }

  function heldBy(application: string, token: string): Interaction | null {
    const interaction = open.get(token);
    const isExpired = !interaction || world.nowMs() - interaction.startedMs > TOKEN_LASTS_MS;
    return isExpired || application !== world.application ? null : interaction;
  }

  return {
    command: (channel, verb, values, person, guild) => {
      const options = Object.entries(values).map(([name, value]) => ({ type: 3, name, value }));
      return begin({ type: COMMAND, channel, person, guild }, commandData(world, verb, options));
    },
    type: (channel, verb, option, typed, person) => {
      const options = [{ type: 3, name: option, value: typed, focused: true }];
      return begin({ type: TYPING, channel, person }, commandData(world, verb, options));
    },
    menu: (channel, name, message, person) => {
      const id = String(message.id);
      const data = {
        id: world.newId(),
        name,
        type: 3,
        target_id: id,
        resolved: { messages: { [id]: message } },
      };
      return begin({ type: COMMAND, channel, person }, data);
    },
    press,
    submit,
    callback,
    editOriginal,
    followUp,
  };
}

interface Begun {
  readonly type: number;
  readonly channel: Channel;
  readonly source?: Message | null;
  readonly person?: Person | undefined;
  readonly guild?: string | undefined;
}

function expectations() {
  const came: Came = { acknowledged: () => {}, shown: () => {}, modal: () => {}, choices: () => {} };
  const promised = {
    acknowledged: new Promise<void>((resolve) => (came.acknowledged = resolve)),
    shown: new Promise<Message>((resolve) => (came.shown = resolve)).then(shownOf),
    modal: new Promise<Modal>((resolve) => (came.modal = resolve)),
    choices: new Promise<readonly Choice[]>((resolve) => (came.choices = resolve)),
  };
  return { came, promised };
}

function memberOf(guild: string, user: Json, { roles }: Person): Json {
  return { guild_id: guild, member: { user, roles, permissions: '0' } };
}

function commandData(world: World, verb: string, options: readonly Json[]): Json {
  return { id: world.newId(), name: 'wirewatch', type: 1, options: [{ type: 1, name: verb, options }] };
}

/** A label of the form with what was typed or chosen, or what stood there. */
function filledIn(component: Json, values: Readonly<Record<string, string | readonly string[]>>): Json {
  const input = component.component;
  if (!isObject(input)) return { type: component.type, id: component.id };
  const given = values[String(input.custom_id)];
  const common = { type: input.type, custom_id: input.custom_id };
  if (input.type === 4) {
    const before = typeof input.value === 'string' ? input.value : '';
    const value = typeof given === 'string' ? given : before;
    if (value.length > Number(input.max_length ?? 4000)) throw new Error('the field takes no more');
    if (input.required !== false && value === '') throw new Error(`${String(input.custom_id)} is required`);
    return { type: 18, component: { ...common, value } };
  }
  const options = isList(input.options) ? input.options : [];
  const chosen = options.flatMap(({ value, default: isChosen }) =>
    isChosen === true ? [String(value)] : [],
  );
  const picked = given === undefined ? chosen : [given].flat();
  if (picked.some((value) => !options.some((option) => option.value === value)))
    throw new Error(`there is no option ${picked.join()}`);
  return { type: 18, component: { ...common, values: picked } };
}

/** A picture of the message as it stands, so that a later edit does not change what was seen. */
export function shownOf(message: Message): Shown {
  const components = allComponents(message.components);
  const embedded = message.embeds.map(({ description }) => String(description)).join('\n');
  return {
    text: `${message.content}${visibleText(message.components)}${embedded}`,
    onlyToAsker: (message.flags & EPHEMERAL) !== 0,
    message,
    buttons: components.flatMap(({ type, label, custom_id }) =>
      type === 2 && typeof label === 'string' && typeof custom_id === 'string'
        ? [{ label, customId: custom_id }]
        : [],
    ),
  };
}
