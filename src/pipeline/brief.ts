import { randomBytes } from 'node:crypto';
import { writeBriefing } from '../brief/brief.js';
import type { Neighbour } from '../brief/related.js';
import type { Feed } from '../domain/feed.js';
import type { Item } from '../domain/item.js';
import type { AlertMessage } from '../domain/message.js';
import type { Topic } from '../domain/topic.js';
import * as alerts from '../store/alerts.js';
import type { Tx } from '../store/db.js';
import { directTo, followers } from '../store/follows.js';
import { markStory, type Reader, storyMutes } from '../store/mutes.js';
import { neighbours, rebriefDisputed } from '../store/neighbours.js';
import { releaseWaiting } from '../store/rewordings.js';
import * as stories from '../store/stories.js';
import { grow, type StoryAlert } from './grow.js';
import { keepPromises } from './keep-promises.js';
import { type PipelineParts, reason } from './parts.js';
import { inWords } from './reword.js';

/** Story → Alert: writes the briefing that each destination gets, in the transaction that decides on it. */
export async function brief(parts: PipelineParts, storyId: number): Promise<void> {
  const { db, now, queue } = parts;
  try {
    const woken = await db.transaction().execute(async (tx) => {
      const dossier = await stories.claimBriefing(tx, storyId);
      return dossier ? briefStory(parts, tx, dossier) : NOBODY;
    });
    await queue.wake('deliver', woken.destinations, now());
    await queue.wake('brief', woken.stories, now());
    await queue.wake('reword', woken.asks, now());
  } catch (error) {
    await stories.postponeStory(db, storyId, reason(error), now());
    throw error;
  }
}

/** Who is to go on. */
interface Woken {
  readonly destinations: readonly string[];
  readonly stories: readonly number[];
  /** What a model is to be asked. */
  readonly asks: readonly string[];
}

const NOBODY: Woken = { destinations: [], stories: [], asks: [] };

async function briefStory(parts: PipelineParts, tx: Tx, dossier: stories.StoryDossier): Promise<Woken> {
  const { live, now } = parts;
  const { topics, destinations, tierOf, messengers, places, isShared } = live();
  const { storyId, items, matches } = dossier;
  const about = [...new Set(matches.map(({ match }) => match.topicId))];
  const mutes = await storyMutes(tx, storyId, about, now());
  if (mutes.story) {
    await stories.restUntil(tx, storyId, mutes.story);
    return NOBODY;
  }
  const readers = (await readersOf(tx, about)).filter(
    ({ destination }) => isShared === true || messengers.has(destination),
  );
  const known = {
    topics,
    tiers: new Map(items.map((item) => [item.id, tierOf(item)])),
    neighbours: await neighbours(tx, storyId, about),
  };
  const changed = mutes.story === undefined ? await markStory(tx, storyId, { mutedBy: null }, now()) : [];
  const before = await alerts.alertsOf(tx, storyId);
  const asks: string[] = [];
  const disputed = new Set<number>();
  for (const place of [...placesOf(topics, destinations), ...readers]) {
    const { destination, reader } = place;
    const watches = (id: string) => place.watches(id) && !mutes.isMuted(id, reader);
    const account = places.get(destination)?.account ?? null;
    const alert = decide(dossier, { ...place, watches }, known, account);
    if (!alert) continue;
    for (const { storyId: other, relation } of alert.message.briefing.related)
      if (relation === 'disputes') disputed.add(other);
    const worded = await inWords(parts, tx, alert);
    if (await grow(tx, worded.alert, before.get(destination), now())) changed.push(destination);
    if (worded.waitedUntil) changed.push(...(await releaseWaiting(tx, storyId, worded.waitedUntil, now())));
    if (worded.asks) asks.push(worded.asks);
  }
  if (changed.length > 0) await keepPromises(tx, dossier, now());
  await stories.markBriefed(tx, storyId, dossier.revision);
  return { destinations: changed, stories: await rebriefDisputed(tx, storyId, [...disputed]), asks };
}

/** Where a story may be told: in a configured place, or to a reader who follows its topics. */
interface Place {
  readonly destination: string;
  readonly reader: Reader | null;
  readonly watches: (topicId: string) => boolean;
}

function placesOf(topics: ReadonlyMap<string, Topic>, destinations: ReadonlySet<string>): Place[] {
  return [...destinations].map((destination) => ({
    destination,
    reader: null,
    watches: (id) => topics.get(id)?.destinations.includes(destination) === true,
  }));
}

async function readersOf(tx: Tx, topicIds: readonly string[]): Promise<Place[]> {
  return (await followers(tx, topicIds)).map(({ reader, topics }) => ({
    destination: directTo(reader),
    reader,
    watches: (id) => topics.has(id),
  }));
}

/** What is known beside the story itself. */
interface Known {
  readonly topics: ReadonlyMap<string, Topic>;
  readonly tiers: ReadonlyMap<number, Feed['tier']>;
  readonly neighbours: readonly Neighbour[];
}

/** A story makes one alert a destination, for all its topics that the destination watches. */
function decide(
  { storyId, items: members, baseline, roles, matches }: stories.StoryDossier,
  { destination, watches }: Place,
  { topics, tiers, neighbours: others }: Known,
  account: string | null,
): StoryAlert | null {
  const watched = matches.flatMap((found) => {
    const topic = topics.get(found.match.topicId);
    return topic && watches(topic.id) ? [{ ...found, topic }] : [];
  });
  // What only a new feed's old items say is for look-ups.
  const news = new Set(
    watched.flatMap(({ itemId, topic }) =>
      !baseline.has(itemId) || isYoung(members, itemId, topic) ? [itemId] : [],
    ),
  );
  if (news.size === 0) return null;
  const briefing = writeBriefing({
    storyId,
    items: members,
    roles,
    tiers,
    background: new Set([...baseline].filter((id) => !news.has(id))),
    neighbours: others,
    matches: watched.map(({ itemId, topic, match }) => ({ itemId, topicName: topic.name, match })),
  });
  const priorities = new Set(watched.map(({ topic }) => topic.priority));
  const priority = (['breaking', 'normal'] as const).find((level) => priorities.has(level)) ?? 'low';
  return {
    id: randomBytes(16).toString('base64url'),
    storyId,
    destination,
    topics: [...new Set(watched.map(({ topic }) => topic.id))],
    priority,
    message: {
      kind: 'alert',
      briefing,
      priority,
      ...(priority === 'breaking' &&
        calledBy(
          watched.map(({ topic }) => topic),
          account,
        )),
    },
  };
}

/** Whom the breaking topics of a story name on that account. */
function calledBy(topics: readonly Topic[], account: string | null): Pick<AlertMessage, 'mention'> {
  const named = topics.flatMap(({ priority, mention = {} }) =>
    account !== null && priority === 'breaking' && Object.hasOwn(mention, account)
      ? (mention[account] ?? [])
      : [],
  );
  return named.length === 0 ? {} : { mention: [...new Set(named)] };
}

/** Young enough, when its feed was first read, for a topic that asks for some of the past. */
function isYoung(members: readonly Item[], itemId: number, { backfillHours = 0 }: Topic): boolean {
  const item = members.find((member) => member.id === itemId);
  return (
    item !== undefined &&
    item.dated &&
    item.seenAt.getTime() - item.publishedAt.getTime() <= backfillHours * 3_600_000
  );
}
