import type { Person } from './topic-edit.js';

/** What a reader says of a post. */
export interface Verdict {
  /** The story that was posted, or the alert by its key. */
  readonly post: { readonly storyId: number } | { readonly alertId: string };
  /** One topic of the post; all that it was posted for when null. */
  readonly topicId: string | null;
  readonly relevant: boolean;
  readonly by: Person;
}

/** The topics that a verdict counts for, or why it does not. */
export type Judged =
  | { readonly ok: true; readonly topics: readonly string[] }
  | { readonly ok: false; readonly reason: string };
