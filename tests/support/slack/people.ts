import type { IncomingMessage, ServerResponse } from 'node:http';
import { randomUUID } from 'node:crypto';
import { buttonsOf, checkMessage, parseContent, type Button, type Content } from './check-message.js';
import type { Socket } from './socket.js';
import { readBody, send } from './web-api.js';
import { inputsOf, read, redraw, type Filled, type StoredView, viewButtons } from './views.js';
import { BOT, type Channel, newTrigger, type StoredMessage, type Workspace } from './workspace.js';

/** A message that only one person sees, or that was made public by mistake. */
export interface Private {
  readonly id: string;
  readonly content: Content;
  readonly onlyToAsker: boolean;
  /** How many times it was replaced. */
  readonly edits: number;
}

export interface Asking {
  readonly acknowledged: Promise<void>;
  readonly answer: Promise<Private>;
}

export interface People {
  /** Types `/wirewatch <text>` in a channel. */
  command(channel: Channel, text: string): Asking;
  /** Presses the button with that label, or sends a forged `value` in its name. */
  press(channel: Channel, message: Private | StoredMessage, label: string, value?: string): Asking;
  /** Chooses the app's shortcut in the menu of a message. */
  shortcut(channel: Channel, message: StoredMessage, callback: string): Asking;
  /** Types into a field of a modal, by its label; resolves when the app has acknowledged what it is told of. */
  fill(view: StoredView, label: string, value: string): Promise<void>;
  /** Sends a modal off; resolves when that is acknowledged. */
  submit(view: StoredView): Promise<void>;
  /** Presses a button in a modal or a home view. */
  pressIn(view: StoredView, label: string): Promise<void>;
  /** Opens the app's home. */
  visit(): Promise<void>;
  /** Slack sends again what it sent last, as after a reply that it missed. */
  again(): Promise<unknown>;
  /** Serves `/response/<id>`. */
  readonly serve: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
}

/** An address that an app may answer through: five times in half an hour. */
interface ResponseUrl {
  uses: number;
  /** The message that `replace_original` replaces. */
  original: Private | null;
  readonly answered: (message: Private) => void;
}

/** The people of the workspace, and the addresses through which an app answers them. */
export function createPeople(workspace: Workspace, socket: Socket, base: () => string): People {
  const urls = new Map<string, ResponseUrl>();
  let last: [type: 'slash_commands' | 'interactive' | 'events_api', payload: object] | null = null;
  const tell = (type: NonNullable<typeof last>[0], payload: object) => {
    last = [type, payload];
    return socket.deliver(type, payload);
  };
  const ask = (type: 'slash_commands' | 'interactive', original: Private | null, payload: object): Asking => {
    const id = randomUUID();
    const answer = new Promise<Private>((resolve) => {
      urls.set(id, { uses: 0, original, answered: resolve });
    });
    const given = tell(type, { ...payload, response_url: `${base()}/response/${id}` });
    const acknowledged = given.then(() => {});
    acknowledged.catch(() => {});
    return { acknowledged, answer };
  };
  return {
    ...createHands(workspace, tell),
    command: (channel, text) => ask('slash_commands', null, commandPayload(workspace, channel, text)),
    press: (channel, message, label, value) => {
      const pressed = buttonNamed(buttonsOf(message.content.blocks ?? []), label);
      const at = { ...pressed, value: value ?? pressed.value };
      const original = 'onlyToAsker' in message ? message : null;
      return ask('interactive', original, pressPayload(workspace, channel, message, at));
    },
    shortcut: (channel, message, callback) =>
      ask('interactive', null, {
        ...whoAndWhere(workspace),
        type: 'message_action',
        callback_id: callback,
        channel: { id: channel.id, name: channel.name },
        message: { type: 'message', ts: message.ts, text: message.content.text ?? '', user: 'U0OTHER' },
        message_ts: message.ts,
      }),
    again: () => (last ? socket.deliver(...last) : Promise.reject(new Error('nothing was sent'))),
    serve: async (request, response) => {
      const url = urls.get((request.url ?? '').replace('/response/', ''));
      const body: unknown = JSON.parse(await readBody(request));
      if (!url || url.uses >= 5) return send(response, 404, 'used_url');
      url.uses += 1;
      return receive(workspace, url, { ...(body as object) }, response);
    },
  };
}

function receive(
  workspace: Workspace,
  url: ResponseUrl,
  body: Readonly<Record<string, unknown>>,
  response: ServerResponse,
): void {
  for (const name of Object.keys(body)) {
    if (!RESPONSE_FIELDS.has(name)) workspace.violations.push(`response_url: no field “${name}”`);
  }
  const { error, violations } = checkMessage(body);
  workspace.violations.push(...violations);
  if (error !== null) {
    workspace.violations.push(`response_url: ${error}`);
    return send(response, 400, error);
  }
  const replaced = body.replace_original === true ? url.original : null;
  const message: Private = {
    id: replaced?.id ?? randomUUID(),
    content: parseContent(body),
    onlyToAsker: replaced?.onlyToAsker ?? body.response_type !== 'in_channel',
    edits: replaced ? replaced.edits + 1 : 0,
  };
  url.original = message;
  send(response, 200, 'ok');
  url.answered(message);
}

const RESPONSE_FIELDS = new Set([
  'text',
  'blocks',
  'response_type',
  'replace_original',
  'delete_original',
  'unfurl_links',
  'unfurl_media',
]);

/** What people do in modals and home views. */
function createHands(
  workspace: Workspace,
  send: (type: 'interactive' | 'events_api', payload: object) => Promise<unknown>,
): Pick<People, 'fill' | 'submit' | 'pressIn' | 'visit'> {
  const act = (view: StoredView, action: object) =>
    send('interactive', {
      ...whoAndWhere(workspace),
      type: 'block_actions',
      container: { type: 'view', view_id: view.id },
      view: viewPayload(view),
      actions: [{ ...action, action_ts: actionTs() }],
    });
  return {
    fill: async (view, label, value) => {
      const field = inputsOf(view.view).find((one) => one.label.text === label);
      if (!field) throw new Error(`there is no field “${label}”`);
      const { element, block_id } = field;
      const filled = fillIn(element, value);
      view.typed.set(block_id, filled);
      if (field.dispatch_action !== true) return;
      await act(view, { ...filled, action_id: element.action_id, block_id });
    },
    submit: async (view) => {
      const said = await send('interactive', {
        ...whoAndWhere(workspace),
        type: 'view_submission',
        view: viewPayload(view),
        response_urls: [],
      });
      if (typeof said !== 'object' || said === null || !('response_action' in said)) return;
      if (said.response_action !== 'update' || !('view' in said)) throw new Error('not foreseen');
      const next = read(workspace, said.view, 'modal');
      if (typeof next !== 'string') redraw(view, next);
    },
    pressIn: async (view, label) => {
      await act(view, { ...buttonNamed(viewButtons(view.view), label), block_id: 'b1' });
    },
    visit: async () => {
      const event = { type: 'app_home_opened', user: workspace.person.id, channel: 'D0000001', tab: 'home' };
      const id = `Ev${randomUUID()}`;
      await send('events_api', { team_id: BOT.teamId, type: 'event_callback', event_id: id, event });
    },
  };
}

function fillIn(element: ReturnType<typeof inputsOf>[number]['element'], value: string): Filled {
  const { type } = element;
  if (type === 'plain_text_input') return { type, value: value.slice(0, element.max_length ?? 3000) };
  const wanted = element.options.filter((one) => value.split(',').includes(one.value));
  if (wanted.length === 0) throw new Error(`there is no option ${value}`);
  return type === 'static_select'
    ? { type, selected_option: wanted[0] ?? null }
    : { type, selected_options: wanted };
}

function viewPayload({ id, hash, view, typed }: StoredView): object {
  const actions = new Map(inputsOf(view).map(({ block_id, element }) => [block_id, element.action_id]));
  const values = Object.fromEntries(
    [...typed].map(([block, filled]) => [block, { [actions.get(block) ?? block]: filled }]),
  );
  return { callback_id: '', private_metadata: '', ...view, id, hash, state: { values } };
}

function buttonNamed(all: readonly Button[], label: string): Button {
  const found = all.find(({ text }) => text.text === label);
  if (!found) throw new Error(`there is no button “${label}”`);
  return found;
}

let ticks = 0;
const actionTs = () => `1.${String((ticks += 1)).padStart(6, '0')}`;

function whoAndWhere(workspace: Workspace): object {
  const { person } = workspace;
  return {
    user: { ...person, username: person.name, team_id: BOT.teamId },
    api_app_id: BOT.appId,
    token: 'verification',
    trigger_id: newTrigger(workspace),
    team: { id: BOT.teamId, domain: 'stand-in' },
    enterprise: null,
    is_enterprise_install: false,
  };
}

function commandPayload(workspace: Workspace, channel: Channel, text: string): object {
  return {
    token: 'verification',
    team_id: BOT.teamId,
    team_domain: 'stand-in',
    channel_id: channel.id,
    channel_name: channel.name,
    user_id: workspace.person.id,
    user_name: workspace.person.name,
    command: '/wirewatch',
    text,
    api_app_id: BOT.appId,
    is_enterprise_install: 'false',
    trigger_id: newTrigger(workspace),
  };
}

function pressPayload(
  workspace: Workspace,
  channel: Channel,
  message: Private | StoredMessage,
  button: Button,
): object {
  return {
    ...whoAndWhere(workspace),
    type: 'block_actions',
    container: {
      type: 'message',
      message_ts: 'ts' in message ? message.ts : message.id,
      channel_id: channel.id,
      is_ephemeral: 'onlyToAsker' in message && message.onlyToAsker,
    },
    channel: { id: channel.id, name: channel.name },
    state: { values: {} },
    actions: [{ ...button, block_id: 'b1', action_ts: actionTs() }],
  };
}
