import type { Draft, Form, FormRequest } from '../domain/conversation.js';
import type { Library, Reply } from './library.js';

/** A form by its name: how it starts, what is shown of it as it stands, and what sending it off does. */
export interface FormKind {
  /** What its fields hold at first, or why there is none. */
  start(library: Library, request: FormRequest): Promise<Readonly<Record<string, string>> | Reply>;
  /** Drawn with what is filled in: faults beside their fields, and what would come of it. */
  draw(library: Library, draft: Omit<Draft, 'request'>): Promise<Form>;
  /** Done, or refused; the form again when a field is at fault. */
  submit(library: Library, draft: Draft): Promise<Reply | Form>;
}
