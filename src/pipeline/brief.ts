import { randomBytes } from 'node:crypto';
import { writeBriefing } from '../brief/brief.js';
import type { Feed } from '../domain/feed.js';
import type { Item } from '../domain/item.js';
import type { Topic } from '../domain/topic.js';
import * as alerts from '../store/alerts.js';
import * as stories from '../store/stories.js';
import { type PipelineParts, reason } from './parts.js';

/** Story → Alert: writes the briefing that each destination gets, in the transaction that decides on it. */
export async function brief(parts: PipelineParts, storyId: number): Promise<void> {
  const { db, live, now, queue } = parts;
  try {
    const { topics, destinations, feeds } = live();
    const woken = await db.transaction().execute(async (tx) => {
      const dossier = await stories.claimBriefing(tx, storyId);
      if (!dossier) return [];
      const changed: string[] = [];
      for (const destination of destinations) {
        const alert = decide(dossier, destination, topics, tiersOf(dossier.items, feeds));
        if (alert && (await alerts.putAlert(tx, alert, now()))) changed.push(destination);
      }
      await stories.markBriefed(tx, storyId, dossier.revision);
      return changed;
    });
    await queue.wake('deliver', woken, now());
  } catch (error) {
    await stories.postponeStory(db, storyId, reason(error), now());
    throw error;
  }
}

/** A story makes one alert a destination, for all its topics that the destination watches. */
function decide(
  { storyId, items: members, baseline, roles, matches }: stories.StoryDossier,
  destination: string,
  topics: ReadonlyMap<string, Topic>,
  tiers: ReadonlyMap<number, Feed['tier']>,
): alerts.NewAlert | null {
  const watched = matches.flatMap((found) => {
    const topic = topics.get(found.match.topicId);
    return topic?.destinations.includes(destination) ? [{ ...found, topic }] : [];
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
    message: { kind: 'alert', briefing, priority },
  };
}

function tiersOf(items: readonly Item[], feeds: ReadonlyMap<string, Feed>): Map<number, Feed['tier']> {
  return new Map(items.map(({ id, feedId }) => [id, feeds.get(feedId)?.tier ?? 2]));
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
