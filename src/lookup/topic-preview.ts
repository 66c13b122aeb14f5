import type { TopicFault } from '../domain/topic-edit.js';
import type { Library } from './library.js';

const SAMPLES = 3;

/** What a query would have found lately, in lines; its faults where it is none. */
export async function previewTopic(
  { topicDesk }: Library,
  query: string,
  topicId: string | null,
): Promise<{ readonly lines: readonly string[]; readonly faults: readonly TopicFault[] }> {
  if (query.trim() === '') return { lines: ['Write a query to see what it would have found.'], faults: [] };
  const found = await topicDesk.preview(query, topicId === null ? {} : { topicId });
  if (!found.ok) return { lines: [], faults: found.faults };
  const { matches, articles, days, postsPerDay, samples, warnings } = found;
  const rate = postsPerDay >= 10 ? Math.round(postsPerDay) : Math.round(postsPerDay * 10) / 10;
  return {
    lines: [
      `Of ${articles} articles in ${days} days it would have found ${matches}: about ${rate} posts a day.`,
      ...samples.slice(0, SAMPLES).map(({ title, publisher }) => `“${title}” (${publisher})`),
      ...warnings,
    ],
    faults: [],
  };
}
