import { startDiscordServer } from '../../tests/support/discord-server.js';
import { startSlackServer } from '../../tests/support/slack-server.js';

/** Where to post, and how to count there. */
export interface Target {
  readonly platform: PlatformName;
  /** Base URL of the real API, as the platform's adapter takes it. */
  readonly api: string;
  readonly token: string;
  readonly channel: string;
  /** Breaches of the platform's rules that the server saw; null when it does not tell. */
  violations(): readonly string[] | null;
  close(): Promise<void>;
}

export type PlatformName = 'slack' | 'discord';

/** The repository's own strict stand-in. */
export async function standIn(platform: PlatformName): Promise<Target> {
  if (platform === 'slack') {
    const server = await startSlackServer();
    const { api, botToken: token } = server;
    return { platform, api, token, channel: server.channel('desk').id, ...watched(server) };
  }
  const server = await startDiscordServer({ rate: { limit: 5, windowMs: 5_000 } });
  const { api, token } = server;
  return { platform, api, token, channel: server.channel('desk').id, ...watched(server) };
}

function watched(server: { violations: () => readonly string[]; close: () => Promise<void> }) {
  return { violations: () => server.violations(), close: () => server.close() };
}

/** A server elsewhere. What is not named is asked for: the first channel that it has. */
export async function elsewhere(
  platform: PlatformName,
  api: string,
  token: string,
  channel: string | undefined,
): Promise<Target> {
  const target = { platform, api, token, violations: () => null, close: async () => {} };
  return { ...target, channel: channel ?? (await firstChannel(platform, api, token)) };
}

/** Every message of the channel and of its threads as JSON text, from the server's own history. */
export async function history(target: Target): Promise<string[]> {
  return target.platform === 'slack' ? slackHistory(target) : discordHistory(target);
}

/** The keys of the deliveries that a message of the history carries, as the adapters mark them; not those of what it answers. */
export function markersOf(message: string): string[] {
  const { referenced_message: _, ...own } = JSON.parse(message) as Record<string, unknown>;
  const marks = JSON.stringify(own).matchAll(
    /"delivery_id":"([\w-]+)"|"custom_id":"ww:[a-z-]+:[^":]*:([\w-]{20,})"/g,
  );
  return [...new Set([...marks].map(([, slack, discord]) => slack ?? discord ?? ''))];
}

async function firstChannel(platform: PlatformName, api: string, token: string): Promise<string> {
  if (platform === 'slack') {
    const list = await slackCall(api, token, 'conversations.list', {});
    const channels = list['channels'] as { id: string; is_member?: boolean }[];
    const found = channels.find((channel) => channel.is_member !== false) ?? channels[0];
    if (found) return found.id;
  } else {
    const [guild] = (await discordGet(api, token, '/users/@me/guilds')) as { id: string }[];
    const channels =
      guild &&
      ((await discordGet(api, token, `/guilds/${guild.id}/channels`)) as { id: string; type: number }[]);
    const found = channels?.find(({ type }) => type === 0);
    if (found) return found.id;
  }
  throw new Error('the server names no channel: give one with --channel');
}

async function slackHistory({ api, token, channel }: Target): Promise<string[]> {
  const messages: string[] = [];
  for (let cursor = ''; ; ) {
    const page = await slackCall(api, token, 'conversations.history', {
      channel,
      limit: '200',
      include_all_metadata: 'true',
      ...(cursor && { cursor }),
    });
    const found = page['messages'] as SlackMessage[];
    messages.push(...found.map((message) => JSON.stringify(message)));
    for (const { ts, reply_count: replies = 0 } of found) {
      if (replies === 0) continue;
      const thread = await slackCall(api, token, 'conversations.replies', { channel, ts, limit: '200' });
      const answers = (thread['messages'] as SlackMessage[]).filter((message) => message.ts !== ts);
      messages.push(...answers.map((message) => JSON.stringify(message)));
    }
    const next = (page['response_metadata'] as { next_cursor?: string } | undefined)?.next_cursor ?? '';
    if (next === '' || next === cursor) return messages;
    cursor = next;
  }
}

interface SlackMessage {
  readonly ts: string;
  readonly reply_count?: number;
}

async function slackCall(api: string, token: string, method: string, args: Record<string, string>) {
  const response = await fetch(new URL(method, api), {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: new URLSearchParams(args),
  });
  const body = (await response.json()) as Record<string, unknown>;
  if (body['ok'] !== true) throw new Error(`${method}: ${String(body['error'])}`);
  return body;
}

async function discordHistory(target: Target): Promise<string[]> {
  const { api, token, channel } = target;
  const about = (await discordGet(api, token, `/channels/${channel}`)) as { guild_id?: string };
  const lists = [`/channels/${channel}/threads/archived/public`];
  if (about.guild_id !== undefined) lists.push(`/guilds/${about.guild_id}/threads/active`);
  const threads: string[] = [];
  for (const list of lists) {
    const found = (await discordGet(api, token, list)) as { threads: { id: string; parent_id?: string }[] };
    threads.push(...found.threads.filter(({ parent_id }) => parent_id === channel).map(({ id }) => id));
  }
  const messages: string[] = [];
  for (const place of [channel, ...threads]) messages.push(...(await discordMessages(target, place)));
  return messages;
}

async function discordMessages({ api, token }: Target, channel: string): Promise<string[]> {
  const messages: string[] = [];
  for (let before = ''; ; ) {
    const query = new URLSearchParams({ limit: '100', ...(before && { before }) });
    const page = (await discordGet(api, token, `/channels/${channel}/messages?${query}`)) as { id: string }[];
    messages.push(...page.map((message) => JSON.stringify(message)));
    const oldest = page
      .map(({ id }) => BigInt(id))
      .sort((a, b) => (a < b ? -1 : 1))[0]
      ?.toString();
    if (page.length < 100 || oldest === undefined || oldest === before) return messages;
    before = oldest;
  }
}

async function discordGet(api: string, token: string, path: string): Promise<unknown> {
  const headers = { authorization: `Bot ${token}`, 'user-agent': 'DiscordBot (https://example.org, 1.0)' };
  const response = await fetch(`${api.replace(/\/+$/, '')}/v10${path}`, { headers });
  if (!response.ok) throw new Error(`${path}: HTTP ${response.status}`);
  return response.json();
}
