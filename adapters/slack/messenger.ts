import type { webApi } from '@slack/bolt';
import type { Attempts, Messenger } from '../../src/deliver/messenger.js';
import type { Finding, Outcome } from '../../src/domain/alert.js';
import type { Message } from '../../src/domain/message.js';
import type { FindChannel } from './channels.js';
import { findMarked } from './find.js';
import { explain, outcomeOf } from './outcome.js';
import { render } from './render.js';

/** What the messengers of one workspace share. */
export interface Workspace {
  readonly client: () => Promise<webApi.WebClient>;
  readonly findChannel: FindChannel;
  readonly now: () => Date;
}

/**
 * Posts to one channel. A message's `ref` is `<channel id>/<ts>`, so that it stays good when the
 * destination is pointed at another channel.
 */
export function slackMessenger(workspace: Workspace, channel: string): Messenger {
  return {
    send: (message, key) => inChannel(workspace, channel, (id) => post(workspace, id, message, key)),
    update: (ref, message, key) => update(workspace, ref, message, key),
    reply: (ref, message, key) => {
      const [id, ts] = parseRef(ref);
      return post(workspace, id, message, key, ts);
    },
    find: (key, attempts) => {
      const late = unknown(later(attempts.now, RETRY_MS), 'Slack takes long to show its history');
      return within(FIND_MS, find(workspace, channel, key, attempts), late);
    },
  };
}

/** Nothing has been posted while the channel's name is looked up: a lost reply there means wait. */
async function inChannel(
  { client, findChannel, now }: Workspace,
  channel: string,
  act: (id: string) => Promise<Outcome>,
): Promise<Outcome> {
  // Loading Slack's library is not Slack's time.
  await client();
  let id: string | null | undefined;
  try {
    id = await within(LIST_MS, findChannel(channel), undefined);
  } catch (error) {
    const outcome = outcomeOf(error, now());
    return outcome.kind === 'uncertain' ? wait(now(), outcome.reason) : outcome;
  }
  if (id === undefined) return wait(now(), 'Slack takes long to list its channels');
  return id === null ? NO_CHANNEL : act(id);
}

const NO_CHANNEL: Outcome = { kind: 'refused', what: 'place', reason: explain('channel_not_found') };

/** A message takes 10 seconds at the most, and its messenger 15. */
const LIST_MS = 4000;
const FIND_MS = 14_000;

/** Gives `late` when `work` takes longer; the work goes on. */
async function within<T, L>(ms: number, work: Promise<T>, late: L): Promise<T | L> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<L>((resolve) => {
    timer = setTimeout(() => resolve(late), ms);
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}

async function post(
  { client, now }: Workspace,
  channel: string,
  message: Message,
  key: string,
  thread?: string,
): Promise<Outcome> {
  const content = { channel, ...render(message, key), ...QUIET };
  try {
    const api = (await client()).chat;
    const posted = await api.postMessage(thread === undefined ? content : { ...content, thread_ts: thread });
    if (!posted.ts) return { kind: 'uncertain', reason: 'Slack took it without saying where' };
    return { kind: 'sent', ref: `${posted.channel ?? channel}/${posted.ts}`, restMs: REST_MS };
  } catch (error) {
    return outcomeOf(error, now());
  }
}

async function update(
  { client, now }: Workspace,
  ref: string,
  message: Message,
  key: string,
): Promise<Outcome> {
  const [channel, ts] = parseRef(ref);
  const content = { channel, ts, ...render(message, key), link_names: false, parse: 'none' as const };
  try {
    await (await client()).chat.update(content);
    return { kind: 'sent', ref, restMs: REST_MS };
  } catch (error) {
    return outcomeOf(error, now());
  }
}

/** Slack takes a message a second in a channel; what comes faster may not be shown (docs.slack.dev, rate limits). */
const REST_MS = 1100;

const QUIET = { unfurl_links: false, unfurl_media: false, link_names: false, parse: 'none' as const };

/** Slack's history lags behind its posts: what is not seen counts from `SETTLE_MS` after the last attempt. */
async function find(
  workspace: Workspace,
  channel: string,
  key: string,
  attempts: Attempts,
): Promise<Finding> {
  const { lastAt, now } = attempts;
  try {
    const id = await workspace.findChannel(channel);
    if (id === null) return unknown(later(now, RETRY_MS), explain('channel_not_found'));
    const ts = await findMarked(await workspace.client(), id, key, attempts);
    if (ts !== null) return { kind: 'found', ref: `${id}/${ts}` };
    return { kind: 'unseen', settlesAt: later(lastAt, SETTLE_MS), repeatableUntil: null };
  } catch (error) {
    const failure = outcomeOf(error, now);
    return unknown(failure.kind === 'wait' ? failure.until : later(now, RETRY_MS), failure.reason);
  }
}

const SETTLE_MS = 30_000;
const RETRY_MS = 30_000;

function parseRef(ref: string): [channel: string, ts: string] {
  const [channel, ts] = ref.split('/');
  if (!channel || !ts) throw new Error(`not a reference of Slack's: ${ref}`);
  return [channel, ts];
}

function unknown(until: Date, reason: string): Finding {
  return { kind: 'unknown', until, reason };
}

function wait(now: Date, reason: string): Outcome {
  return { kind: 'wait', until: later(now, RETRY_MS), reason };
}

function later(date: Date, ms: number): Date {
  return new Date(date.getTime() + ms);
}
