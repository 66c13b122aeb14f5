import type { AnswerEntry } from '../domain/message.js';
import type { Topic, TopicTest } from '../domain/topic.js';
import { topicQuality, type TopicQuality, type WrongPost, wrongPosts } from '../store/quality.js';
import { watchedSince } from '../store/topics.js';
import { findTopic, noTopic } from './find-topic.js';
import { type Library, PAGE_SIZE, type Verb } from './library.js';

const DAYS = 30;
const DAY_MS = 86_400_000;
/** Wrong posts that a test is proposed from. */
const PROPOSED = 3;

/** How well topics do, by what was posted and what readers said of it. */
export const quality: Verb = {
  name: 'quality',
  usage: 'quality [topic]',
  does: 'how topics did in 30 days: precision, posts a day, duplicates, delay; tests from wrong posts',
  takes: [{ name: 'topic', does: 'Only of this topic', required: false, completes: 'topic' }],
  async answer(library, { rest: name, page }) {
    const { db, topics, now } = library;
    const only = name === '' ? null : findTopic(topics(), name);
    if (only === undefined) return noTopic(topics(), name);
    const since = new Date(now().getTime() - DAYS * DAY_MS);
    const known = await topicQuality(db, since);
    const all = only ? [only] : [...topics().values()].sort((a, b) => wrong(known, b) - wrong(known, a));
    const shown = all.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE);
    const entries = await Promise.all(
      shown.map(async (topic) =>
        entry(library, topic, known.get(topic.id), await daysOf(library, topic, since)),
      ),
    );
    const title = `${only ? only.name : 'Topics'}, the last ${DAYS} days`;
    return { ok: true, title, text: null, entries, pages: Math.ceil(all.length / PAGE_SIZE) };
  },
};

/** Those that readers find fault with come first. */
const wrong = (known: ReadonlyMap<string, TopicQuality>, { id }: Topic) => known.get(id)?.irrelevant ?? 0;

/** Days that a topic was watched, of those that are looked at. */
async function daysOf({ db, now }: Library, { id }: Topic, since: Date): Promise<number> {
  const watched = await watchedSince(db, id);
  const from = Math.max(since.getTime(), watched?.getTime() ?? 0);
  return Math.max(1, (now().getTime() - from) / DAY_MS);
}

async function entry(
  library: Library,
  topic: Topic,
  known: TopicQuality | undefined,
  days: number,
): Promise<AnswerEntry> {
  const { posts = 0, repeats = 0, folded = 0, relevant = 0, irrelevant = 0 } = known ?? {};
  const { medianMinutes = null, p95Minutes = null } = known ?? {};
  const judged = relevant + irrelevant;
  const precision = judged === 0 ? null : relevant / judged;
  const delay =
    medianMinutes === null || p95Minutes === null
      ? 'delay not known'
      : `published to posted: median ${span(medianMinutes)}, p95 ${span(p95Minutes)}`;
  return {
    title: topic.name,
    link: null,
    detail: [
      topic.id,
      precision === null
        ? 'not judged yet'
        : `precision ${Math.round(precision * 100)} % (${relevant} of ${judged} judged)`,
      `${(posts / days).toFixed(1)} posts a day`,
      `${repeats} posted twice, ${folded} copies folded`,
      delay,
    ].join(' · '),
    text: await proposals(library, topic),
    data: { topic: topic.id, posts, days, precision, judged, repeats, folded, medianMinutes, p95Minutes },
  };
}

const span = (minutes: number) =>
  minutes < 100 ? `${Math.round(minutes)} min` : `${(minutes / 60).toFixed(1)} h`;

/** Lines for the topic's `tests:`, from what readers called wrong and it still matches. */
async function proposals({ db, proposeTest }: Library, topic: Topic): Promise<string | null> {
  const posts = await wrongPosts(db, topic.id, PROPOSED);
  const tests = posts.flatMap((post) => {
    const test = proposeTest(topic, articleOf(post));
    return test ? [test] : [];
  });
  if (posts.length === 0) return null;
  if (tests.length === 0) return 'What readers called wrong, it no longer matches.';
  return [
    'Readers called this wrong; a test keeps it out once the query does:',
    'tests:',
    '  ignore:',
    ...tests.flatMap(lines),
  ].join('\n');
}

function articleOf({ itemId, title, body, lang }: WrongPost) {
  return { id: itemId, title, body, lang, publisher: '', author: null, url: null, feedId: '' };
}

/** JSON's strings are YAML's too. */
function lines({ title, text }: TopicTest): string[] {
  if (title === undefined) return [`    - ${JSON.stringify(text)}`];
  return [`    - title: ${JSON.stringify(title)}`, `      text: ${JSON.stringify(text)}`];
}
