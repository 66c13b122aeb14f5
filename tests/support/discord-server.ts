import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { registeredVerbs } from './discord/commands.js';
import { createFaults, type Faults } from './discord/faults.js';
import { createGateway, type Gateway, type ReadyChange } from './discord/gateway.js';
import { type Asked, createInteractions, type Interactions, shownOf } from './discord/interactions.js';
import { createRest, type Call } from './discord/rest.js';
import {
  addChannel,
  createWorld,
  type Channel,
  type Message,
  type Person,
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
  sendSlashCommand(text: string, channel?: string, person?: Person): Asked;
  /** A person presses the button with this label. */
  clickButton(message: Message, label: string, person?: Person): Asked;
  /** All else that people do. */
  readonly people: Interactions;
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
    sendSlashCommand: (text, name = 'desk', person) => {
      const [verb = 'help', ...words] = text.split(' ');
      return interactions.command(channel(name), verb, valuesFor(world, verb, words), person);
    },
    clickButton: (message, label, person) => {
      const button = shownOf(message).buttons.find((each) => each.label === label);
      if (!button) throw new Error(`there is no button “${label}”`);
      return interactions.press(message, button.customId, person);
    },
    people: interactions,
    violations: () => world.violations,
    close: () =>
      new Promise((resolve) => {
        gateway.close();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The words as they are typed into the options of a verb: one each, and the rest into the last. */
function valuesFor(world: World, verb: string, words: readonly string[]): Record<string, string> {
  const options = registeredVerbs(world).get(verb) ?? [{ name: 'words' }];
  const values = options.map(({ name }, at) => {
    const own = at === options.length - 1 ? words.slice(at) : words.slice(at, at + 1);
    return [name, own.join(' ').slice(0, LONGEST_OPTION)] as const;
  });
  return Object.fromEntries(values.filter(([, value]) => value !== ''));
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
