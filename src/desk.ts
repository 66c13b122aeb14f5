import { PREVIEWS } from './accounts.js';
import type { Message } from './domain/message.js';
import { actPart, type ActParts } from './desk/acts.js';
import { feedPart, type FeedParts } from './desk/feeds.js';
import { searchPart, type SearchParts } from './desk/search.js';
import { topicPart, type TopicParts } from './desk/topics.js';
import { itemFile, storyFile, storyRows } from './store/story-pages.js';
import { deliveriesOf, wireAlert, wireAlerts, type WirePlace } from './store/wire.js';
import type { Desk } from './web/desk.js';

/** What the desk is made of. */
export type DeskParts = TopicParts & FeedParts & ActParts & SearchParts;

/** Answers what the page asks, from the store and from what runs. */
export function createDesk(parts: DeskParts): Desk {
  const { db, live, now } = parts;
  return {
    ...topicPart(parts),
    ...feedPart(parts),
    ...actPart(parts),
    ...searchPart(parts),
    now,
    choices() {
      const { topics, destinations } = live();
      return {
        topics: [...topics.values()].map(({ id, name }) => ({ id, name })),
        destinations: [...destinations],
      };
    },
    async wire(filter, after, limit) {
      const alerts = await wireAlerts(db, filter, placeOf(after), limit + 1);
      const last = alerts.length > limit ? alerts[limit - 1] : undefined;
      return {
        alerts: alerts.slice(0, limit),
        next: last ? `${last.createdAt.getTime()}_${last.id}` : null,
      };
    },
    async alert(id) {
      const alert = await wireAlert(db, id);
      return alert && { alert, attempts: await deliveriesOf(db, id, ATTEMPTS) };
    },
    async stories(topic, after, limit) {
      const [ms, id] = keysOf(after);
      const place = id === '' ? null : { lastAt: new Date(ms), id: Number(id) };
      const rows = await storyRows(db, topic, Number.isInteger(place?.id ?? 0) ? place : null, limit + 1);
      const last = rows.length > limit ? rows[limit - 1] : undefined;
      return { stories: rows.slice(0, limit), next: last ? `${last.lastAt.getTime()}_${last.id}` : null };
    },
    story: (id) => storyFile(db, id),
    item: (id) => itemFile(db, id),
    platforms: Object.keys(PREVIEWS),
    async preview(platform, message: Message) {
      const draw = PREVIEWS[platform];
      if (draw === undefined) throw new Error(`nothing is drawn for ${platform}`);
      return draw(message);
    },
  };
}

const ATTEMPTS = 50;

/** Where a page begins; what cannot be meant is the beginning. */
function placeOf(after: string | null): WirePlace | null {
  const [ms, id] = keysOf(after);
  return id === '' ? null : { createdAt: new Date(ms), id };
}

function keysOf(after: string | null): [number, string] {
  const [, ms = '', id = ''] = /^(\d{1,15})_([\w-]{1,64})$/.exec(after ?? '') ?? [];
  return [Number(ms), id];
}
