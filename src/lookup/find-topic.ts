import type { Topic } from '../domain/topic.js';
import { nearest } from '../text/nearest.js';
import { quoted, refuse, type Reply } from './library.js';

type Topics = ReadonlyMap<string, Topic>;

/** By id, by name, else by a part of either that only one topic has. */
export function findTopic(topics: Topics, name: string): Topic | undefined {
  const wanted = name.toLowerCase();
  const exact = [...topics.values()].find(
    (topic) => topic.id === wanted || topic.name.toLowerCase() === wanted,
  );
  const near = withPart(topics, wanted);
  return exact ?? (near.length === 1 ? near[0] : undefined);
}

const withPart = (topics: Topics, wanted: string) =>
  [...topics.values()].filter(({ id, name }) => name.toLowerCase().includes(wanted) || id.includes(wanted));

/** So many are named where a name may mean several. */
const NAMED = 8;

/** The refusal of a name that `findTopic` finds nothing for, with what it may mean; `what` could have had it. */
export function noTopic(topics: Topics, name: string, what = 'topic'): Reply {
  const near = withPart(topics, name.toLowerCase()).map(({ id }) => id);
  if (name.trim() !== '' && near.length > 1) {
    const more = near.length > NAMED ? ` and ${near.length - NAMED} more` : '';
    return refuse(`${quoted(name)} may be ${near.slice(0, NAMED).join(', ')}${more}: write which.`);
  }
  const meant = nearest(name.toLowerCase(), [...topics.keys()]);
  return refuse(
    `There is no ${what} ${quoted(name)}${meant === undefined ? '' : ` (did you mean ${meant}?)`}. Ask: topics`,
  );
}
