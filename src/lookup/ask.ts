import type { VerbHelp } from '../domain/conversation.js';
import type { Answer, Question } from '../domain/message.js';
import { nearest } from '../text/nearest.js';
import { FORM_BUTTONS, FORM_VERBS } from './form-verbs.js';
import { type Asked, type Library, misused, quoted, type Reply, refuse } from './library.js';
import { link, plainAddress } from './link.js';
import { VERBS } from './verbs.js';

/** A chat message is no book: longer questions are refused. */
export const MAX_QUESTION = 400;

/** Answers what is asked, alike for Slack, Discord and the command line. */
export async function ask(library: Library, question: Question): Promise<Answer> {
  const text = question.text.replace(/[\p{Cc}\p{Z}]+/gu, ' ').trim();
  const page = Number.isSafeInteger(question.page) && question.page > 0 ? Math.min(question.page, 1_000) : 1;
  const shown = text.slice(0, MAX_QUESTION);
  if (text.length > MAX_QUESTION) return { ...refuse(tooLong(text)), page: 1, question: shown };
  const asked = { asker: question.asker ?? null, request: question.request ?? null };
  const reply = await answer(library, text, { ...asked, page });
  if (page <= Math.max(reply.pages, 1)) return { ...reply, page, question: shown };
  const last = Math.max(reply.pages, 1);
  const end = await answer(library, text, { ...asked, page: last });
  const note = end.entries.length === 0 ? end.text : beyond(page, end);
  return { ...end, text: note, page: last, question: shown };
}

const beyond = (page: number, { pages, text }: Reply) =>
  `There is no page ${page}: this is ${pages === 1 ? 'all' : 'the last'}.${text === null ? '' : `\n${text}`}`;

const tooLong = (text: string) =>
  `That is ${text.length.toLocaleString('en')} characters; a question may have ${MAX_QUESTION}.`;

async function answer(library: Library, text: string, asked: Omit<Asked, 'rest'>): Promise<Reply> {
  const [, word = '', rest = ''] = /^(\S*)\s*(.*)$/s.exec(text) ?? [];
  const name = word.toLowerCase();
  if (name === '' || name === 'help') return help(asked.asker ? FORM_VERBS : []);
  // An address alone asks for what it leads to.
  if (plainAddress(text) !== null) return link.answer(library, { ...asked, rest: text });
  const verb = VERBS.find((known) => known.name === name);
  if (!verb) return unknown(word, text);
  return verb.answer(library, { ...asked, rest });
}

function unknown(word: string, text: string): Reply {
  const near = nearest(
    word,
    VERBS.map((verb) => verb.name),
  );
  const meant = near === undefined ? `search ${text}` : text.replace(word, near);
  return misused(`I do not know ${quoted(word)}. Did you mean: ${meant.slice(0, 80)}`);
}

function help(besides: readonly VerbHelp[]): Reply {
  const entries = [...VERBS, ...besides, { usage: 'help', does: 'this list' }].map(({ usage, does }) => ({
    title: usage,
    link: null,
    detail: does,
    text: null,
  }));
  return { ok: true, title: 'What you can ask', text: null, entries, pages: 1, buttons: FORM_BUTTONS };
}
