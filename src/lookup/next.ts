import type { AnswerEntry } from '../domain/message.js';
import { closePromise, type KnownPromise, promisesAhead } from '../store/promises.js';
import { findTopic, noTopic } from './find-topic.js';
import {
  done,
  type Library,
  LINES_A_PAGE,
  misused,
  nothing,
  refuse,
  type Reply,
  type Verb,
} from './library.js';

export const next: Verb = {
  name: 'next',
  usage: 'next [topic] | close <n1>',
  does: 'what stories say is to come, the nearest day first, and what is overdue; close takes one away',
  answer(library, { rest, page, asker }) {
    const named = /^close\s+n?(\d{1,9})$/i.exec(rest)?.[1];
    // Who may take away what others wait for is decided where the program runs.
    if (named !== undefined && asker !== null)
      return Promise.resolve(refuse('It is closed on the command line: wirewatch next close <n1>'));
    if (named !== undefined) return close(library, Number(named));
    if (/^close\b/i.test(rest)) return Promise.resolve(misused('Close which? Write: next close n1'));
    return list(library, rest, page);
  },
};

async function list({ db, topics, now }: Library, name: string, page: number): Promise<Reply> {
  const topic = name === '' ? null : findTopic(topics(), name);
  if (topic === undefined) return noTopic(topics(), name);
  const found = await promisesAhead(db, topic?.id ?? null, (page - 1) * LINES_A_PAGE, LINES_A_PAGE);
  const about = topic ? `: ${topic.name}` : '';
  if (found.total === 0) return nothing(`No story says what is to come and when${about}.`);
  const today = now().toISOString().slice(0, 10);
  return {
    ok: true,
    title: `What to watch next${about}`,
    text: null,
    entries: found.rows.map((row) => entryOf(row, today)),
    pages: Math.ceil(found.total / LINES_A_PAGE),
  };
}

function entryOf(promise: KnownPromise, today: string): AnswerEntry {
  const { id, storyId, itemId, dueOn, state, link, sentence, headline } = promise;
  const overdue = dueOn !== null && dueOn < today ? ' · overdue: nothing heard yet' : '';
  return {
    title: promiseLine(promise),
    link,
    detail: `${headline} · s${storyId} · n${id}${overdue}`,
    text: null,
    data: { next: id, story: storyId, item: itemId, due: dueOn, state, publisher: sentence.publisher },
  };
}

/** The day, and the sentence that names it. */
export const promiseLine = ({ dueOn, sentence }: Pick<KnownPromise, 'dueOn' | 'sentence'>): string =>
  `${dueOn ?? 'no year given'}: ${sentence.text} [${sentence.publisher}]`;

async function close({ db, now }: Library, id: number): Promise<Reply> {
  if (!(await closePromise(db, id, 'command line', now())))
    return refuse(`Nothing open is called n${id}. Ask: next`);
  return done(`n${id} is closed`);
}
