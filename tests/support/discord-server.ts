import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { registeredVerbs } from './discord/commands.js';
import { createFaults, type Faults } from './discord/faults.js';
import { createGateway, type Gateway, type ReadyChange } from './discord/gateway.js';
import { createInteractions, type Asked, shownOf } from './discord/interactions.js';
import { createRest, type Call } from './discord/rest.js';
import {
  addChannel,
  createWorld,
  type Channel,
  type Message,
  type World,
  type WorldOptions,
} from './discord/world.js';

/**
 * A strict stand-in for Discord: one server with the channel #desk, its REST API v10, gateway and one person.
 * What Discord refuses, it refuses with Discord's code; what breaks a rule is a violation besides.
 */
export interface DiscordServer {
  /** Base URL of the REST API, without version. */
  readonly api: string;
  readonly token: string;
  readonly world: World;
  readonly gateway: Gateway;
  readonly faults: Faults;
  /** Every REST call so far. */
  readonly calls: readonly Call[];
  channel(name: string): Channel;
  /** Everything in a channel, oldest first, replies after their messages. */
  posts(name: string): readonly Message[];
  /** A person types `/wirewatch <text>`; verbs and options that are not registered are sent as an outdated client would. */
  sendSlashCommand(text: string, channel?: string): Asked;
  /** A person presses the button with this label. */
  clickButton(message: Message, label: string): Asked;
  readonly violations: () => readonly string[];
  readonly close: () => Promise<void>;
}

export type ServerOptions = Partial<WorldOptions> & { readonly ready?: ReadyChange };

const defaults: WorldOptions = {
  token: 'MTIzNDU2.stand-in.secret-of-the-bot',
  nonceWindowMs: 180_000,
  rate: { limit: 1000, windowMs: 5000 },
  sessionsLeft: 1000,
  v2: true,
};

/** Discord's limit on what is typed into one option. */
const LONGEST_OPTION = 6000;

export async function startDiscordServer({ ready, ...options }: ServerOptions = {}): Promise<DiscordServer> {
  const world = createWorld({ ...defaults, ...options });
  addChannel(world, 'desk');
  const server = createServer();
  const faults = createFaults();
  const gateway = createGateway(world, server, { ready: ready ?? ((given) => given) });
  const interactions = createInteractions(world, (type, data) => gateway.dispatch(type, data));
  const rest = createRest(world, interactions, faults, gateway.url);
  server.on('request', (request, response) => {
    rest.serve(request, response).catch(() => response.socket?.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const channel = (name: string) => channelNamed(world, name);
  return {
    api: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`,
    token: world.options.token,
    world,
    gateway,
    faults,
    calls: rest.calls,
    channel,
    posts: (name) => postsIn(world, channel(name)),
    sendSlashCommand: (text, name = 'desk') => {
      const [verb = 'help', ...words] = text.split(' ');
      const option = registeredVerbs(world).get(verb)?.[0] ?? 'words';
      const value = words.join(' ').slice(0, LONGEST_OPTION);
      return interactions.command(channel(name).id, verb, value === '' ? {} : { [option]: value });
    },
    clickButton: (message, label) => {
      const button = shownOf(message).buttons.find((each) => each.label === label);
      if (!button) throw new Error(`there is no button “${label}”`);
      return interactions.press(message, button.customId);
    },
    violations: () => world.violations,
    close: () =>
      new Promise((resolve) => {
        gateway.close();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function channelNamed(world: World, name: string): Channel {
  const found = [...world.channels.values()].find((channel) => channel.name === name);
  if (!found) throw new Error(`there is no channel #${name}`);
  return found;
}

function postsIn(world: World, channel: Channel): Message[] {
  return channel.messages.flatMap((message) => [
    message,
    ...(world.channels.get(message.id)?.messages ?? []),
  ]);
}
