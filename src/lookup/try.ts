import type { AnswerEntry } from '../domain/message.js';
import type { PreviewSample } from '../domain/topic-edit.js';
import { misused, PAGE_SIZE, type Verb } from './library.js';

/** How often a query would have posted, before it is a topic. */
export const tryQuery: Verb = {
  name: 'try',
  usage: 'try "<query>"',
  does: 'what a query in the language of topics would have found in the last 7 days',
  takes: [{ name: 'query', does: 'In the language of topics', required: true }],
  async answer({ topicDesk }, { rest, page }) {
    const query = unquoted(rest);
    if (query === '')
      return misused('Try what? Write a query, such as: try OpenAI AND (Singapore OR 新加坡)');
    const seen = await topicDesk.preview(query);
    if (!seen.ok) {
      const faults = seen.faults.map(({ column, message }) => pointed(query, column, message));
      return misused(faults.join('\n'));
    }
    const { days, articles, matches, stories, postsPerDay, samples } = seen;
    const posts = stories === 1 ? '1 post' : `${stories} posts`;
    return {
      ok: true,
      title: `${posts} in ${days} days, ${postsPerDay.toFixed(1)} a day`,
      text: [
        `From ${matches} of ${articles} stored articles. Understood as:`,
        seen.understood,
        ...seen.warnings.map((warning) => `! ${warning}`),
      ].join('\n'),
      entries: samples.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE).map(entry),
      pages: Math.ceil(samples.length / PAGE_SIZE),
    };
  },
};

/** A query in quotation marks as a whole is the query, unless they are its own. */
function unquoted(text: string): string {
  const inside = /^["“](.*)["”]$/s.exec(text)?.[1];
  return (inside === undefined || /["“”]/.test(inside) ? text : inside).trim();
}

/** A fault under its place, where the line is short enough to be shown. */
function pointed(query: string, column: number | null, message: string): string {
  if (column === null) return message;
  const before = Array.from(query.slice(Math.max(0, column - 30), column - 1)).join('');
  const after = query.slice(column - 1, column + 20);
  return `Column ${column}, at ${before}▸${after}: ${message}`;
}

function entry({ title, link, publisher, publishedAt, itemId, storyId, found }: PreviewSample): AnswerEntry {
  const ids = storyId === null ? `i${itemId}` : `s${storyId}/i${itemId}`;
  return {
    title,
    link,
    detail: `${publisher} · ${publishedAt.toISOString().slice(0, 10)} · ${ids}`,
    text: [...new Set(found.map(({ text }) => text))].join(' · '),
  };
}
