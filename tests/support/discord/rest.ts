import type { IncomingMessage, ServerResponse } from 'node:http';
import { checkCommands } from './commands.js';
import type { Faults } from './faults.js';
import type { Interactions } from './interactions.js';
import { createMessage, deleteMessage, editMessage, listMessages } from './messages.js';
import { activeThreads, archivedThreads, changeThread, startPost, startThread } from './threads.js';
import { isObject } from './rules.js';
import {
  type Channel,
  type Message,
  type Reply,
  type World,
  channelJson,
  directChannel,
  messageJson,
  refuse,
  userJson,
} from './world.js';

export interface Call {
  readonly method: string;
  /** Path after the version, such as `/users/@me`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

type Handler = (world: World, call: Call, params: readonly string[]) => Reply;

/** Serves Discord's REST API v10 under `/api`: authorization, faults, rate limits, routes. */
export function createRest(
  world: World,
  interactions: Interactions,
  faults: Faults,
  gatewayUrl: () => string,
) {
  const calls: Call[] = [];
  const buckets = new Map<string, { used: number; resetMs: number }>();
  const routes = routesOf(interactions, gatewayUrl);

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const body = await readJson(request);
    const path = decodeURIComponent(url.pathname.replace(/^\/api\/v10/, ''));
    const call = { method: request.method ?? 'GET', path, query: url.searchParams, body };
    calls.push(call);
    const fault = faults.take(call);
    await fault?.released;
    if (fault?.kind === 'dropBefore') return void response.socket?.destroy();
    const reply = fault?.reply ?? limited(call) ?? answer(call, request);
    if (fault?.kind === 'dropAfter') return void response.socket?.destroy();
    write(response, fault?.kind === 'errorAfter' ? { status: 500 } : reply, bucketHeaders(call));
  }

  function answer(call: Call, request: IncomingMessage): Reply {
    for (const [method, pattern, handler] of routes) {
      const params = method === call.method ? pattern.exec(call.path) : null;
      if (!params) continue;
      return refusal(call, request) ?? handler(world, call, params.slice(1));
    }
    world.violations.push(`no such route: ${call.method} ${call.path}`);
    return refuse(404, 0, '404: Not Found');
  }

  function refusal(call: Call, request: IncomingMessage): Reply | null {
    const { authorization } = request.headers;
    if (!/^DiscordBot \(.+, .+\)/.test(request.headers['user-agent'] ?? '')) {
      world.violations.push('User-Agent: must begin with DiscordBot (url, version)');
    }
    if (isPasswordInPath(call.path)) return null;
    const isGood = world.token !== null && authorization === `Bot ${world.token}`;
    return isGood ? null : refuse(401, 0, '401: Unauthorized');
  }

  /** Posts are counted a channel, as Discord does; other calls are not limited here. */
  function limited(call: Call): Reply | null {
    const bucket = bucketOf(call);
    if (!bucket) return null;
    const { limit, windowMs } = world.options.rate;
    if (world.nowMs() >= bucket.resetMs)
      Object.assign(bucket, { used: 0, resetMs: world.nowMs() + windowMs });
    if (bucket.used < limit) {
      bucket.used += 1;
      return null;
    }
    return tooMany((bucket.resetMs - world.nowMs()) / 1000);
  }

  function bucketOf(call: Call): { used: number; resetMs: number } | null {
    const channel = call.method === 'POST' ? /^\/channels\/(\d+)\/messages$/.exec(call.path)?.[1] : undefined;
    if (channel === undefined) return null;
    const bucket = buckets.get(channel) ?? { used: 0, resetMs: 0 };
    buckets.set(channel, bucket);
    return bucket;
  }

  function bucketHeaders(call: Call): Record<string, string> {
    const bucket = bucketOf(call);
    const { limit } = world.options.rate;
    const left = bucket ? Math.max(0, limit - bucket.used) : 49;
    const resetMs = bucket ? bucket.resetMs : world.nowMs() + 1000;
    return {
      'x-ratelimit-limit': String(bucket ? limit : 50),
      'x-ratelimit-remaining': String(left),
      'x-ratelimit-reset': (resetMs / 1000).toFixed(3),
      'x-ratelimit-reset-after': Math.max(0, (resetMs - world.nowMs()) / 1000).toFixed(3),
      'x-ratelimit-bucket': bucket
        ? 'posts'
        : `${call.method}:${call.path.replace(/\d+/g, ':id')}`.slice(0, 60),
    };
  }

  return { serve, calls };
}

/** 429, as Discord answers it. */
export function tooMany(seconds: number, scope: 'user' | 'shared' = 'user'): Reply {
  return {
    status: 429,
    body: { message: 'You are being rate limited.', retry_after: seconds, global: false },
    headers: { 'retry-after': String(Math.ceil(seconds)), 'x-ratelimit-scope': scope },
  };
}

function routesOf(
  interactions: Interactions,
  gatewayUrl: () => string,
): readonly [string, RegExp, Handler][] {
  return [
    ['GET', /^\/gateway\/bot$/, (world) => ok(gatewayInfo(world, gatewayUrl()))],
    ['GET', /^\/users\/@me$/, (world) => ok(userJson(world.bot, true))],
    ['POST', /^\/users\/@me\/channels$/, (world, { body }) => openDirect(world, body)],
    ['GET', /^\/applications\/@me$/, (world) => ok({ id: world.application, name: 'Wirewatch', flags: 0 })],
    ['GET', /^\/guilds\/(\d+)$/, guildRoute((world) => ok(guildJson(world)))],
    ['GET', /^\/guilds\/(\d+)\/members\/(\d+)$/, guildRoute((world) => ok(memberJson(world)))],
    ['GET', /^\/guilds\/(\d+)\/channels$/, guildRoute((world) => ok(guildChannels(world)))],
    ['GET', /^\/guilds\/(\d+)\/threads\/active$/, guildRoute(activeThreads)],
    [
      'PATCH',
      /^\/channels\/(\d+)$/,
      channelRoute((world, channel, { body }) => changeThread(world, channel, body)),
    ],
    [
      'POST',
      /^\/channels\/(\d+)\/threads$/,
      channelRoute((world, channel, { body }) => startPost(world, channel, body)),
    ],
    ['GET', /^\/channels\/(\d+)$/, channelRoute((world, channel) => ok(channelJson(world, channel)))],
    [
      'GET',
      /^\/channels\/(\d+)\/threads\/archived\/public$/,
      channelRoute((world, channel, { query }) => archivedThreads(world, channel, query)),
    ],
    [
      'GET',
      /^\/channels\/(\d+)\/messages$/,
      channelRoute((world, channel, { query }) => listMessages(world, channel, query)),
    ],
    [
      'POST',
      /^\/channels\/(\d+)\/messages$/,
      channelRoute((world, channel, { body }) => createMessage(world, channel, body)),
    ],
    [
      'GET',
      /^\/channels\/(\d+)\/messages\/(\d+)$/,
      messageRoute((world, _, message) => ok(messageJson(world, message))),
    ],
    [
      'PATCH',
      /^\/channels\/(\d+)\/messages\/(\d+)$/,
      messageRoute((world, channel, message, { body }) => editMessage(world, channel, message, body)),
    ],
    [
      'DELETE',
      /^\/channels\/(\d+)\/messages\/(\d+)$/,
      messageRoute((world, channel, message) => deleteMessage(world, channel, message)),
    ],
    [
      'POST',
      /^\/channels\/(\d+)\/messages\/(\d+)\/threads$/,
      messageRoute((world, channel, message, { body }) => startThread(world, channel, message, body)),
    ],
    ['GET', /^\/applications\/\d+\/commands$/, (world) => ok(world.commands.get('global') ?? [])],
    ['PUT', /^\/applications\/\d+\/commands$/, (world, { body }) => checkCommands(world, 'global', body)],
    [
      'GET',
      /^\/applications\/\d+\/guilds\/(\d+)\/commands$/,
      (world, _, [guild]) => ok(world.commands.get(guild ?? '') ?? []),
    ],
    [
      'PUT',
      /^\/applications\/\d+\/guilds\/(\d+)\/commands$/,
      (world, { body }, [guild]) => checkCommands(world, guild ?? '', body),
    ],
    [
      'POST',
      /^\/interactions\/(\d+)\/([^/]+)\/callback$/,
      (_, { body }, [id, token]) => interactions.callback(id ?? '', token ?? '', body),
    ],
    [
      'PATCH',
      /^\/webhooks\/(\d+)\/([^/]+)\/messages\/@original$/,
      (_, { body }, [app, token]) => interactions.editOriginal(app ?? '', token ?? '', body),
    ],
    [
      'POST',
      /^\/webhooks\/(\d+)\/([^/]+)$/,
      (_, { body }, [app, token]) => interactions.followUp(app ?? '', token ?? '', body),
    ],
  ];
}

function ok(body: unknown): Reply {
  return { status: 200, body };
}

function guildRoute(handle: (world: World) => Reply): Handler {
  return (world, _, [guild]) =>
    guild === world.guild ? handle(world) : refuse(403, 50001, 'Missing Access');
}

function channelRoute(handle: (world: World, channel: Channel, call: Call) => Reply): Handler {
  return (world, call, [id]) => {
    const channel = world.channels.get(id ?? '');
    if (!channel) return refuse(404, 10003, 'Unknown Channel');
    const seen = channel.mayView && (world.channels.get(channel.parent ?? '')?.mayView ?? true);
    return seen ? handle(world, channel, call) : refuse(403, 50001, 'Missing Access');
  };
}

function messageRoute(
  handle: (world: World, channel: Channel, message: Message, call: Call) => Reply,
): Handler {
  return (world, call, [channelId, id]) =>
    channelRoute((_, channel) => {
      const message = channel.messages.find((each) => each.id === id);
      return message ? handle(world, channel, message, call) : refuse(404, 10008, 'Unknown Message');
    })(world, call, [channelId ?? '']);
}

function guildChannels(world: World) {
  return [...world.channels.values()]
    .filter(({ type }) => type !== 11)
    .map((channel) => channelJson(world, channel));
}

/** Everyone may see channels; the bot's role may what its invitation asked for. */
function guildJson({ guild, application }: World) {
  const roles = [
    { id: guild, name: '@everyone', permissions: '1024' },
    { id: application, name: 'Wirewatch', permissions: '309237763072' },
  ];
  return { id: guild, name: 'Desk', owner_id: '1', roles };
}

function memberJson({ bot, application }: World) {
  return { user: userJson(bot, true), roles: [application] };
}

function openDirect(world: World, body: unknown): Reply {
  const person = isObject(body) ? body.recipient_id : null;
  if (typeof person !== 'string' || !/^\d{17,20}$/.test(person))
    return refuse(400, 50035, 'Invalid Form Body');
  return ok(channelJson(world, directChannel(world, person)));
}

function gatewayInfo(world: World, url: string) {
  const limits = { total: 1000, remaining: world.sessionsLeft, reset_after: 3_600_000, max_concurrency: 1 };
  return { url, shards: 1, session_start_limit: limits };
}

function isPasswordInPath(path: string): boolean {
  return /^\/(interactions|webhooks)\//.test(path);
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  try {
    return JSON.parse(Buffer.concat(chunks).toString());
  } catch {
    return null;
  }
}

function write(
  response: ServerResponse,
  { status, body, headers }: Reply,
  bucket: Record<string, string>,
): void {
  const type = body === undefined ? {} : { 'content-type': 'application/json' };
  response.writeHead(status, { ...type, ...(headers ? headers : bucket) });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}
