import type { AnswerEntry } from '../domain/message.js';
import { topicActivity } from '../store/lookups.js';
import { PAGE_SIZE, type RefusedTopic, type Verb } from './library.js';

const WEEK_MS = 7 * 86_400_000;

export const topics: Verb = {
  name: 'topics',
  usage: 'topics',
  does: 'what is watched, how busy it is, and where it is posted',
  takes: [],
  async answer({ db, topics: known, refused, now }, { page }) {
    const activity = await topicActivity(db, new Date(now().getTime() - WEEK_MS));
    const watched = [...known().values()].map((topic): AnswerEntry => {
      const { count: week = 0, lastAt = null } = activity.get(topic.id) ?? {};
      const last = lastAt ? `last ${lastAt.toISOString().slice(0, 10)}` : 'none yet';
      const posted =
        topic.destinations.length > 0 ? `posted to ${topic.destinations.join(', ')}` : 'not posted anywhere';
      return {
        title: topic.name,
        link: null,
        detail: `${topic.id} · ${week} in 7 days · ${last} · ${posted}`,
        text: null,
      };
    });
    const entries = [...refused().map(inTrouble), ...watched];
    const start = (page - 1) * PAGE_SIZE * 2;
    const pages = Math.ceil(entries.length / (PAGE_SIZE * 2));
    const title = watched.length === 1 ? '1 topic is watched' : `${watched.length} topics are watched`;
    return { ok: true, title, text: null, entries: entries.slice(start, start + PAGE_SIZE * 2), pages };
  },
};

/** What a person has to mend comes first. */
function inTrouble({ topicId, messages, kept }: RefusedTopic): AnswerEntry {
  const fate = kept ? 'goes on as it was before its edit' : 'is not watched';
  return { title: `${topicId} ${fate}`, link: null, detail: 'its own tests fail', text: messages.join('\n') };
}
