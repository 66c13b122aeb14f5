import { Routes } from 'discord.js';
import type { Messenger } from '../../src/deliver/messenger.js';
import type { Finding, Outcome } from '../../src/domain/alert.js';
import type { Message } from '../../src/domain/message.js';
import type { AccountContext } from '../account.js';
import { type Client, deadline } from './client.js';
import { type Place, resolveChannel } from './channels.js';
import { type Attempts, findMessage } from './find.js';
import type { DiscordSettings } from './settings.js';
import { textAt } from './json.js';
import { type Failure, codes, refused, uncertain, wait } from './outcome.js';
import { render, threadName } from './render.js';

/** Where a message stands: `ref` is `<channel>/<message>`, the channel being the thread's for a reply. */
interface Spot {
  readonly channel: string;
  readonly message: string;
}

type Posted = Extract<Outcome, { kind: 'sent' }> | Failure;

const RETRY_MS = 5000;
/** Five messages in five seconds are seen to be a channel's limit; a process that starts does not know what is left of it. */
const REST_MS = 1000;
/** Minutes of silence after which a thread is archived: a week, the longest there is. */
const THREAD_ARCHIVE_MINUTES = 10_080;

/** Posts over REST alone, so that delivery does not depend on the gateway. */
export function discordMessenger(
  channel: string,
  settings: DiscordSettings,
  client: Client,
  context: AccountContext,
): Messenger {
  let known: Place | null = null;

  async function place(signal: AbortSignal): Promise<Place> {
    if (known?.kind !== 'place') known = await resolveChannel(client, channel, settings.guild, signal);
    return known;
  }

  async function send(message: Message, key: string): Promise<Outcome> {
    const signal = deadline();
    const target = await place(signal);
    if (target.kind !== 'place') return outcomeOf(notPosted(target, context.now()));
    const posted = await post(client, target.id, message, key, signal);
    if (posted.kind === 'refused' && posted.code === codes.unknownChannel) known = null;
    return outcomeOf(posted);
  }

  async function update(ref: string, message: Message, key: string): Promise<Outcome> {
    const spot = spotOf(ref);
    if (!spot) return outcomeOf(noSuchRef(ref));
    const route = Routes.channelMessage(spot.channel, spot.message);
    const reply = await client.call('patch', route, { body: render(message, key) });
    return reply.kind === 'ok' ? { kind: 'sent', ref, restMs: REST_MS } : outcomeOf(reply);
  }

  async function reply(ref: string, message: Message, key: string): Promise<Outcome> {
    const spot = spotOf(ref);
    if (!spot) return outcomeOf(noSuchRef(ref));
    const signal = deadline();
    const target = await place(signal);
    if (target.kind !== 'place') return outcomeOf(notPosted(target, context.now()));
    if (spot.channel !== target.id) return outcomeOf(await post(client, spot.channel, message, key, signal));
    // The thread of a message has the message's own id: it is posted to first, and made when it is not there.
    const posted = await post(client, spot.message, message, key, signal);
    if (posted.kind === 'sent' || posted.code !== codes.unknownChannel) return outcomeOf(posted);
    const failure = await startThread(client, spot, threadName(message), signal);
    if (failure) return outcomeOf(notPosted(failure, context.now()));
    return outcomeOf(await post(client, spot.message, message, key, signal));
  }

  async function find(key: string, attempts: Attempts): Promise<Finding> {
    const signal = deadline();
    const target = await place(signal);
    if (target.kind === 'place') return findMessage(client, { channel: target.id, key, signal, ...attempts });
    return { kind: 'unknown', until: new Date(attempts.now.getTime() + 60_000), reason: target.reason };
  }

  return { send, update, reply, find };
}

async function post(
  client: Client,
  channel: string,
  message: Message,
  key: string,
  signal: AbortSignal,
): Promise<Posted> {
  const body = { ...render(message, key), nonce: key, enforce_nonce: true };
  const reply = await client.call('post', Routes.channelMessages(channel), { body, signal });
  if (reply.kind === 'ok') {
    const id = textAt(reply.body, 'id');
    return id === null
      ? uncertain('Discord answered without a message')
      : { kind: 'sent', ref: `${channel}/${id}`, restMs: REST_MS };
  }
  // The message of a repeated nonce was deleted in the meantime: it had been delivered.
  return reply.code === codes.unknownMessage ? { kind: 'sent', ref: `${channel}/0` } : reply;
}

/** Makes the thread of a message; null once there is one. Safe to repeat. */
async function startThread(
  client: Client,
  spot: Spot,
  name: string,
  signal: AbortSignal,
): Promise<Failure | null> {
  const body = { name, auto_archive_duration: THREAD_ARCHIVE_MINUTES };
  const reply = await client.call('post', Routes.threads(spot.channel, spot.message), { body, signal });
  return reply.kind === 'ok' || reply.code === codes.threadExists ? null : reply;
}

/** What failed came before the post: an uncertain step is safe to try again. */
function notPosted(failure: Failure, now: Date): Failure {
  return failure.kind === 'uncertain' ? wait(now, RETRY_MS, failure.reason) : failure;
}

function outcomeOf(posted: Posted): Outcome {
  if (posted.kind === 'sent') return posted;
  const { code: _, ...outcome } = posted;
  return outcome;
}

function spotOf(ref: string): Spot | null {
  const [, channel, message] = /^(\d{1,20})\/(\d{1,20})$/.exec(ref) ?? [];
  return channel && message ? { channel, message } : null;
}

function noSuchRef(ref: string): Failure {
  return refused(`“${ref.slice(0, 60)}” does not name a Discord message`, undefined, 'message');
}
