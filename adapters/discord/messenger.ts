import { Routes } from 'discord.js';
import type { Attempts, Messenger } from '../../src/deliver/messenger.js';
import type { Finding, Outcome } from '../../src/domain/alert.js';
import type { Message } from '../../src/domain/message.js';
import type { AccountContext } from '../account.js';
import { type Forum, type Place, resolveChannel } from './channels.js';
import { type Client, deadline } from './client.js';
import { findMessage } from './find.js';
import { dressPost, postToForum } from './forum.js';
import { type Failure, codes, refused, wait } from './outcome.js';
import { beginThread, editOpen, post, type Posted, REST_MS } from './post.js';
import { render, threadName } from './render.js';
import type { DiscordSettings } from './settings.js';

/**
 * Where a message stands: `ref` is `<channel>/<message>`, the channel being the thread's for a reply and for a
 * post of a forum.
 */
interface Spot {
  readonly channel: string;
  readonly message: string;
}

const RETRY_MS = 5000;
const UNAUTHORIZED = 401;
/** A forum's tags are its moderators' to change, so they are asked for again after a while. */
const PLACE_LASTS_MS = 600_000;

/** Posts over REST alone, so that delivery does not depend on the gateway. */
export function discordMessenger(
  channel: string,
  settings: DiscordSettings,
  client: Client,
  { now }: AccountContext,
): Messenger {
  let known: { readonly place: Place; readonly until: number } | null = null;

  async function place(signal: AbortSignal): Promise<Place | Failure> {
    const at = now().getTime();
    if (known && (known.place.forum === null || at < known.until)) return known.place;
    const found = await resolveChannel(client, channel, settings.guild, signal);
    known = found.kind === 'place' ? { place: found, until: at + PLACE_LASTS_MS } : null;
    return found;
  }

  async function send(message: Message, key: string): Promise<Outcome> {
    const signal = deadline();
    const target = await place(signal);
    if (target.kind !== 'place') return outcomeOf(notPosted(target, now()));
    const posted = isForum(target)
      ? await postToForum(client, target, message, key, signal)
      : await post(client, target.id, render(message, key), key, signal);
    if (posted.kind === 'refused' && posted.code === codes.unknownChannel) known = null;
    return outcomeOf(posted);
  }

  async function update(ref: string, message: Message, key: string): Promise<Outcome> {
    const spot = spotOf(ref);
    if (!spot) return outcomeOf(noSuchRef(ref));
    const signal = deadline();
    const target = await place(signal);
    if (target.kind !== 'place') return outcomeOf(notPosted(target, now()));
    if (isForum(target) && spot.channel === spot.message)
      await dressPost(client, spot.channel, target.forum, message, signal);
    const reply = await editOpen(client, spot, render(message, key), signal);
    return outcomeOf(
      reply.kind === 'ok' ? { kind: 'sent', ref, restMs: REST_MS } : inside(target, spot, reply),
    );
  }

  async function reply(ref: string, message: Message, key: string): Promise<Outcome> {
    const spot = spotOf(ref);
    if (!spot) return outcomeOf(noSuchRef(ref));
    const signal = deadline();
    const target = await place(signal);
    if (target.kind !== 'place') return outcomeOf(notPosted(target, now()));
    const say = (thread: string) => post(client, thread, render(message, key), key, signal);
    if (spot.channel !== target.id) return outcomeOf(inside(target, spot, await say(spot.channel)));
    // Direct messages have no threads: there an answer names what it answers.
    if (target.isDirect)
      return outcomeOf(await post(client, target.id, render(message, key), key, signal, spot.message));
    // The thread of a message has the message's own id: it is posted to first, and made when it is not there.
    const posted = await say(spot.message);
    if (posted.kind === 'sent' || posted.code !== codes.unknownChannel) return outcomeOf(posted);
    const failure = await startThread(client, spot, threadName(message), signal);
    return outcomeOf(failure ? notPosted(failure, now()) : await say(spot.message));
  }

  async function find(key: string, attempts: Attempts): Promise<Finding> {
    const signal = deadline();
    const target = await place(signal);
    if (target.kind === 'place') return findMessage(client, { place: target, key, signal, ...attempts });
    return { kind: 'unknown', until: new Date(attempts.now.getTime() + 60_000), reason: target.reason };
  }

  return { send, update, reply, find };
}

function isForum(place: Place): place is Place & { readonly forum: Forum } {
  return place.forum !== null;
}

/** Makes the thread of a message; null once there is one. Safe to repeat. */
async function startThread(
  client: Client,
  spot: Spot,
  name: string,
  signal: AbortSignal,
): Promise<Failure | null> {
  const reply = await beginThread(client, Routes.threads(spot.channel, spot.message), name, signal);
  return reply.kind === 'ok' || reply.code === codes.threadExists ? null : reply;
}

/** A thread that is gone or closed closes nothing but itself. */
function inside<P extends Posted>(target: Place, { channel }: Spot, posted: P): P {
  const isThreads = channel !== target.id && posted.kind === 'refused' && posted.code !== UNAUTHORIZED;
  return isThreads ? { ...posted, what: 'message' } : posted;
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
