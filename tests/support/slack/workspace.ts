import { randomUUID } from 'node:crypto';
import type { Content } from './check-message.js';
import type { StoredView } from './views.js';

/** The facts of the stand-in's one Slack workspace, and what happens to them. */
export interface Workspace {
  readonly now: () => Date;
  readonly botToken: string;
  readonly appToken: string;
  /** Scopes that the bot token was granted. */
  readonly scopes: ReadonlySet<string>;
  readonly channels: Map<string, Channel>;
  readonly revoked: Set<string>;
  /** Breaches of Slack's rules, or of ours, by whoever speaks to this server. */
  readonly violations: string[];
  /** Messages younger than this are not in the history yet. */
  historyLagMs: number;
  lastTs: number;
  /** Who acts: clicks, types, opens. */
  person: { readonly id: string; readonly name: string };
  /** What a click may open a modal with, once and for a while. */
  readonly triggers: Map<string, { readonly user: string; readonly issuedAt: number; used: boolean }>;
  triggerLastsMs: number;
  readonly views: Map<string, StoredView>;
}

export interface Channel {
  readonly id: string;
  readonly name: string;
  readonly private: boolean;
  archived: boolean;
  member: boolean;
  readonly messages: StoredMessage[];
}

export interface StoredMessage {
  readonly ts: string;
  readonly threadTs: string | null;
  readonly byBot: boolean;
  readonly postedAt: number;
  content: Content;
  edited: boolean;
}

export const BOT = { id: 'B0WIREWATCH', userId: 'U0WIREWATCH', appId: 'A0WIREWATCH', teamId: 'T0WORKSPACE' };

export function createWorkspace(options: Partial<Pick<Workspace, 'now' | 'scopes'>> = {}): Workspace {
  return {
    now: options.now ?? (() => new Date()),
    botToken: 'xoxb-1111-2222-botsecret',
    appToken: 'xapp-1-A0WIREWATCH-3333-appsecret',
    scopes: options.scopes ?? new Set(ALL_SCOPES),
    channels: new Map(),
    revoked: new Set(),
    violations: [],
    historyLagMs: 0,
    lastTs: 0,
    person: { id: 'U0PERSON', name: 'ana' },
    triggers: new Map(),
    triggerLastsMs: 3_000,
    views: new Map(),
  };
}

const ALL_SCOPES = [
  'chat:write',
  'commands',
  'channels:read',
  'channels:history',
  'channels:join',
  'groups:read',
  'groups:history',
  'im:write',
  'im:history',
];

/** A trigger for the one who acts. */
export function newTrigger(workspace: Workspace): string {
  const trigger = `1.2.${randomUUID()}`;
  const issuedAt = workspace.now().getTime();
  workspace.triggers.set(trigger, { user: workspace.person.id, issuedAt, used: false });
  return trigger;
}

export function addChannel(
  workspace: Workspace,
  name: string,
  traits: Partial<Pick<Channel, 'private' | 'archived' | 'member'>> = {},
): Channel {
  const id = `C${String(workspace.channels.size + 1).padStart(8, '0')}`;
  const channel = { id, name, private: false, archived: false, member: true, messages: [], ...traits };
  workspace.channels.set(id, channel);
  return channel;
}

/** Adds a message with a `ts` of its own: seconds of the clock and a microsecond counter. */
export function addMessage(
  workspace: Workspace,
  channel: Channel,
  content: Content,
  { threadTs = null, byBot = true }: { threadTs?: string | null; byBot?: boolean } = {},
): StoredMessage {
  const postedAt = workspace.now().getTime();
  workspace.lastTs = Math.max(workspace.lastTs + 1, postedAt * 1000);
  const micros = String(workspace.lastTs);
  const ts = `${micros.slice(0, -6)}.${micros.slice(-6)}`;
  const message = { ts, threadTs, byBot, postedAt, content, edited: false };
  channel.messages.push(message);
  return message;
}

/** What the history may show now, oldest first. */
export function settledMessages(workspace: Workspace, channel: Channel): StoredMessage[] {
  const newest = workspace.now().getTime() - workspace.historyLagMs;
  return channel.messages.filter((message) => message.postedAt <= newest);
}
