import { Routes } from 'discord.js';
import type { Attempts } from '../../src/deliver/messenger.js';
import type { Finding } from '../../src/domain/alert.js';
import type { Place } from './channels.js';
import type { Client, Reply, Route } from './client.js';
import { keyOf } from './custom-ids.js';
import { type Json, isJson, listOf, textAt } from './json.js';
import { type Failure, codes, refused, uncertain } from './outcome.js';

export interface Search extends Attempts {
  readonly place: Place;
  readonly key: string;
  readonly signal: AbortSignal;
}

/** Discord returns the original for a repeated nonce "in the past few minutes": a minute is well inside. */
const NONCE_WINDOW_MS = 60_000;
/** A post that was given up may still be under way, and what is kept may not be listed at once. */
const SETTLE_MS = 20_000;
/** How far our clock may run ahead of Discord's before a message is looked for too late in the channel. */
const CLOCK_SLACK_MS = 120_000;
const LOOK_AGAIN_MS = 15_000;
/** A look that needs more than 50 pages of 100 messages gives up; the 14 s of a call end it before. */
const MOST_PAGES = 50;
const DISCORD_EPOCH_MS = 1_420_070_400_000;

type Look =
  | { readonly kind: 'found'; readonly ref: string }
  | { readonly kind: 'none'; readonly seen: number }
  | Failure;

/**
 * Looks for the message marked `key` in the channel, then in its threads. Within the nonce window a look that
 * fails is as good as one that sees nothing: a second post with the same key is answered with the first. It is
 * looked for all the same, and not at once: how long that window is nobody has written down. A post of a forum
 * has no nonce, so there it is the look alone that counts.
 */
export async function findMessage(client: Client, search: Search): Promise<Finding> {
  const { firstAt, lastAt, now } = search;
  const look = await lookEverywhere(client, search);
  if (look.kind === 'found') return look;
  const windowEnds = new Date(firstAt.getTime() + NONCE_WINDOW_MS);
  const settlesAt = new Date(lastAt.getTime() + SETTLE_MS);
  const hasNonce = search.place.forum === null || search.under !== undefined;
  if (now < windowEnds && hasNonce) return { kind: 'unseen', settlesAt, repeatableUntil: windowEnds };
  if (look.kind === 'none') return { kind: 'unseen', settlesAt, repeatableUntil: null };
  const until = look.kind === 'wait' ? look.until : new Date(now.getTime() + LOOK_AGAIN_MS);
  return {
    kind: 'unknown',
    until: until > now ? until : new Date(now.getTime() + LOOK_AGAIN_MS),
    reason: look.reason,
  };
}

async function lookEverywhere(client: Client, search: Search): Promise<Look> {
  const author = await ownId(client, search);
  if (typeof author !== 'string') return author;
  // Below a forum the post is the thread; elsewhere a thread has the id of the message that it began with.
  const thread = search.under?.split('/')[search.place.forum === null ? 1 : 0];
  if (thread !== undefined && !search.place.isDirect) return lookUnder(client, search, thread, author);
  if (search.place.forum !== null) return lookInThreads(client, search, author);
  const inChannel = await lookIn(client, search, search.place.id, author);
  if (inChannel.kind !== 'none') return inChannel;
  if (inChannel.seen === 0) {
    const blind = await blindness(client, search);
    if (blind) return blind;
  }
  return lookInThreads(client, search, author);
}

/** A thread is made with its first reply: where there is none yet, there is nothing. */
async function lookUnder(client: Client, search: Search, thread: string, author: string): Promise<Look> {
  const look = await lookIn(client, search, thread, author);
  if (look.kind === 'refused' && look.code === codes.unknownChannel) return { kind: 'none', seen: 0 };
  return look;
}

/** Users of the clients that have asked who they are: it does not change. */
const users = new WeakMap<Client, string>();

async function ownId(client: Client, search: Search): Promise<string | Failure> {
  const known = users.get(client);
  if (known !== undefined) return known;
  const me = await read(client, Routes.user(), search);
  if (me.kind !== 'ok') return me;
  const id = textAt(me.body, 'id');
  if (id === null) return uncertain('Discord did not say who the bot is');
  users.set(client, id);
  return id;
}

async function lookIn(client: Client, search: Search, channel: string, author: string): Promise<Look> {
  let after = snowflakeAt(search.firstAt.getTime() - CLOCK_SLACK_MS);
  let seen = 0;
  for (let page = 0; page < MOST_PAGES; page++) {
    const query = new URLSearchParams({ after, limit: '100' });
    const reply = await read(client, Routes.channelMessages(channel), search, query);
    if (reply.kind !== 'ok') return reply;
    const messages = listOf(reply.body);
    const hit = messages.find(
      (message) => textAt(message.author, 'id') === author && bears(message, search.key),
    );
    if (hit) return { kind: 'found', ref: `${channel}/${textAt(hit, 'id')}` };
    seen += messages.length;
    if (messages.length < 100) return { kind: 'none', seen };
    after = newest(messages, after);
  }
  return uncertain('the message is not among the first 5,000 after it was tried');
}

/** Without Read Message History a channel looks empty to the bot instead of closed. */
async function blindness(client: Client, search: Search): Promise<Failure | null> {
  const reply = await read(client, Routes.channel(search.place.id), search);
  if (reply.kind !== 'ok') return reply;
  const last = textAt(reply.body, 'last_message_id');
  if (last === null || BigInt(last) < BigInt(snowflakeAt(search.firstAt.getTime() - CLOCK_SLACK_MS)))
    return null;
  return HIDDEN;
}

const HIDDEN = refused('the bot cannot read the channel: give it Read Message History there');

async function lookInThreads(client: Client, search: Search, author: string): Promise<Look> {
  const threads = await recentThreads(client, search);
  if ('kind' in threads) return threads;
  let seen = 0;
  for (const thread of threads) {
    const look = await lookIn(client, search, thread, author);
    if (look.kind !== 'none') return look;
    seen += look.seen;
  }
  // In a forum all messages are in threads, so there is nothing else to tell a hidden history by.
  if (search.place.forum !== null && threads.length > 0 && seen === 0) return HIDDEN;
  return { kind: 'none', seen: 0 };
}

/** Threads of the channel in which something was posted since the first attempt, open or archived. */
async function recentThreads(client: Client, search: Search): Promise<readonly string[] | Failure> {
  const { id, guild } = search.place;
  if (guild === null) return [];
  const open = await read(client, Routes.guildActiveThreads(guild), search);
  if (open.kind !== 'ok') return open;
  const archived = await archivedThreads(client, search);
  if ('kind' in archived) return archived;
  const since = BigInt(snowflakeAt(search.firstAt.getTime() - CLOCK_SLACK_MS));
  return [...threadsOf(open.body), ...archived]
    .filter((thread) => thread['parent_id'] === id)
    .filter((thread) => newestIn(thread) >= since)
    .map((thread) => textAt(thread, 'id') ?? '');
}

/** Those archived since the first attempt: Discord lists the last archived first. */
async function archivedThreads(client: Client, search: Search): Promise<readonly Json[] | Failure> {
  const found: Json[] = [];
  const since = search.firstAt.getTime() - CLOCK_SLACK_MS;
  let before: string | null = null;
  for (let page = 0; page < MOST_PAGES; page++) {
    const query: URLSearchParams = new URLSearchParams({ limit: '100', ...(before !== null && { before }) });
    const reply = await read(client, Routes.channelThreads(search.place.id, 'public'), search, query);
    if (reply.kind !== 'ok') return reply;
    const threads = threadsOf(reply.body);
    found.push(...threads);
    before = archivedAt(threads.at(-1));
    const hasMore = isJson(reply.body) && reply.body['has_more'] === true;
    if (!hasMore || before === null || !(Date.parse(before) >= since)) return found;
  }
  return found;
}

const threadsOf = (body: unknown) => listOf(isJson(body) ? body['threads'] : null);

function archivedAt(thread: Json | undefined): string | null {
  return textAt(thread?.['thread_metadata'], 'archive_timestamp');
}

/** A post that nobody has answered may be listed without a last message: it is as new as itself. */
function newestIn(thread: Json): bigint {
  const [own, last] = [snowflake(textAt(thread, 'id')), snowflake(textAt(thread, 'last_message_id'))];
  return own > last ? own : last;
}

function read(client: Client, route: Route, search: Search, query?: URLSearchParams): Promise<Reply> {
  return client.call('get', route, { signal: search.signal, ...(query && { query }) });
}

function bears(message: unknown, key: string): boolean {
  return isJson(message) && customIds(message.components, 0).some((id) => keyOf(id) === key);
}

/** Components nest three deep at the most (container, row, button). */
function customIds(components: unknown, depth: number): string[] {
  if (depth > 4) return [];
  return listOf(components).flatMap((component) => {
    const own = textAt(component, 'custom_id') ?? textAt(component.accessory, 'custom_id');
    return [...(own === null ? [] : [own]), ...customIds(component.components, depth + 1)];
  });
}

function newest(messages: readonly unknown[], than: string): string {
  const ids = messages.map((message) => snowflake(textAt(message, 'id')));
  return ids.reduce((latest, id) => (id > latest ? id : latest), BigInt(than)).toString();
}

function snowflakeAt(atMs: number): string {
  return (BigInt(Math.max(0, Math.floor(atMs) - DISCORD_EPOCH_MS)) << 22n).toString();
}

function snowflake(id: string | null): bigint {
  return id !== null && /^\d{1,20}$/.test(id) ? BigInt(id) : 0n;
}
