import type { Button, FormName } from './action.js';
import type { Answer, AnswerEntry, Asker } from './message.js';

/** A button was pressed. What it says came over a network: it is checked like anything a stranger types. */
export interface Press {
  readonly action: string;
  readonly subject: string;
  readonly asker: Asker;
  /** The platform's own id of this click: one that comes again counts once. */
  readonly request: string;
}

/** A form is asked for. */
export interface FormRequest {
  readonly form: string;
  readonly subject: string | null;
  /** The text of a message that a topic is to be made of ("Watch this"). */
  readonly text?: string;
  readonly asker: Asker;
}

/** A form as it is filled in now. */
export interface Draft {
  readonly form: string;
  readonly subject: string | null;
  /** By the id of the field; what is left out is empty. */
  readonly values: Readonly<Record<string, string>>;
  readonly asker: Asker;
  /** The platform's own id of this form: sent off twice, it counts once. */
  readonly request: string;
}

/** One thing to fill in. */
export interface Field {
  readonly id: string;
  /** At most 45 characters. */
  readonly label: string;
  readonly hint: string | null;
  /** line: a line of text. text: several lines. one: one of the options. many: any of them, parted by commas. */
  readonly kind: 'line' | 'text' | 'one' | 'many';
  readonly value: string;
  /** Of `one` and `many`: 25 at the most. */
  readonly options: readonly Suggestion[];
  readonly required: boolean;
  /** The form's preview depends on it: worth asking for again when it changes. */
  readonly live: boolean;
  /** Characters that it takes. */
  readonly longest: number;
  /** What is wrong with the value, and what to write. */
  readonly error: string | null;
}

/** A form, drawn natively by each platform: fields, and in words what would come of it as it is filled in. */
export interface Form {
  readonly name: FormName;
  readonly subject: string | null;
  /** At most 24 characters. */
  readonly title: string;
  /** What the button that sends it says; 24 characters. */
  readonly submit: string;
  readonly fields: readonly Field[];
  /** Lines of hostile text, like those of an answer. */
  readonly preview: readonly string[];
}

/** What follows a form that is asked for, looked at or sent off. */
export type FormReply =
  /** To be filled in, or again: its fields say what is wrong. */
  | { readonly kind: 'form'; readonly form: Form }
  /** Done, or refused. */
  | { readonly kind: 'answer'; readonly answer: Answer };

/** What may be completed while somebody types. */
export type Suggested = 'topic' | 'feed' | 'story' | 'subject' | 'destination';

/** A kind of question, as help and command menus show it. */
export interface VerbHelp {
  readonly name: string;
  /** As help shows it, the name first. */
  readonly usage: string;
  readonly does: string;
  /** What may follow it, in the order in which it is written; left out: anything. */
  readonly takes?: readonly Taken[];
}

/** One thing that follows a verb, where a platform has a place of its own for it. */
export interface Taken {
  /** Lower-case letters. */
  readonly name: string;
  readonly does: string;
  readonly required: boolean;
  /** What completes it while it is typed; `subject` is a topic or a story. */
  readonly completes?: Suggested;
  /** All that it may be. */
  readonly choices?: readonly string[];
  /** The word that is written before it, such as "for". */
  readonly after?: string;
}

export interface Suggestion {
  /** What is meant: an id or a verb. At most 100 characters. */
  readonly value: string;
  /** What is shown. At most 75 characters. */
  readonly label: string;
}

/** A person's own view: what they follow, what came last, whether all is well. */
export interface Home {
  readonly topics: readonly AnswerEntry[];
  readonly alerts: readonly AnswerEntry[];
  readonly health: readonly AnswerEntry[];
  readonly buttons: readonly Button[];
}
