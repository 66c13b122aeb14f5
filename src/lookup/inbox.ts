import type { Answer, Question } from '../domain/message.js';

/** Answers a question; never throws: what goes wrong is an answer with `ok: false`. */
export type Answerer = (question: Question) => Promise<Answer>;

/** PORT: questions that come in from a chat platform. */
export interface Inbox {
  /** Connects and answers each question, privately to who asked, until closed. Resolves once connected. */
  listen(answer: Answerer): Promise<void>;
  close(): Promise<void>;
}
