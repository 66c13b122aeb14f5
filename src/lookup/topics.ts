import type { AnswerEntry } from '../domain/message.js';
import type { RefusedTopic } from '../domain/topic.js';
import { topicActivity } from '../store/lookups.js';
import { type Library, LINES_A_PAGE, type Verb } from './library.js';

const WEEK_MS = 7 * 86_400_000;

export const topics: Verb = {
  name: 'topics',
  usage: 'topics',
  does: 'what is watched, how busy it is, and where it is posted',
  takes: [],
  async answer({ db, topics: known, refused, now }, { page }) {
    const howBusy = await topicsBusy({ db, now });
    const watched = [...known().values()].map((topic): AnswerEntry => {
      const posted =
        topic.destinations.length > 0 ? `posted to ${topic.destinations.join(', ')}` : 'not posted anywhere';
      return {
        title: topic.name,
        link: null,
        detail: `${topic.id} · ${howBusy(topic.id)} · ${posted}`,
        text: null,
      };
    });
    const entries = [...refused().map(inTrouble), ...watched];
    const start = (page - 1) * LINES_A_PAGE;
    const pages = Math.ceil(entries.length / LINES_A_PAGE);
    const title = watched.length === 1 ? '1 topic is watched' : `${watched.length} topics are watched`;
    return { ok: true, title, text: null, entries: entries.slice(start, start + LINES_A_PAGE), pages };
  },
};

/** How busy topics are, in words, by their ids: "3 in 7 days · last 2026-11-26". */
export async function topicsBusy({
  db,
  now,
}: Pick<Library, 'db' | 'now'>): Promise<(topicId: string) => string> {
  const activity = await topicActivity(db, new Date(now().getTime() - WEEK_MS));
  return (topicId) => {
    const { count = 0, lastAt = null } = activity.get(topicId) ?? {};
    return `${count} in 7 days · ${lastAt ? `last ${lastAt.toISOString().slice(0, 10)}` : 'none yet'}`;
  };
}

/** What a person has to mend comes first. */
function inTrouble({ topicId, messages, kept }: RefusedTopic): AnswerEntry {
  const fate = kept ? 'goes on as it was before its edit' : 'is not watched';
  return { title: `${topicId} ${fate}`, link: null, detail: 'its own tests fail', text: messages.join('\n') };
}
