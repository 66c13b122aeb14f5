import { Routes } from 'discord.js';
import type { Change, Message } from '../../src/domain/message.js';
import type { Forum, Place } from './channels.js';
import type { Client } from './client.js';
import { isJson, textAt } from './json.js';
import { beginThread, type Posted, sentAs } from './post.js';
import { render, threadName } from './render.js';

/** Discord's limit on the tags of a post. */
const MOST_TAGS = 5;

/** A message as a post of its own. No nonce guards it: after a lost reply only a look can tell. */
export async function postToForum(
  client: Client,
  { id, forum }: Place & { readonly forum: Forum },
  message: Message,
  key: string,
  signal: AbortSignal,
): Promise<Posted> {
  const first = { message: render(message, key), tags: tagsFor(forum, message) };
  const reply = await beginThread(client, Routes.threads(id), threadName(message), signal, first);
  if (reply.kind !== 'ok') return reply;
  // The first message of a post has the id of its thread.
  const thread = textAt(reply.body, 'id');
  const starter = isJson(reply.body) ? textAt(reply.body['message'], 'id') : null;
  return sentAs(thread ?? '', thread === null ? null : (starter ?? thread));
}

/**
 * Gives a post's thread the name and the tags of what it reads now. They are there to be found by, so it is no
 * matter when that fails.
 */
export async function dressPost(
  client: Client,
  thread: string,
  forum: Forum,
  message: Message,
  signal: AbortSignal,
): Promise<void> {
  const now = await client.call('get', Routes.channel(thread), { signal });
  if (now.kind !== 'ok') return;
  const change = { ...tagChange(now.body, forum, message), ...nameChange(now.body, message) };
  if (Object.keys(change).length === 0) return;
  // An archived thread can be changed only in opening it.
  await client.call('patch', Routes.channel(thread), { body: { ...change, archived: false }, signal });
}

/** The tags of the forum that say what the message is: its state and priority, then its topics. */
export function tagsFor({ tags }: Forum, message: Message): string[] {
  const wanted = wordsOf(message).map(folded);
  const found = wanted.flatMap((word) => tags.find(({ name }) => folded(name) === word)?.id ?? []);
  return [...new Set(found)].slice(0, MOST_TAGS);
}

function wordsOf(message: Message): string[] {
  if (message.kind !== 'alert') return [message.kind];
  const { priority, briefing, thread = [], marks = {} } = message;
  const muted = marks.mutedBy === undefined ? [] : ['muted'];
  const irrelevant = marks.irrelevantBy === undefined ? [] : ['not relevant'];
  const changed = thread.map(({ change }) => CHANGED[change]).toReversed();
  const topics = briefing.reasons.map(({ topicName }) => topicName);
  return [...muted, ...irrelevant, ...changed, priority, ...topics];
}

/** Tags that people gave a post stay; those that are ours to give follow the message. */
function tagChange(thread: unknown, forum: Forum, message: Message): { applied_tags?: string[] } {
  const given =
    isJson(thread) && Array.isArray(thread['applied_tags']) ? thread['applied_tags'].map(String) : [];
  const ours = tagsFor(forum, message);
  const states = new Set(forum.tags.filter(({ name }) => isState(name)).map(({ id }) => id));
  const kept = given.filter((id) => !states.has(id) || ours.includes(id));
  const applied = [...new Set([...ours, ...kept])].slice(0, MOST_TAGS);
  const isSame = applied.length === given.length && applied.every((id) => given.includes(id));
  return isSame ? {} : { applied_tags: applied };
}

const CHANGED: Readonly<Record<Change, string>> = {
  fact: 'updated',
  dispute: 'disputed',
  correction: 'corrected',
  retraction: 'retracted',
};

const STATES: ReadonlySet<string> = new Set([
  ...Object.values(CHANGED),
  'breaking',
  'normal',
  'low',
  'notice',
  'digest',
  'muted',
  'not relevant',
]);

function nameChange(thread: unknown, message: Message): { name?: string } {
  const name = threadName(message);
  return textAt(thread, 'name') === name ? {} : { name };
}

/** Whether a tag of this name follows what a message is; other tags are people's to give and to take. */
export function isState(name: string): boolean {
  return STATES.has(folded(name));
}

const folded = (name: string) => name.normalize('NFKC').toLowerCase().trim();
