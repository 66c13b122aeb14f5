import type { AnswerEntry } from '../domain/message.js';
import type { Development } from '../domain/story.js';
import { findTopic, noTopic } from './find-topic.js';
import { LINES_A_PAGE, misused, nothing, refuse, type Verb } from './library.js';
import { numberOf } from './story.js';

/** How far back a topic's timeline goes. */
const DAYS = 30;

export const timeline: Verb = {
  name: 'timeline',
  usage: 'timeline <topic|s1>',
  does: 'how a story or a topic went on, a line a development; ● marks a new fact',
  async answer({ storyDesk, topics, now }, { rest: name, page }) {
    if (name === '') return misused('A timeline of what? Name a topic, or a story: timeline s1');
    const storyId = /^s\d/i.test(name) ? numberOf(name, 's') : null;
    const topic = storyId === null ? findTopic(topics(), name) : undefined;
    if (storyId === null && topic === undefined) return noTopic(topics(), name, 'story or topic');
    const since = new Date(now().getTime() - DAYS * 86_400_000);
    const found =
      storyId === null
        ? await storyDesk.topicTimeline(topic?.id ?? '', since)
        : await storyDesk.storyTimeline(storyId);
    if (found === null) return refuse(`There is no story s${storyId}.`);
    const about = topic ? `${topic.name}, ${DAYS} days` : `Story s${storyId}`;
    if (found.length === 0) return nothing(`Nothing on ${about}.`);
    return {
      ok: true,
      title: `${about}: earliest first`,
      text: null,
      entries: found.slice((page - 1) * LINES_A_PAGE, page * LINES_A_PAGE).map(lineOf),
      pages: Math.ceil(found.length / LINES_A_PAGE),
    };
  },
};

function lineOf({
  at,
  dated,
  publisher,
  title,
  link,
  role,
  fact,
  storyId,
  itemId,
}: Development): AnswerEntry {
  const time = at.toISOString().slice(0, 16).replace('T', ' ');
  return {
    title: `${fact === null ? '' : '● '}${title}`,
    link,
    detail: [dated ? time : `seen ${time}`, publisher, `s${storyId}/i${itemId}`, role].join(' · '),
    text: fact && `New: ${fact.text}`,
    data: {
      story: storyId,
      item: itemId,
      at: at.toISOString(),
      dated,
      publisher,
      role,
      fact: fact?.text ?? null,
    },
  };
}
