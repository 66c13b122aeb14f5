import type { Button, FormName } from '../domain/action.js';
import type { FormRequest, VerbHelp } from '../domain/conversation.js';

/** Verbs that open a form instead of being answered, where people chat. */
export const FORM_VERBS: readonly (VerbHelp & { readonly form: FormName })[] = [
  { name: 'add', usage: 'add', does: 'opens a form for a new topic', takes: [], form: 'add-topic' },
  {
    name: 'edit',
    usage: 'edit <topic>',
    does: 'opens a form with a topic, to change it',
    takes: [{ name: 'topic', does: 'Its id or name', required: true, completes: 'topic' }],
    form: 'edit-topic',
  },
];

/** A button for each form. */
export const FORM_BUTTONS: readonly Button[] = [
  { kind: 'form', form: 'add-topic', subject: null, label: 'Add a topic' },
  { kind: 'form', form: 'edit-topic', subject: null, label: 'Edit a topic' },
  { kind: 'form', form: 'mute', subject: null, label: 'Mute' },
];

/** The form that is meant where a form is asked for in words; null for what is simply asked. */
export function formOf(text: string): Pick<FormRequest, 'form' | 'subject'> | null {
  const [, word = '', rest = ''] = /^\s*(\S*)\s*(.*?)\s*$/s.exec(text) ?? [];
  const name = word.toLowerCase();
  if (name === 'mute' && rest === '') return { form: 'mute', subject: null };
  const verb = FORM_VERBS.find((known) => known.name === name);
  if (verb === undefined) return null;
  const named = verb.takes?.length === 0 ? '' : rest;
  return { form: verb.form, subject: named === '' ? null : named };
}
