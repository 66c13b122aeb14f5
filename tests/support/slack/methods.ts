import { checkMessage, parseContent } from './check-message.js';
import {
  addMessage,
  BOT,
  settledMessages,
  type Channel,
  type StoredMessage,
  type Workspace,
} from './workspace.js';

export type Args = Readonly<Record<string, unknown>>;
export type Reply = { readonly ok: boolean; readonly error?: string } & Readonly<Record<string, unknown>>;

export interface Method {
  readonly token: 'bot' | 'app';
  /** Any of these scopes lets the method be called. */
  readonly scopes: readonly string[];
  /** Arguments that the method knows; another is a violation. */
  readonly args: readonly string[];
  readonly required: readonly string[];
  answer(workspace: Workspace, args: Args): Reply;
}

const CONTENT = ['channel', 'text', 'blocks', 'metadata', 'link_names', 'parse'];
const PAGING = ['limit', 'cursor'];
const RANGE = ['channel', 'oldest', 'latest', 'inclusive', 'include_all_metadata', ...PAGING];
const HISTORY = ['channels:history', 'groups:history', 'im:history'];
const READ = ['channels:read', 'groups:read'];

/** The methods of Slack's Web API that this server has, by name. */
export const methods: Readonly<Record<string, Method>> = {
  'auth.test': { token: 'bot', scopes: [], args: [], required: [], answer: authTest },
  'chat.postMessage': {
    token: 'bot',
    scopes: ['chat:write'],
    args: [...CONTENT, 'thread_ts', 'unfurl_links', 'unfurl_media'],
    required: ['channel'],
    answer: postMessage,
  },
  'chat.update': {
    token: 'bot',
    scopes: ['chat:write'],
    args: [...CONTENT, 'ts'],
    required: ['channel', 'ts'],
    answer: updateMessage,
  },
  'conversations.history': {
    token: 'bot',
    scopes: HISTORY,
    args: RANGE,
    required: ['channel'],
    answer: history,
  },
  'conversations.replies': {
    token: 'bot',
    scopes: HISTORY,
    args: [...RANGE, 'ts'],
    required: ['channel', 'ts'],
    answer: replies,
  },
  'conversations.list': {
    token: 'bot',
    scopes: READ,
    args: ['types', 'exclude_archived', ...PAGING],
    required: [],
    answer: listChannels,
  },
  'conversations.info': {
    token: 'bot',
    scopes: READ,
    args: ['channel'],
    required: ['channel'],
    answer: channelInfo,
  },
  'conversations.open': {
    token: 'bot',
    scopes: ['im:write'],
    args: ['users'],
    required: ['users'],
    answer: openDirect,
  },
  'conversations.join': {
    token: 'bot',
    scopes: ['channels:join'],
    args: ['channel'],
    required: ['channel'],
    answer: join,
  },
};

function authTest(): Reply {
  return {
    ok: true,
    team_id: BOT.teamId,
    user_id: BOT.userId,
    bot_id: BOT.id,
    team: 'Stand-in',
    user: 'wirewatch',
  };
}

function postMessage(workspace: Workspace, args: Args): Reply {
  const channel = writable(workspace, args.channel);
  if (typeof channel === 'string') return refuse(channel);
  const refused = judge(workspace, args);
  if (refused) return refused;
  const threadTs = args.thread_ts === undefined ? null : word(args.thread_ts);
  if (threadTs !== null && !isRoot(channel, threadTs)) return refuse('thread_not_found');
  if (args.unfurl_links !== 'false' || args.unfurl_media !== 'false')
    workspace.violations.push('unfurls are not off');
  const message = addMessage(workspace, channel, parseContent(args), { threadTs });
  return { ok: true, channel: channel.id, ts: message.ts, message: view(channel, message, true) };
}

function updateMessage(workspace: Workspace, args: Args): Reply {
  const channel = writable(workspace, args.channel);
  if (typeof channel === 'string') return refuse(channel);
  const message = channel.messages.find(({ ts }) => ts === args.ts);
  if (!message) return refuse('message_not_found');
  if (!message.byBot) return refuse('cant_update_message');
  const refused = judge(workspace, args);
  if (refused) return refused;
  message.content = parseContent(args);
  message.edited = true;
  return { ok: true, channel: channel.id, ts: message.ts, text: message.content.text ?? '' };
}

function history(workspace: Workspace, args: Args): Reply {
  const channel = readable(workspace, args.channel);
  if (typeof channel === 'string') return refuse(channel);
  const roots = settledMessages(workspace, channel).filter((message) => message.threadTs === null);
  return page(args, channel, inRange(roots, args).reverse());
}

function replies(workspace: Workspace, args: Args): Reply {
  const channel = readable(workspace, args.channel);
  if (typeof channel === 'string') return refuse(channel);
  const all = settledMessages(workspace, channel);
  const root = all.find((message) => message.ts === args.ts);
  if (!root) return refuse('thread_not_found');
  const answers = all.filter((message) => message.threadTs === root.ts);
  return page(args, channel, [root, ...inRange(answers, args)]);
}

function listChannels(workspace: Workspace, args: Args): Reply {
  const types = (word(args.types) || 'public_channel').split(',');
  const seen = [...workspace.channels.values()].filter((channel) => {
    if (channel.archived && args.exclude_archived === 'true') return false;
    return channel.private
      ? channel.member && types.includes('private_channel')
      : types.includes('public_channel');
  });
  const { slice, cursor } = cut(seen, args, 1000);
  return { ok: true, channels: slice.map(channelView), response_metadata: { next_cursor: cursor } };
}

function channelInfo(workspace: Workspace, args: Args): Reply {
  // Of direct messages it tells only those who have im:read, which the app does not ask for.
  if (word(args.channel).startsWith('D')) return refuse('missing_scope');
  const channel = visible(workspace, args.channel);
  return channel ? { ok: true, channel: channelView(channel) } : refuse('channel_not_found');
}

function join(workspace: Workspace, args: Args): Reply {
  const channel = visible(workspace, args.channel);
  if (!channel) return refuse('channel_not_found');
  if (channel.archived) return refuse('is_archived');
  if (channel.private) return refuse('method_not_supported_for_channel_type');
  channel.member = true;
  return { ok: true, channel: channelView(channel) };
}

/** The direct messages with one person: the same channel each time. */
function openDirect(workspace: Workspace, args: Args): Reply {
  const user = word(args.users);
  if (!/^U[A-Z0-9]+$/.test(user)) return refuse('user_not_found');
  const id = `D${user.slice(1).padEnd(8, '0')}`;
  const known = workspace.channels.get(id);
  if (!known) {
    const traits = { private: true, archived: false, member: true, messages: [] };
    workspace.channels.set(id, { id, name: `@${user}`, ...traits });
  }
  return { ok: true, channel: { id } };
}

function visible(workspace: Workspace, id: unknown): Channel | null {
  const channel = workspace.channels.get(word(id));
  return channel && (!channel.private || channel.member) ? channel : null;
}

function readable(workspace: Workspace, id: unknown): Channel | string {
  const channel = visible(workspace, id);
  if (!channel) return 'channel_not_found';
  return channel.member ? channel : 'not_in_channel';
}

function writable(workspace: Workspace, id: unknown): Channel | string {
  const channel = readable(workspace, id);
  return typeof channel !== 'string' && channel.archived ? 'is_archived' : channel;
}

function judge(workspace: Workspace, args: Args): Reply | null {
  const { error, violations } = checkMessage(args);
  workspace.violations.push(...violations);
  return error === null ? null : refuse(error);
}

function isRoot(channel: Channel, ts: string): boolean {
  return channel.messages.some((message) => message.ts === ts && message.threadTs === null);
}

function inRange(messages: readonly StoredMessage[], args: Args): StoredMessage[] {
  const from = Number(args.oldest ?? 0);
  const to = Number(args.latest ?? Infinity);
  const inclusive = args.inclusive === 'true';
  return messages.filter(({ ts }) => {
    const at = Number(ts);
    return inclusive ? at >= from && at <= to : at > from && at < to;
  });
}

function page(args: Args, channel: Channel, messages: readonly StoredMessage[]): Reply {
  const { slice, cursor } = cut(messages, args, 999);
  const withMetadata = args.include_all_metadata === 'true';
  return {
    ok: true,
    messages: slice.map((message) => view(channel, message, withMetadata)),
    has_more: cursor !== '',
    response_metadata: { next_cursor: cursor },
  };
}

function cut<T>(all: readonly T[], args: Args, most: number): { slice: T[]; cursor: string } {
  const limit = Math.min(most, Math.max(1, Number(args.limit ?? 100)));
  const from = args.cursor === undefined ? 0 : Number(Buffer.from(word(args.cursor), 'base64').toString());
  const slice = all.slice(from, from + limit);
  const next = from + limit < all.length ? Buffer.from(String(from + limit)).toString('base64') : '';
  return { slice, cursor: next };
}

function view(channel: Channel, message: StoredMessage, withMetadata: boolean): Record<string, unknown> {
  const answers = channel.messages.filter(({ threadTs }) => threadTs === message.ts);
  const { text, blocks, metadata } = message.content;
  return {
    type: 'message',
    ts: message.ts,
    text: text ?? '',
    ...(message.byBot ? { bot_id: BOT.id, app_id: BOT.appId, user: BOT.userId } : { user: 'U0PERSON' }),
    ...(blocks ? { blocks } : {}),
    ...(metadata && withMetadata ? { metadata } : {}),
    ...(message.threadTs === null ? {} : { thread_ts: message.threadTs }),
    ...(answers.length === 0
      ? {}
      : { thread_ts: message.ts, reply_count: answers.length, latest_reply: answers.at(-1)?.ts }),
    ...(message.edited ? { edited: { user: BOT.userId, ts: message.ts } } : {}),
  };
}

function channelView(channel: Channel): Record<string, unknown> {
  const { id, name, archived, member } = channel;
  return {
    id,
    name,
    is_channel: true,
    is_private: channel.private,
    is_archived: archived,
    is_member: member,
  };
}

function word(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function refuse(error: string): Reply {
  return { ok: false, error };
}
