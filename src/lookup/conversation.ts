import type { Answer } from '../domain/message.js';
import { ask, MAX_QUESTION } from './ask.js';
import { FORM_VERBS, formOf } from './form-verbs.js';
import { openForm, previewForm, submitForm } from './forms.js';
import { home } from './home.js';
import type { Conversation } from './inbox.js';
import { type Library, refuse, unasked } from './library.js';
import { press } from './press.js';
import { suggest } from './suggest.js';
import { VERBS } from './verbs.js';

/** What chat platforms and the web page hand in, answered from the library. Nothing in it throws. */
export function createConversation(
  library: Library,
  onError: (where: string, error: unknown) => void,
): Conversation {
  const failed = (where: string, error: unknown): Answer => {
    onError(where, error);
    return APOLOGY;
  };
  const inForm = (where: string) => (error: unknown) => {
    return { kind: 'answer', answer: failed(where, error) } as const;
  };
  return {
    verbs: [...VERBS, ...FORM_VERBS],
    formOf,
    ask: (question) =>
      ask(library, question).catch((error: unknown) => ({
        ...failed('a question', error),
        question: question.text.slice(0, MAX_QUESTION),
      })),
    press: (pressed) => press(library, pressed).catch((error: unknown) => failed('a button', error)),
    open: (request) => openForm(library, request).catch(inForm('a form')),
    preview: (draft) => previewForm(library, draft).catch(inForm('a preview')),
    submit: (draft) => submitForm(library, draft).catch(inForm('a form that was sent off')),
    suggest: (what, typed) =>
      suggest(library, what, typed).catch((error: unknown) => {
        onError('completions', error);
        return [];
      }),
    home: (asker) =>
      home(library, asker).catch((error: unknown) => {
        const { title, text } = failed('a home view', error);
        const health = [{ title, link: null, detail: '', text }];
        return { topics: [], alerts: [], health, buttons: [] };
      }),
  };
}

const APOLOGY = unasked(refuse('It could not be done just now. Try again; the operator has been told.'));
