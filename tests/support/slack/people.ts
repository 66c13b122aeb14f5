import type { IncomingMessage, ServerResponse } from 'node:http';
import { randomUUID } from 'node:crypto';
import { buttonsOf, checkMessage, parseContent, type Button, type Content } from './check-message.js';
import type { Socket } from './socket.js';
import { readBody, send } from './web-api.js';
import { BOT, type Channel, type Workspace } from './workspace.js';

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
  press(channel: Channel, message: Private, label: string, value?: string): Asking;
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
  const ask = (type: 'slash_commands' | 'interactive', original: Private | null, payload: object): Asking => {
    const id = randomUUID();
    const answer = new Promise<Private>((resolve) => {
      urls.set(id, { uses: 0, original, answered: resolve });
    });
    const acknowledged = socket.deliver(type, { ...payload, response_url: `${base()}/response/${id}` });
    acknowledged.catch(() => {});
    return { acknowledged, answer };
  };
  return {
    command: (channel, text) => ask('slash_commands', null, commandPayload(channel, text)),
    press: (channel, message, label, value) => {
      const button = buttonsOf(message.content.blocks ?? []).find(({ text }) => text.text === label);
      if (!button) throw new Error(`there is no button “${label}”`);
      return ask(
        'interactive',
        message,
        pressPayload(channel, message, { ...button, value: value ?? button.value }),
      );
    },
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

function commandPayload(channel: Channel, text: string): object {
  return {
    token: 'verification',
    team_id: BOT.teamId,
    team_domain: 'stand-in',
    channel_id: channel.id,
    channel_name: channel.name,
    user_id: PERSON.id,
    user_name: PERSON.name,
    command: '/wirewatch',
    text,
    api_app_id: BOT.appId,
    is_enterprise_install: 'false',
    trigger_id: `1.2.${randomUUID()}`,
  };
}

function pressPayload(channel: Channel, message: Private, button: Button): object {
  return {
    type: 'block_actions',
    user: { ...PERSON, username: PERSON.name, team_id: BOT.teamId },
    api_app_id: BOT.appId,
    token: 'verification',
    container: {
      type: 'message',
      message_ts: message.id,
      channel_id: channel.id,
      is_ephemeral: message.onlyToAsker,
    },
    trigger_id: `1.2.${randomUUID()}`,
    team: { id: BOT.teamId, domain: 'stand-in' },
    enterprise: null,
    is_enterprise_install: false,
    channel: { id: channel.id, name: channel.name },
    state: { values: {} },
    actions: [{ ...button, block_id: 'b1', action_ts: '1.000001' }],
  };
}

const PERSON = { id: 'U0PERSON', name: 'ana' };
