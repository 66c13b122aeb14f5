import type { AnswerEntry } from '../domain/message.js';
import { promisesAhead } from '../store/promises.js';
import { storiesOfTopic, type StoryLine } from '../store/story-lookups.js';
import { othersInWords } from '../text/briefing-words.js';
import { findTopic, noTopic } from './find-topic.js';
import { misused, nothing, type Verb } from './library.js';
import { promiseLine } from './next.js';

const DAYS = 3;
const MOST_DAYS = 90;
const MOST_STORIES = 10;
const MOST_PROMISES = 3;

export const brief: Verb = {
  name: 'brief',
  usage: 'brief <topic> [3d|2026-06-01]',
  does: 'the last days of a topic as one page',
  async answer({ db, storyDesk, topics, now }, { rest }) {
    if (rest === '') return misused('A page on what? Name a topic: brief <topic> [3d|2026-06-01]');
    const { name, since } = sinceOf(rest, now());
    const topic = findTopic(topics(), name);
    if (topic === undefined) return noTopic(topics(), name);
    const day = since.toISOString().slice(0, 10);
    const stories = await storiesOfTopic(db, topic.id, since, MOST_STORIES);
    if (stories.length === 0) return nothing(`Nothing on ${topic.name} since ${day}.`);
    const said = await storyDesk.digest(topic.id, since);
    const { rows } = await promisesAhead(db, topic.id, 0, MOST_PROMISES);
    const text = [
      said.map((one) => `• ${one.text} [${one.publisher}]`).join('\n'),
      rows.length === 0
        ? ''
        : ['What to watch next:', ...rows.map((row) => `• ${promiseLine(row)}`)].join('\n'),
      `${stories.length === 1 ? 'One story' : `${stories.length} stories`}, those that most publishers tell first:`,
    ];
    return {
      ok: true,
      title: `${topic.name} since ${day}`,
      text: text.filter((block) => block !== '').join('\n\n'),
      entries: stories.map(storyEntry),
      pages: 1,
    };
  },
};

/** "china 7d", "china 2026-06-01", "china". */
function sinceOf(rest: string, now: Date): { name: string; since: Date } {
  const [, name = rest, days, date] = /^(.*\S)\s+(?:(\d{1,3})d(?:ays)?|(\d{4}-\d\d-\d\d))$/i.exec(rest) ?? [];
  const parsed = date === undefined ? Number.NaN : Date.parse(`${date}T00:00:00Z`);
  const back = Math.min(Math.max(days === undefined ? DAYS : Number(days), 1), MOST_DAYS);
  const since = Number.isNaN(parsed) ? now.getTime() - back * 86_400_000 : parsed;
  return { name, since: new Date(since) };
}

function storyEntry({ storyId, headline, link, publisher, at, items, publishers }: StoryLine): AnswerEntry {
  const told = `${publisher}${othersInWords(publishers)}`;
  return {
    title: headline,
    link,
    detail: `${told} · ${at.toISOString().slice(0, 10)} · s${storyId} · ${items === 1 ? '1 article' : `${items} articles`}`,
    text: null,
    data: { story: storyId, publisher, publishers, items, at: at.toISOString() },
  };
}
