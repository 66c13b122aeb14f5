import { formFault, invalidForm, keep } from './messages.js';
import { isObject } from './rules.js';
import {
  type Channel,
  FORUM,
  type Message,
  type Reply,
  THREAD,
  type World,
  addChannel,
  channelJson,
  messageJson,
  refuse,
} from './world.js';

/** POST /channels/:channel/messages/:message/threads */
export function startThread(world: World, channel: Channel, message: Message, body: unknown): Reply {
  if (channel.type !== 0 && channel.type !== 5)
    return refuse(400, 50024, 'Cannot execute action on this channel type');
  const invalid = threadFault(world, body);
  if (invalid) return invalid;
  if (world.channels.has(message.id))
    return refuse(400, 160_004, 'A thread has already been created for this message');
  const thread = addChannel(world, nameIn(body), { id: message.id, type: THREAD, parent: channel.id });
  return { status: 201, body: channelJson(world, thread) };
}

/** POST /channels/:forum/threads: a post, which is a thread with its first message. */
export function startPost(world: World, channel: Channel, body: unknown): Reply {
  if (channel.type !== FORUM) return refuse(400, 50024, 'Cannot execute action on this channel type');
  if (!channel.maySend) return refuse(403, 50013, 'Missing Permissions');
  if (isObject(body) && 'nonce' in body) return formFault(world, 'nonce: not in a forum');
  const message = isObject(body) ? body.message : null;
  if (isObject(message) && ('nonce' in message || 'enforce_nonce' in message))
    return formFault(world, 'message.nonce: not in a forum');
  const invalid =
    threadFault(world, body) ?? invalidForm(world, message, 'create') ?? tagFault(world, channel, body);
  if (invalid || !isObject(body) || !isObject(message)) return invalid ?? refuse(400, 50109, 'Invalid JSON');
  const id = world.newId();
  const appliedTags = tagsIn(body) ?? [];
  const thread = addChannel(world, nameIn(body), { id, type: THREAD, parent: channel.id, appliedTags });
  const starter = keep(world, id, message, null, id);
  thread.messages.push(starter);
  return { status: 201, body: { ...channelJson(world, thread), message: messageJson(world, starter) } };
}

/** PATCH /channels/:thread by the bot, which may change the threads that are its own. */
export function changeThread(world: World, thread: Channel, body: unknown): Reply {
  if (thread.type !== THREAD || !isObject(body)) return refuse(403, 50013, 'Missing Permissions');
  const unknown = Object.keys(body).filter((key) => !['name', 'archived', 'applied_tags'].includes(key));
  if (unknown.length > 0) return formFault(world, `${unknown.join(', ')}: not ours to change`);
  if (thread.locked) return refuse(403, 50013, 'Missing Permissions');
  const isOwn = thread.owner === world.bot;
  if (!isOwn && ('name' in body || 'applied_tags' in body)) return refuse(403, 50013, 'Missing Permissions');
  if (thread.archivedMs !== null && body.archived !== false) return refuse(400, 50083, 'Thread is archived');
  const forum = world.channels.get(thread.parent ?? '');
  const invalid = forum?.type === FORUM && 'applied_tags' in body ? tagFault(world, forum, body) : null;
  if (invalid) return invalid;
  if (body.archived === false) thread.archivedMs = null;
  if (typeof body.name === 'string') thread.name = body.name;
  thread.appliedTags = tagsIn(body) ?? thread.appliedTags;
  return { status: 200, body: channelJson(world, thread) };
}

/** GET /guilds/:guild/threads/active */
export function activeThreads(world: World): Reply {
  const threads = threadsOf(world).filter(({ archivedMs }) => archivedMs === null);
  return { status: 200, body: { threads: threads.map((thread) => channelJson(world, thread)), members: [] } };
}

/** GET /channels/:channel/threads/archived/public: those put away last come first. */
export function archivedThreads(world: World, channel: Channel, query: URLSearchParams): Reply {
  const limit = Number(query.get('limit') ?? '50');
  const before = Date.parse(query.get('before') ?? '') || Infinity;
  const all = threadsOf(world)
    .filter(({ parent, archivedMs }) => parent === channel.id && archivedMs !== null && archivedMs < before)
    .toSorted((a, b) => (b.archivedMs ?? 0) - (a.archivedMs ?? 0));
  const threads = all.slice(0, limit).map((thread) => channelJson(world, thread));
  return { status: 200, body: { threads, members: [], has_more: all.length > limit } };
}

function threadsOf(world: World): Channel[] {
  return [...world.channels.values()].filter(({ type }) => type === THREAD);
}

function threadFault(world: World, body: unknown): Reply | null {
  const name = nameIn(body);
  const minutes = isObject(body) ? body.auto_archive_duration : null;
  if (name.length < 1 || name.length > 100) return formFault(world, 'name: 1 to 100');
  if (minutes !== undefined && ![60, 1440, 4320, 10_080].includes(Number(minutes)))
    return formFault(world, 'auto_archive_duration');
  return null;
}

function tagFault(world: World, forum: Channel, body: unknown): Reply | null {
  const applied = isObject(body) ? (tagsIn(body) ?? []) : [];
  const isKnown = applied.every((id) => forum.tags.some((tag) => tag.id === id && !tag.moderated));
  if (!isKnown || applied.length > 5) return formFault(world, 'applied_tags');
  const isMissing = forum.wantsTag && applied.length === 0;
  return isMissing ? refuse(400, 40067, 'A tag is required to create a forum post in this channel') : null;
}

function tagsIn({ applied_tags: tags }: Record<string, unknown>): string[] | null {
  return Array.isArray(tags) ? tags.map(String) : null;
}

function nameIn(body: unknown): string {
  return isObject(body) && typeof body.name === 'string' ? body.name : '';
}
