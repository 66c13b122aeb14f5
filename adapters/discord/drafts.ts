import { randomUUID } from 'node:crypto';
import { keep } from './custom-ids.js';

/** A form that somebody is filling in. */
export interface Kept {
  readonly form: string;
  readonly subject: string | null;
  readonly values: Readonly<Record<string, string>>;
  /** Whose it is. */
  readonly user: string;
}

const MOST_KEPT = 500;

/**
 * What was filled in, between a form and its preview: Discord has no room for it in a button, and a form that is
 * closed is gone. A restart forgets it, and whoever fills one in then is told so.
 */
export interface Drafts {
  /** Under a new name each time. */
  keep(draft: Kept): string;
  read(name: string, user: string): Kept | null;
}

export function openDrafts(): Drafts {
  const kept = new Map<string, Kept>();
  return {
    keep(draft) {
      const name = randomUUID();
      keep(kept, name, draft, MOST_KEPT);
      return name;
    },
    read(name, user) {
      const draft = kept.get(name);
      return draft?.user === user ? draft : null;
    },
  };
}
