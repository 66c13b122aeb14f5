import type { Topic } from '../domain/topic.js';

/** By id, by name, else by a part of either that only one topic has. */
export function findTopic(topics: ReadonlyMap<string, Topic>, name: string): Topic | undefined {
  const wanted = name.toLowerCase();
  const all = [...topics.values()];
  const exact = all.find((topic) => topic.id === wanted || topic.name.toLowerCase() === wanted);
  const near = all.filter((topic) => topic.name.toLowerCase().includes(wanted) || topic.id.includes(wanted));
  return exact ?? (near.length === 1 ? near[0] : undefined);
}
