import type { Topic } from '../domain/topic.js';
import { topicAt, watchedSince } from '../store/topics.js';
import {
  itemAt,
  matchedVersion,
  mutedFor,
  type PostState,
  postsOf,
  type Whereabouts,
  whereaboutsOf,
} from '../store/whereabouts.js';
import { utcMinute } from '../text/utc-minute.js';
import { findTopic, noTopic } from './find-topic.js';
import { day, source } from './item-entry.js';
import { done, type Library, misused, quoted, type Verb } from './library.js';
import { withoutBrackets } from './link.js';

/** Names the stage that stopped an article on its way to a post for a topic. */
export const whyNot: Verb = {
  name: 'why-not',
  usage: 'why-not <address|i1> <topic>',
  does: 'which stage stopped an article: not seen, no match and what was missing, muted, waiting',
  takes: [
    { name: 'article', does: 'Its address, or i1', required: true },
    { name: 'topic', does: 'Its id or name', required: true, completes: 'topic' },
  ],
  async answer(library, { rest }) {
    const [, named = '', name = ''] = /^(\S*)\s*(.*)$/s.exec(rest) ?? [];
    if (named === '' || name === '')
      return misused('Write the address or number of an article and a topic: why-not i12 us-policy');
    const topic = findTopic(library.topics(), name);
    const topicId = topic?.id ?? ((await watchedSince(library.db, name)) ? name : null);
    if (topicId === null) return noTopic(library.topics(), name);
    const itemId = await itemNamed(library, named);
    const found = itemId === null ? null : await whereaboutsOf(library.db, itemId);
    if (found === null) return done('It was never seen', await neverSeen(library, named));
    const { title, text } = await stage(library, found, topicId, topic ?? null);
    const { item } = found;
    const story = found.storyId === null ? '' : `s${found.storyId}/`;
    const detail = `${source(item)} · ${day(item)} · ${story}i${item.id}`;
    const entries = [{ title: item.title, link: item.link, detail, text: null }];
    return { ok: true, title, text, entries, pages: 1 };
  },
};

interface Stage {
  readonly title: string;
  readonly text: string;
}

async function itemNamed({ db, canonicalUrl }: Library, named: string): Promise<number | null> {
  const number = /^(?:s\d{1,9}\/)?i?(\d{1,9})$/i.exec(named)?.[1];
  if (number !== undefined) return Number(number);
  const address = withoutBrackets(named);
  return itemAt(db, canonicalUrl(address), address);
}

/** Where the article should have come from. */
async function neverSeen({ feeds }: Library, named: string): Promise<string> {
  const address = withoutBrackets(named);
  if (!URL.canParse(address))
    return `There is no article ${quoted(named)}: name it as answers do, such as i12.`;
  const host = new URL(address).hostname.replace(/^www\./, '');
  const site = host.split('.').slice(-2).join('.');
  const near = (await feeds()).filter(({ location }) => location.includes(site));
  if (near.length === 0)
    return `No feed of ${host} is configured, and no other feed has brought this address. Add one: wirewatch feeds test ${host}`;
  const states = near.slice(0, 3).map(({ id, state, error, lastPollAt }) => {
    const last = lastPollAt === null ? 'not polled yet' : `polled ${utcMinute(new Date(lastPollAt))}`;
    return `${id} (${state}, ${last}${error === null ? '' : `: ${error}`})`;
  });
  return `No feed has brought this address. Of that site: ${states.join('; ')}`;
}

async function stage(
  library: Library,
  found: Whereabouts,
  topicId: string,
  current: Topic | null,
): Promise<Stage> {
  const { item, heldAt, readAt, readError, storyId } = found;
  if (heldAt)
    return {
      title: 'It is held back',
      text: `Most of feed ${item.feedId} was suddenly new, so it waits: wirewatch feeds accept ${item.feedId}`,
    };
  if (readAt === null || storyId === null)
    return { title: 'It waits to be read', text: readError ?? 'It was stored a moment ago.' };
  const version = await matchedVersion(library.db, item.id, topicId);
  if (version === null) return noMatch(library, found, readAt, topicId, current);
  return matched(library, found, storyId, topicId, current);
}

/** It was held against the version that was in force when it was read. */
async function noMatch(
  { db, trace }: Library,
  { item }: Whereabouts,
  readAt: Date,
  topicId: string,
  current: Topic | null,
): Promise<Stage> {
  const then = await topicAt(db, topicId, readAt);
  const now = current ? trace(current, item) : null;
  const today = now?.matched === true ? ['The topic as it is today would match it.'] : [];
  if (then === null) {
    const since = await watchedSince(db, topicId);
    const text =
      since && since > readAt
        ? `It was read ${utcMinute(readAt)}; the topic is watched since ${utcMinute(since)}.`
        : `It was read ${utcMinute(readAt)}.`;
    return { title: 'The topic was not watched then', text: [text, ...today].join('\n') };
  }
  const traced = trace(then, item);
  const edited = current && current.version !== then.version ? ' (it has been edited since)' : '';
  if (traced.matched)
    return {
      title: 'It would match now',
      text: `The article or its feed was changed after it was read ${utcMinute(readAt)}.`,
    };
  const lines = traced.lines.some((line) => line.includes('✗')) ? traced.lines : [];
  const text = [
    `Topic version ${then.version}${edited}, read ${utcMinute(readAt)}. ✗ is what was missing:`,
    ...lines,
    ...today,
  ];
  return { title: 'It did not match', text: text.join('\n') };
}

/** It matched: what keeps it from being posted, or where it is. */
async function matched(
  { db, now }: Library,
  { item, baseline, role }: Whereabouts,
  storyId: number,
  topicId: string,
  current: Topic | null,
): Promise<Stage> {
  const posts = (await postsOf(db, storyId)).filter(({ topics }) => topics.includes(topicId));
  const told = posts.map((post) => `${post.destination}: ${stateOf(post, now())}`).join('\n');
  const again = role === 'copy' || role === 'report' || role === 'follow-up';
  const muted = await mutedFor(db, storyId, topicId, now());
  if (posts.some(({ state }) => state === 'sent'))
    return {
      title: again ? 'It is in a post already: one story is one post' : 'It was posted',
      text: `${again ? `It is a ${role} in story s${storyId}.\n` : ''}${told}`,
    };
  const digested = posts.find(({ state }) => state === 'digested');
  if (digested) return { title: 'It was told in a digest', text: told };
  const held = posts.find(({ state, heldFor, notBefore }) =>
    heldFor === 'quiet' ? state === 'pending' && notBefore > now() : state === 'held' && heldFor !== null,
  );
  if (held?.heldFor) return { title: HELD[held.heldFor], text: told };
  if (muted) {
    const until = muted.until === null ? 'until somebody unmutes it' : `until ${utcMinute(muted.until)}`;
    return { title: `The ${muted.kind} is muted`, text: `By ${muted.by}, ${until}.` };
  }
  if (posts.length > 0) return { title: 'It matched and is not posted yet', text: told };
  if (baseline)
    return {
      title: 'It came with the first poll of its feed',
      text: `What a new feed begins with is for look-ups; backfill: on the topic posts the young ones of them (i${item.id}).`,
    };
  if (current === null) return { title: 'The topic is watched no more', text: 'It matched while it was.' };
  if (current.destinations.length === 0)
    return { title: 'The topic is posted nowhere', text: `Give ${topicId} a destination that is on.` };
  return { title: 'It matched, and its post is being written', text: 'Ask again in a moment.' };
}

const HELD = {
  low: 'It waits for the digest: its topics are low',
  budget: "It waits for the digest: the day's budget was spent",
  quiet: 'It waits for the end of quiet hours',
  away: 'It waits for the digest after an outage',
} as const;

function stateOf({ state, reason, notBefore, sentAt }: PostState, now: Date): string {
  const why = reason === null ? '' : ` (${reason})`;
  if (state === 'sent') return `sent ${sentAt ? utcMinute(sentAt) : ''}`.trim();
  if (state === 'pending' && notBefore > now) return `waits until ${utcMinute(notBefore)}${why}`;
  return `${state}${why}`;
}
