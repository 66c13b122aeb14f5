import type { Answer, AnswerEntry, Question } from '../domain/message.js';
import type { Topic } from '../domain/topic.js';
import { latestItems, type Page, type FoundItem, searchItems, topicActivity } from '../store/lookups.js';
import { searchQuery } from '../text/search-terms.js';
import { feeds } from './feeds.js';
import { itemEntry } from './item-entry.js';
import { type Library, type Reply, refuse } from './library.js';
import { why } from './why.js';

/** Entries on a page of an answer. */
export const PAGE_SIZE = 5;

/** A chat message is no book: longer questions are refused. */
const MAX_QUESTION = 400;

/** The verbs, in the order in which help lists them. */
export const VERBS = {
  search: {
    usage: 'search <words>',
    does: 'finds articles that have all the words; "in quotes" for a phrase',
  },
  latest: { usage: 'latest [topic]', does: 'the newest articles of a topic, or of all' },
  topics: { usage: 'topics', does: 'what is watched, how busy it is, and where it is posted' },
  why: { usage: 'why <s1|i1>', does: 'why a story or an article matched, and where it was posted' },
  feeds: {
    usage: 'feeds [name]',
    does: 'how the feeds do: which fail or are silent, since when, and what happens next',
  },
  help: { usage: 'help', does: 'this list' },
} as const;

type Verb = keyof typeof VERBS;

/** Answers what is asked, alike for Slack, Discord and the command line. */
export async function ask(library: Library, question: Question): Promise<Answer> {
  const text = question.text.replace(/[\p{Cc}\p{Z}]+/gu, ' ').trim();
  const page = Number.isSafeInteger(question.page) && question.page > 0 ? Math.min(question.page, 1_000) : 1;
  const shown = text.slice(0, MAX_QUESTION);
  const reply = text.length > MAX_QUESTION ? refuse(tooLong(text)) : await answer(library, text, page);
  return { ...reply, page: Math.min(page, Math.max(reply.pages, 1)), question: shown };
}

const tooLong = (text: string) =>
  `That is ${text.length.toLocaleString('en')} characters; a question may have ${MAX_QUESTION}.`;

async function answer(library: Library, text: string, page: number): Promise<Reply> {
  const [, word = '', rest = ''] = /^(\S*)\s*(.*)$/s.exec(text) ?? [];
  const verb = word.toLowerCase();
  if (verb === '' || verb === 'help') return help();
  if (!isVerb(verb))
    return refuse(`I do not know "${word.slice(0, 40)}". Did you mean: search ${text.slice(0, 60)}`);
  if (verb === 'search') return search(library, rest, page);
  if (verb === 'latest') return latest(library, rest, page);
  if (verb === 'topics') return topics(library, page);
  if (verb === 'feeds') return feeds(library, rest, page, PAGE_SIZE * 2);
  return why(library, rest);
}

const isVerb = (word: string): word is Verb => Object.hasOwn(VERBS, word);

async function search({ db, topics: known }: Library, words: string, page: number): Promise<Reply> {
  const query = searchQuery(words);
  if (query === null) return refuse('Search for what? Write: search OpenAI China');
  const found = await searchItems(db, query, (page - 1) * PAGE_SIZE, PAGE_SIZE);
  if (found.total === 0) return nothing(`Nothing is stored about ${quoted(words)} yet.`);
  return items(`${count(found.total)} about ${quoted(words)}`, found, known(), words);
}

async function latest({ db, topics: known }: Library, name: string, page: number): Promise<Reply> {
  const topic = name === '' ? null : findTopic(known(), name);
  if (topic === undefined) return refuse(`There is no topic ${quoted(name)}. Ask: topics`);
  const found = await latestItems(db, topic?.id ?? null, (page - 1) * PAGE_SIZE, PAGE_SIZE);
  const about = topic ? topic.name : 'all topics';
  if (found.total === 0) return nothing(`Nothing has matched ${about} yet.`);
  return items(`${count(found.total)}, newest first: ${about}`, found, known());
}

/** By id, by name, else by a part of the name that only one topic has. */
function findTopic(topics: ReadonlyMap<string, Topic>, name: string): Topic | undefined {
  const wanted = name.toLowerCase();
  const all = [...topics.values()];
  const exact = all.find((topic) => topic.id === wanted || topic.name.toLowerCase() === wanted);
  const near = all.filter((topic) => topic.name.toLowerCase().includes(wanted) || topic.id.includes(wanted));
  return exact ?? (near.length === 1 ? near[0] : undefined);
}

const WEEK_MS = 7 * 86_400_000;

async function topics({ db, topics: known, now }: Library, page: number): Promise<Reply> {
  const activity = await topicActivity(db, new Date(now().getTime() - WEEK_MS));
  const entries = [...known().values()].map((topic): AnswerEntry => {
    const { count: week = 0, lastAt = null } = activity.get(topic.id) ?? {};
    const last = lastAt ? `last ${lastAt.toISOString().slice(0, 10)}` : 'none yet';
    const posted =
      topic.destinations.length > 0 ? `posted to ${topic.destinations.join(', ')}` : 'not posted anywhere';
    return {
      title: topic.name,
      link: null,
      detail: `${topic.id} · ${week} in 7 days · ${last} · ${posted}`,
      text: null,
    };
  });
  const start = (page - 1) * PAGE_SIZE * 2;
  const pages = Math.ceil(entries.length / (PAGE_SIZE * 2));
  const title = entries.length === 1 ? '1 topic is watched' : `${entries.length} topics are watched`;
  return { ok: true, title, text: null, entries: entries.slice(start, start + PAGE_SIZE * 2), pages };
}

function help(): Reply {
  const entries = Object.values(VERBS).map(({ usage, does }) => ({
    title: usage,
    link: null,
    detail: does,
    text: null,
  }));
  return { ok: true, title: 'What you can ask', text: null, entries, pages: 1 };
}

function items(title: string, found: Page<FoundItem>, known: ReadonlyMap<string, Topic>, words = ''): Reply {
  const entries = found.rows.map((row) => itemEntry(row, known, words));
  return { ok: true, title, text: null, entries, pages: Math.ceil(found.total / PAGE_SIZE) };
}

function nothing(text: string): Reply {
  return { ok: true, title: 'Nothing found', text, entries: [], pages: 1 };
}

const count = (total: number) =>
  total === 1 ? '1 article' : `${total >= 300 ? '300 or more' : total} articles`;
const quoted = (text: string) => `"${text.slice(0, 60)}"`;
