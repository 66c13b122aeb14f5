import type { Field } from '../domain/conversation.js';

/** A field with what most have. */
export function field(given: Pick<Field, 'id' | 'label' | 'kind' | 'value'> & Partial<Field>): Field {
  return { hint: null, options: [], required: true, live: false, longest: 200, error: null, ...given };
}
