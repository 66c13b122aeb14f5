import type { Answer } from '../../src/domain/message.js';
import type { ChatQuestion, Conversation } from '../../src/lookup/inbox.js';
import { formOf } from '../../src/lookup/form-verbs.js';
import { VERBS } from '../../src/lookup/verbs.js';
import { sampleAnswer } from '../contracts/samples.js';

/** What an adapter speaks to, where only some of it matters; the rest answers with a sample. */
export function conversationOf(
  ask: (question: ChatQuestion) => Promise<Answer> = async () => sampleAnswer(),
  rest: Partial<Conversation> = {},
): Conversation {
  const answered = async () => ({ kind: 'answer', answer: sampleAnswer() }) as const;
  return {
    verbs: VERBS,
    formOf,
    ask,
    press: async () => sampleAnswer(),
    open: answered,
    preview: answered,
    submit: answered,
    suggest: async () => [],
    home: async () => ({ topics: [], alerts: [], health: [], buttons: [] }),
    ...rest,
  };
}
