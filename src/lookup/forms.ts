import type { FormName } from '../domain/action.js';
import type { Draft, FormReply, FormRequest } from '../domain/conversation.js';
import type { FormKind } from './form-kind.js';
import { type Library, refuse, type Reply, unasked } from './library.js';
import { muteForm } from './mute-form.js';
import { addTopicForm, editTopicForm } from './topic-form.js';

const FORMS: Readonly<Record<FormName, FormKind>> = {
  'add-topic': addTopicForm,
  'edit-topic': editTopicForm,
  mute: muteForm,
};

function kindOf(name: string): FormKind | null {
  return Object.hasOwn(FORMS, name) ? FORMS[name as FormName] : null;
}

/** A form as somebody gets it. */
export async function openForm(library: Library, request: FormRequest): Promise<FormReply> {
  const kind = kindOf(request.form);
  if (kind === null) return answered(UNKNOWN);
  const values = await kind.start(library, request);
  if (isReply(values)) return answered(values);
  const { form, subject, asker } = request;
  return { kind: 'form', form: await kind.draw(library, { form, subject, values, asker }) };
}

/** The form as it is filled in so far. */
export async function previewForm(library: Library, draft: Draft): Promise<FormReply> {
  const kind = kindOf(draft.form);
  return kind === null
    ? answered(UNKNOWN)
    : { kind: 'form', form: await kind.draw(library, { ...draft, values: cut(draft.values) }) };
}

export async function submitForm(library: Library, draft: Draft): Promise<FormReply> {
  const kind = kindOf(draft.form);
  if (kind === null) return answered(UNKNOWN);
  const done = await kind.submit(library, { ...draft, values: cut(draft.values) });
  return 'fields' in done ? { kind: 'form', form: done } : answered(done);
}

/** What a platform lets through may be longer than any field takes. */
function cut(values: Draft['values']): Draft['values'] {
  return Object.fromEntries(
    Object.entries(values).map(([id, value]) => [id, value.slice(0, LONGEST).toWellFormed()]),
  );
}

const LONGEST = 4_000;

const UNKNOWN = refuse('There is no such form any more. Ask: help');

const isReply = (values: Readonly<Record<string, string>> | Reply): values is Reply =>
  typeof values['entries'] === 'object';

const answered = (reply: Reply): FormReply => ({ kind: 'answer', answer: unasked(reply) });
