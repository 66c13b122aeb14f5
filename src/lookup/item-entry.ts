import type { AnswerEntry } from '../domain/message.js';
import type { Item } from '../domain/item.js';
import type { Topic } from '../domain/topic.js';
import type { FoundItem, Page } from '../store/lookups.js';
import { singular, splitWords } from '../text/words.js';
import { PAGE_SIZE, type Reply } from './library.js';

/** A page of articles as an answer. */
export function articles(
  title: string,
  found: Page<FoundItem>,
  topics: ReadonlyMap<string, Topic>,
  words = '',
): Reply {
  const entries = found.rows.map((row) => itemEntry(row, topics, words));
  return { ok: true, title, text: null, entries, pages: Math.ceil(found.total / PAGE_SIZE) };
}

export const counted = (total: number) =>
  total === 1 ? '1 article' : `${total >= 300 ? '300 or more' : total} articles`;

/** An article as one entry of an answer, with the place where the words that were asked for stand. */
export function itemEntry(
  { item, storyId, topicIds }: FoundItem,
  topics: ReadonlyMap<string, Topic>,
  words = '',
): AnswerEntry {
  const names = topicIds.map((id) => topics.get(id)?.name ?? id);
  const ids = storyId === null ? `i${item.id}` : `s${storyId}/i${item.id}`;
  const detail = [source(item), day(item), ids, ...(names.length > 0 ? [names.join(', ')] : [])].join(' · ');
  const data = itemData(item, storyId, topicIds);
  return { title: item.title, link: item.link, detail, text: snippet(item.body, words), data };
}

/** An article as a program wants it. */
function itemData(item: Item, story: number | null, topics: readonly string[]): AnswerEntry['data'] {
  const { id, feedId, publisher, via, author, lang, publishedAt, dated, seenAt } = item;
  const published = dated ? publishedAt.toISOString() : null;
  const seen = seenAt.toISOString();
  return { item: id, story, feed: feedId, publisher, via, author, lang, published, dated, seen, topics };
}

export const source = (item: Item) => (item.via ? `${item.publisher} via ${item.via}` : item.publisher);
export const day = (item: Item) => (item.dated ? item.publishedAt.toISOString().slice(0, 10) : 'undated');

/** Characters of an article shown around what was asked for. */
const SNIPPET = 220;

/** The text around the first place that has one of the words; the beginning when none has. */
export function snippet(body: string, words: string): string | null {
  if (body === '') return null;
  const wanted = new Set(splitWords(words).map((word) => singular(word.text)));
  const hit =
    wanted.size === 0 ? undefined : splitWords(body).find((word) => wanted.has(singular(word.text)));
  const from = Math.max(0, (hit?.start ?? 0) - 60);
  return excerpt(body, from, from + SNIPPET);
}

/** A part of a text cut at spaces, never inside a character, with marks where something is left out. */
export function excerpt(text: string, from: number, to: number): string {
  const start = from <= 0 ? 0 : from + Math.max(0, text.slice(from, from + 30).search(/\s/) + 1);
  const rest = text.slice(start, to);
  const end = to >= text.length ? rest.length : Math.max(rest.search(/\s\S{0,30}$/), 0) || rest.length;
  const cut = rest.slice(0, end).replace(/\s+/g, ' ').trim().toWellFormed();
  return `${start > 0 ? '… ' : ''}${cut}${start + end < text.length ? ' …' : ''}`;
}
