import type { Choices } from './desk.js';
import { html, type Html, query } from './html.js';

export const topicNames = ({ topics }: Choices): ReadonlyMap<string, string> =>
  new Map(topics.map(({ id, name }) => [id, name]));

/** Topics by their names, each leading to `page` with what is of that topic alone. */
export function topicChips(choices: Choices, topicIds: readonly string[], page: string): Html[] {
  const names = topicNames(choices);
  return topicIds.map(
    (topic) => html`<a class="chip" href="${page}${query({ topic })}">${names.get(topic) ?? topic}</a>`,
  );
}
