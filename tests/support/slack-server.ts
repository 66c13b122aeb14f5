import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createPeople, type Asking, type People, type Private } from './slack/people.js';
import { createSocket, type Socket } from './slack/socket.js';
import type { StoredView } from './slack/views.js';
import { createWebApi, type SlackFault } from './slack/web-api.js';
import {
  addChannel,
  addMessage,
  createWorkspace,
  type Channel,
  type StoredMessage,
  type Workspace,
} from './slack/workspace.js';

/**
 * A strict stand-in for Slack: one workspace with the channel #desk, its Web API, Socket Mode and people.
 * What Slack refuses, it refuses with Slack's code; what Slack takes and we must not send is a violation.
 */
export interface SlackServer {
  /** Base URL of the Web API. */
  readonly api: string;
  readonly botToken: string;
  readonly appToken: string;
  readonly workspace: Workspace;
  readonly socket: Socket;
  /** Names of the methods called so far. */
  readonly calls: readonly string[];
  channel(name: string): Channel;
  addChannel(name: string, traits?: Partial<Pick<Channel, 'private' | 'archived' | 'member'>>): Channel;
  /** Everything in a channel, oldest first, replies included. */
  posts(name: string): readonly StoredMessage[];
  /** A person writes in a channel. */
  say(name: string, text: string, threadTs?: string): StoredMessage;
  readonly failNext: (method: string, fault: SlackFault) => void;
  sendSlashCommand(text: string, channel?: string): Asking;
  clickButton(message: Private | StoredMessage, label: string, value?: string): Asking;
  /** What people do in modals, menus and home views. */
  readonly people: Pick<People, 'fill' | 'submit' | 'pressIn' | 'visit' | 'again' | 'shortcut'>;
  /** The modal or home view that was opened last. */
  view(type: 'modal' | 'home'): StoredView | null;
  readonly violations: () => readonly string[];
  /** Nobody answers any more: connections are refused. */
  close(): Promise<void>;
}

export interface SlackServerOptions extends Partial<Pick<Workspace, 'now' | 'scopes'>> {
  /** How soon an envelope must be acknowledged: three seconds at Slack. */
  readonly ackWithinMs?: number;
}

export async function startSlackServer(options: SlackServerOptions = {}): Promise<SlackServer> {
  const workspace = createWorkspace(options);
  addChannel(workspace, 'desk');
  const server = createServer();
  const port = () => (server.address() as AddressInfo).port;
  const socket = createSocket(workspace, server, port, options.ackWithinMs ?? 3000);
  const people = createPeople(workspace, socket, () => `http://127.0.0.1:${port()}`);
  const web = createWebApi(workspace, socket.openAddress);
  server.on('request', (request, response) => {
    const serve = request.url?.startsWith('/response/') ? people.serve : web.serve;
    serve(request, response).catch(() => response.socket?.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const channel = (name: string) => channelNamed(workspace, name);
  return {
    api: `http://127.0.0.1:${port()}/api/`,
    botToken: workspace.botToken,
    appToken: workspace.appToken,
    workspace,
    socket,
    calls: web.calls,
    channel,
    addChannel: (name, traits) => addChannel(workspace, name, traits),
    posts: (name) => channel(name).messages,
    say: (name, text, threadTs) => addMessage(workspace, channel(name), { text }, { byBot: false, threadTs }),
    failNext: web.failNext,
    sendSlashCommand: (text, name = 'desk') => people.command(channel(name), text),
    clickButton: (message, label, value) => people.press(channel('desk'), message, label, value),
    people,
    view: (type) => [...workspace.views.values()].findLast((each) => each.view.type === type) ?? null,
    violations: () => workspace.violations,
    close: () =>
      new Promise((resolve) => {
        socket.close();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function channelNamed(workspace: Workspace, name: string): Channel {
  const found = [...workspace.channels.values()].find((channel) => channel.name === name);
  if (!found) throw new Error(`there is no channel #${name}`);
  return found;
}
