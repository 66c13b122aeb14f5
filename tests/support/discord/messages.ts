import { V2, allComponents, faultsOf, isList, isObject, visibleText } from './rules.js';
import {
  type Channel,
  DIRECT,
  FORUM,
  type Json,
  type Message,
  type Reply,
  THREAD,
  type World,
  messageJson,
  refuse,
} from './world.js';

/** Edits that Discord takes of a message older than an hour, within an hour. */
const MOST_LATE_EDITS = 5;
const HOUR_MS = 3_600_000;

/** POST /channels/:channel/messages */
export function createMessage(world: World, channel: Channel, body: unknown): Reply {
  if (!channel.maySend) return refuse(403, 50013, 'Missing Permissions');
  if (channel.type === DIRECT && world.closedTo.has(channel.name.slice(1)))
    return refuse(403, 50007, 'Cannot send messages to this user');
  if (channel.type === FORUM) return refuse(400, 50008, 'Cannot send messages in a non-text channel');
  if (channel.type === THREAD && channel.locked) return refuse(400, 160_005, 'This thread is locked');
  const invalid = invalidForm(world, body, 'create');
  if (invalid || !isObject(body))
    return invalid ?? refuse(400, 50109, 'The request body contains invalid JSON.');
  const nonce = typeof body.nonce === 'string' || typeof body.nonce === 'number' ? `${body.nonce}` : null;
  if (body.enforce_nonce === true && nonce !== null) {
    const original = postedWith(world, nonce);
    if (original === 'deleted') return refuse(404, 10008, 'Unknown Message');
    if (original) return { status: 200, body: messageJson(world, original, true) };
  }
  const message = keep(world, channel.id, body, nonce);
  channel.messages.push(message);
  // What is posted to an archived thread opens it.
  channel.archivedMs = null;
  return { status: 200, body: messageJson(world, message, true) };
}

/** PATCH /channels/:channel/messages/:message */
export function editMessage(world: World, channel: Channel, message: Message, body: unknown): Reply {
  if (message.author !== world.bot)
    return refuse(403, 50005, 'Cannot edit a message authored by another user');
  if (channel.archivedMs !== null) return refuse(400, 50083, 'Thread is archived');
  if (isEditedTooOften(world, message))
    return refuse(
      429,
      30_046,
      'Maximum number of edits to messages older than 1 hour reached. Try again later.',
    );
  const invalid = invalidForm(world, body, 'edit', (message.flags & V2) !== 0);
  if (invalid || !isObject(body))
    return invalid ?? refuse(400, 50109, 'The request body contains invalid JSON.');
  apply(world, message, body);
  return { status: 200, body: messageJson(world, message) };
}

const lateEdits = new WeakMap<Message, number[]>();

function isEditedTooOften(world: World, message: Message): boolean {
  const now = world.nowMs();
  if (now - message.postedMs < HOUR_MS) return false;
  const recent = (lateEdits.get(message) ?? []).filter((at) => now - at < HOUR_MS);
  lateEdits.set(message, [...recent, now]);
  return recent.length >= MOST_LATE_EDITS;
}

/** GET /channels/:channel/messages */
export function listMessages(world: World, channel: Channel, query: URLSearchParams): Reply {
  const limit = Number(query.get('limit') ?? '50');
  const after = query.get('after');
  const before = query.get('before');
  if (!(limit >= 1 && limit <= 100)) return refuse(400, 50035, 'Invalid Form Body');
  // Discord shows an empty channel to who may not read its history.
  if (!channel.mayReadHistory) return { status: 200, body: [] };
  const all = channel.messages.filter(({ id }) => {
    return (after === null || BigInt(id) > BigInt(after)) && (before === null || BigInt(id) < BigInt(before));
  });
  const page = after === null ? all.slice(-limit) : all.slice(0, limit);
  return { status: 200, body: page.toReversed().map((message) => messageJson(world, message)) };
}

/** Changes the message as an edit with `body` does. */
export function apply(world: World, message: Message, body: Json): void {
  if (isList(body.components)) message.components = body.components;
  if (isList(body.embeds)) message.embeds = body.embeds;
  if (typeof body.content === 'string') message.content = body.content;
  // The V2 flag can be set by an edit, and never taken away.
  if (typeof body.flags === 'number') message.flags |= body.flags;
  message.editedMs = world.nowMs();
}

/** 400 with what is wrong, when anything is; each is a violation too. */
export function invalidForm(
  world: World,
  body: unknown,
  use: 'create' | 'edit' | 'answer',
  wasV2 = false,
): Reply | null {
  const isUnknown = !world.options.v2 && isObject(body) && (Number(body.flags ?? 0) & V2) !== 0;
  if (isUnknown) return refuse(400, 50035, 'Invalid Form Body', { flags: { _errors: [UNKNOWN_FLAG] } });
  const faults = faultsOf(body, use, wasV2);
  if (faults.length === 0) return null;
  world.violations.push(...faults);
  const _errors = faults.map((message) => ({ code: 'INVALID', message }));
  return refuse(400, 50035, 'Invalid Form Body', { _errors });
}

const UNKNOWN_FLAG = { code: 'MESSAGE_FLAGS_INVALID', message: 'These flags are not known.' };

export function formFault(world: World, fault: string): Reply {
  world.violations.push(fault);
  return refuse(400, 50035, 'Invalid Form Body', { _errors: [{ code: 'INVALID', message: fault }] });
}

const deleted = new WeakMap<World, Map<string, number>>();

/** DELETE /channels/:channel/messages/:message */
export function deleteMessage(world: World, channel: Channel, message: Message): Reply {
  channel.messages = channel.messages.filter((other) => other !== message);
  message.isGone = true;
  const graves = deleted.get(world) ?? new Map<string, number>();
  if (message.nonce !== null) graves.set(message.nonce, message.postedMs);
  deleted.set(world, graves);
  return { status: 204 };
}

/** The bot's message with this nonce "in the past few minutes", in whatever channel. */
function postedWith(world: World, nonce: string): Message | 'deleted' | null {
  const sinceMs = world.nowMs() - world.options.nonceWindowMs;
  if ((deleted.get(world)?.get(nonce) ?? 0) > sinceMs) return 'deleted';
  const messages = [...world.channels.values()].flatMap((channel) => channel.messages);
  return messages.findLast((message) => message.nonce === nonce && message.postedMs > sinceMs) ?? null;
}

export function keep(
  world: World,
  channel: string,
  body: Json,
  nonce: string | null,
  id = world.newId(),
): Message {
  const components = isList(body.components) ? body.components : [];
  for (const [index, component] of allComponents(components).entries()) component.id ??= index + 1;
  const parse = isObject(body.allowed_mentions) ? body.allowed_mentions.parse : [];
  const content = typeof body.content === 'string' ? body.content : '';
  const text = `${content}\n${visibleText(components)}`;
  const mayPing = Array.isArray(parse) && parse.includes('everyone');
  return {
    id,
    channel,
    author: world.bot,
    content,
    flags: Number(body.flags ?? 0),
    components,
    embeds: isList(body.embeds) ? body.embeds : [],
    nonce,
    postedMs: world.nowMs(),
    editedMs: null,
    answers: referenceIn(body),
    isGone: false,
    mentionsEveryone: mayPing && /@(everyone|here)/.test(text),
  };
}

function referenceIn({ message_reference: reference }: Json): string | null {
  return isObject(reference) && typeof reference.message_id === 'string' ? reference.message_id : null;
}
