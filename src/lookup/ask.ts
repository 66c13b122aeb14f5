import type { Answer, Question } from '../domain/message.js';
import { type Library, type Reply, refuse } from './library.js';
import { VERBS } from './verbs.js';

/** A chat message is no book: longer questions are refused. */
const MAX_QUESTION = 400;

/** Answers what is asked, alike for Slack, Discord and the command line. */
export async function ask(library: Library, question: Question): Promise<Answer> {
  const text = question.text.replace(/[\p{Cc}\p{Z}]+/gu, ' ').trim();
  const page = Number.isSafeInteger(question.page) && question.page > 0 ? Math.min(question.page, 1_000) : 1;
  const shown = text.slice(0, MAX_QUESTION);
  const reply =
    text.length > MAX_QUESTION
      ? refuse(tooLong(text))
      : await answer(library, text, page, question.asker ?? null);
  return { ...reply, page: Math.min(page, Math.max(reply.pages, 1)), question: shown };
}

const tooLong = (text: string) =>
  `That is ${text.length.toLocaleString('en')} characters; a question may have ${MAX_QUESTION}.`;

async function answer(
  library: Library,
  text: string,
  page: number,
  asker: Question['asker'] | null,
): Promise<Reply> {
  const [, word = '', rest = ''] = /^(\S*)\s*(.*)$/s.exec(text) ?? [];
  const name = word.toLowerCase();
  if (name === '' || name === 'help') return help();
  const verb = VERBS.find((known) => known.name === name);
  if (!verb) return refuse(`I do not know "${word.slice(0, 40)}". Did you mean: search ${text.slice(0, 60)}`);
  return verb.answer(library, { rest, page, asker: asker ?? null });
}

function help(): Reply {
  const entries = [...VERBS, { usage: 'help', does: 'this list' }].map(({ usage, does }) => ({
    title: usage,
    link: null,
    detail: does,
    text: null,
  }));
  return { ok: true, title: 'What you can ask', text: null, entries, pages: 1 };
}
