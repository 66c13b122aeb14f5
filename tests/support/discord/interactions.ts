import { apply, invalidForm, privateMessage } from './messages.js';
import { EPHEMERAL, V2, allComponents, isObject, visibleText } from './rules.js';
import { type Json, type Message, type Reply, type World, messageJson, refuse, userJson } from './world.js';

const ACKNOWLEDGE_WITHIN_MS = 3000;
const TOKEN_LASTS_MS = 15 * 60_000;
const DEFERRED_MESSAGE = 5;
const DEFERRED_UPDATE = 6;

/** Something a person did, and what came of it. */
interface Interaction {
  readonly id: string;
  readonly token: string;
  readonly startedMs: number;
  /** The message whose button was pressed. */
  readonly source: Message | null;
  /** What the answer is written to, once acknowledged. */
  answer: Message | null;
  acknowledged(): void;
  answered(message: Message): void;
}

/** What the one who asked sees. */
export interface Shown {
  readonly text: string;
  readonly onlyToAsker: boolean;
  readonly message: Message;
  readonly buttons: readonly { readonly label: string; readonly customId: string }[];
}

export interface Asked {
  readonly id: string;
  readonly token: string;
  readonly acknowledged: Promise<void>;
  readonly shown: Promise<Shown>;
}

export interface Interactions {
  /** A person sends `/wirewatch <verb> <value>`, as their client shows the registered command. */
  command(channel: string, verb: string, values: Readonly<Record<string, string>>): Asked;
  /** A person presses a button of a message that they see. */
  press(message: Message, customId: string): Asked;
  callback(id: string, token: string, body: unknown): Reply;
  editOriginal(application: string, token: string, body: unknown): Reply;
}

export function createInteractions(
  world: World,
  dispatch: (type: string, data: unknown) => void,
): Interactions {
  const open = new Map<string, Interaction>();

  function begin(channel: string, source: Message | null, type: number, data: Json): Asked {
    let acknowledged = () => {};
    let answered: (message: Message) => void = () => {};
    const id = world.newId();
    const token = `token-of-${id}`;
    const asked = {
      id,
      token,
      acknowledged: new Promise<void>((resolve) => (acknowledged = resolve)),
      shown: new Promise<Message>((resolve) => (answered = resolve)).then(shownOf),
    };
    const interaction = { id, token, startedMs: world.nowMs(), source, answer: null };
    open.set(interaction.token, { ...interaction, acknowledged, answered });
    dispatch('INTERACTION_CREATE', {
      id,
      application_id: world.application,
      type,
      token: interaction.token,
      version: 1,
      guild_id: world.guild,
      channel_id: channel,
      member: { user: userJson(world.user, false), roles: [], permissions: '0' },
      locale: 'en-GB',
      entitlements: [],
      authorizing_integration_owners: {},
      app_permissions: '0',
      attachment_size_limit: 10_485_760,
      data,
      ...(source && { message: messageJson(world, source) }),
    });
    return asked;
  }

  function command(channel: string, verb: string, values: Readonly<Record<string, string>>): Asked {
    const options = Object.entries(values).map(([name, value]) => ({ type: 3, name, value }));
    const data = {
      id: world.newId(),
      name: 'wirewatch',
      type: 1,
      options: [{ type: 1, name: verb, options }],
    };
    return begin(channel, null, 2, data);
  }

  function press(message: Message, customId: string): Asked {
    const carries = allComponents(message.components).some(({ custom_id }) => custom_id === customId);
    if (!carries) throw new Error(`the message has no button ${customId}`);
    return begin(message.channel, message, 3, { custom_id: customId, component_type: 2 });
  }

  function callback(id: string, token: string, body: unknown): Reply {
    const interaction = open.get(token);
    if (!interaction || interaction.id !== id) return refuse(404, 10062, 'Unknown interaction');
    if (world.nowMs() - interaction.startedMs > ACKNOWLEDGE_WITHIN_MS) {
      world.violations.push('an interaction was acknowledged after three seconds');
      return refuse(404, 10062, 'Unknown interaction');
    }
    if (interaction.answer) {
      world.violations.push('an interaction was acknowledged twice');
      return refuse(400, 40060, 'Interaction has already been acknowledged.');
    }
    const answer = answerTo(interaction, body);
    if (!answer) {
      world.violations.push(`callback: ${JSON.stringify(body)}`);
      return refuse(400, 50035, 'Invalid Form Body');
    }
    interaction.answer = answer;
    interaction.acknowledged();
    return { status: 204 };
  }

  /** A deferred answer takes no flag but "only to the asker". */
  function answerTo({ source }: Interaction, body: unknown): Message | null {
    if (!isObject(body)) return null;
    if (body.type === DEFERRED_UPDATE) return source;
    const flags = isObject(body.data) ? Number(body.data.flags ?? 0) : 0;
    if (body.type !== DEFERRED_MESSAGE || (flags & ~EPHEMERAL) !== 0) return null;
    const message = privateMessage(world, '');
    message.flags = flags;
    return message;
  }

  function editOriginal(application: string, token: string, body: unknown): Reply {
    const interaction = open.get(token);
    const isExpired = !interaction || world.nowMs() - interaction.startedMs > TOKEN_LASTS_MS;
    if (isExpired || application !== world.application) return refuse(401, 50027, 'Invalid Webhook Token');
    const { answer } = interaction;
    if (!answer) {
      world.violations.push('an answer came before its acknowledgement');
      return refuse(404, 10015, 'Unknown Webhook');
    }
    const invalid = invalidForm(world, body, 'answer', (answer.flags & V2) !== 0);
    if (invalid || !isObject(body)) return invalid ?? refuse(400, 50109, 'Invalid JSON');
    apply(world, answer, body);
    interaction.answered(answer);
    return { status: 200, body: messageJson(world, answer) };
  }

  return { command, press, callback, editOriginal };
}

/** A picture of the message as it stands, so that a later edit does not change what was seen. */
export function shownOf(message: Message): Shown {
  const components = allComponents(message.components);
  return {
    text: `${message.content}${visibleText(message.components)}`,
    onlyToAsker: (message.flags & EPHEMERAL) !== 0,
    message,
    buttons: components.flatMap(({ type, label, custom_id }) =>
      type === 2 && typeof label === 'string' && typeof custom_id === 'string'
        ? [{ label, customId: custom_id }]
        : [],
    ),
  };
}
