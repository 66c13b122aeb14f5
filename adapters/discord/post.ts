import { Routes } from 'discord.js';
import type { Outcome } from '../../src/domain/alert.js';
import type { Client, Reply, Route } from './client.js';
import type { Rendered } from './components.js';
import { textAt } from './json.js';
import { type Failure, codes, uncertain } from './outcome.js';
import { speak } from './speak.js';

export type Posted = Extract<Outcome, { kind: 'sent' }> | Failure;

/** Five messages in five seconds are seen to be a channel's limit; a process that starts does not know what is left of it. */
export const REST_MS = 1000;
/** Minutes of silence after which a thread is archived: a week, the longest there is. */
const THREAD_ARCHIVE_MINUTES = 10_080;

/** Posts one message to a channel or a thread, with its key for a nonce; `under`: as an answer to another. */
export async function post(
  client: Client,
  channel: string,
  body: Rendered,
  key: string,
  signal: AbortSignal,
  under?: string,
): Promise<Posted> {
  const answers =
    under === undefined ? {} : { message_reference: { message_id: under, fail_if_not_exists: false } };
  const once = { nonce: key, enforce_nonce: true, ...answers };
  const reply = await speak(client, 'post', Routes.channelMessages(channel), body, { signal }, (spoken) => ({
    ...spoken,
    ...once,
  }));
  if (reply.kind === 'ok') return sentAs(channel, textAt(reply.body, 'id'));
  // The message of a repeated nonce was deleted in the meantime: it had been delivered.
  return reply.code === codes.unknownMessage ? { kind: 'sent', ref: `${channel}/0` } : reply;
}

/** Makes a message read like `body`, in an archived thread too. Safe to repeat. */
export async function editOpen(
  client: Client,
  { channel, message }: { readonly channel: string; readonly message: string },
  body: Rendered,
  signal: AbortSignal,
): Promise<Reply> {
  const route = Routes.channelMessage(channel, message);
  const edit = () => speak(client, 'patch', route, body, { signal });
  const reply = await edit();
  if (reply.kind === 'ok' || reply.code !== codes.threadArchived) return reply;
  const opened = await client.call('patch', Routes.channel(channel), { body: { archived: false }, signal });
  if (opened.kind === 'ok') return edit();
  // A thread that people have locked is closed to this message, not the channel to all of them.
  return opened.kind === 'refused' ? { ...opened, what: 'message' } : opened;
}

/** Begins a thread: under a message, which is safe to repeat, or as a post of a forum, which is not. */
export function beginThread(
  client: Client,
  route: Route,
  name: string,
  signal: AbortSignal,
  first?: { readonly message: Rendered; readonly tags: readonly string[] },
): Promise<Reply> {
  const thread = { name, auto_archive_duration: THREAD_ARCHIVE_MINUTES };
  if (!first) return client.call('post', route, { body: thread, signal });
  const tagged = { ...thread, ...(first.tags.length > 0 && { applied_tags: first.tags }) };
  return speak(client, 'post', route, first.message, { signal }, (message) => ({ ...tagged, message }));
}

export function sentAs(channel: string, id: string | null): Posted {
  if (id === null) return uncertain('Discord answered without a message');
  return { kind: 'sent', ref: `${channel}/${id}`, restMs: REST_MS };
}
