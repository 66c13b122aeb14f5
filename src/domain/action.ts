/**
 * What a button does. All are absolute, none toggles: pressed twice it has done what it did the first time.
 * `…-me` concerns nobody but who presses.
 */
export type Action =
  | 'mute'
  | 'unmute'
  | 'mute-me'
  | 'unmute-me'
  | 'irrelevant'
  | 'relevant'
  | 'unjudge'
  | 'follow'
  | 'unfollow'
  | 'undo-topic'
  | 'why'
  | 'timeline';

export type FormName = 'add-topic' | 'edit-topic' | 'mute';

/** A button under a post, an answer or a home view: it acts at once, or asks for a form. */
export type Button =
  | {
      readonly kind: 'act';
      readonly action: Action;
      /** `s12` for a story; the id of a topic for `follow`, `unfollow` and `undo-topic`. */
      readonly subject: string;
      readonly label: string;
    }
  | {
      readonly kind: 'form';
      readonly form: FormName;
      /** What it is about: a topic's id, or `s12`; null for something new. */
      readonly subject: string | null;
      readonly label: string;
    };

/** What people have made of a story, as its posts show it. */
export interface Marks {
  /** Who muted it for all. */
  readonly mutedBy?: string;
  /** Who found that it does not belong to its topics. */
  readonly irrelevantBy?: string;
  /** The story that it was made part of, as `s12`. */
  readonly mergedInto?: string;
}
