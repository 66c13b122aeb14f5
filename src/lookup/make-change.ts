import type { Action } from '../domain/action.js';
import type { Asker } from '../domain/message.js';
import type { ChangeKind } from '../domain/permission.js';
import type { Person } from '../domain/topic-edit.js';
import { discountChange, forgetChange, recordChange } from '../store/changes.js';
import type { Tx } from '../store/db.js';
import { done, type Library, refuse, type Reply } from './library.js';
import { mayChange, notAllowed } from './permissions.js';

/** What somebody wants changed. */
export interface Wanted {
  /** Null on the command line. */
  readonly asker: Asker | null;
  /** Null: it concerns nobody but themselves. */
  readonly needs: ChangeKind | null;
  readonly what: string;
  readonly subject: string;
  readonly detail?: string;
  /** The platform's id of the click; null for what is typed. */
  readonly request: string | null;
}

/** What a change came to, and what is to be seen to when it is committed. */
export interface Effect {
  readonly changed: boolean;
  /** Destinations whose posts show it. */
  readonly posts?: readonly string[];
  readonly story?: number;
}

/** `made`: by this. `already`: it was so. Else what the person is told instead. */
export type Made = 'made' | 'already' | Reply;

/**
 * One change: allowed, recorded with who and from where, and made, all in one transaction. A click that comes
 * a second time finds itself recorded and changes nothing, whatever has happened since.
 */
export async function makeChange(
  { db, permissions, now, wake }: Pick<Library, 'db' | 'permissions' | 'now' | 'wake'>,
  { asker, needs, ...change }: Wanted,
  apply: (tx: Tx) => Promise<Effect | Reply>,
): Promise<Made> {
  if (asker !== null && needs !== null && !mayChange(permissions(), asker, needs))
    return notAllowed(asker, needs);
  const { account, user, channel } = asker ?? COMMAND_LINE;
  const name = nameOf(asker);
  const made = await db.transaction().execute(async (tx): Promise<Effect | Reply> => {
    const id = await recordChange(tx, { account, user, name, channel, ...change }, now());
    if (id === null) return refuse(SPENT);
    const effect = await apply(tx);
    if (!('changed' in effect) || !effect.changed) await discountChange(tx, id);
    return effect;
  });
  if (!('changed' in made)) return made;
  if (made.posts && made.posts.length > 0) await wake('deliver', made.posts);
  if (made.story !== undefined) await wake('brief', [String(made.story)]);
  return made.changed ? 'made' : 'already';
}

/** What comes of a change that is made elsewhere than in the store, such as in a file. */
export type Elsewhere<T> =
  | { readonly done: true; readonly reply: Reply }
  | { readonly done: false; readonly instead: T };

/**
 * The same for a change that is not made in the store: the click is spent first, and given back when nothing came
 * of it. A process that dies in between has spent it: somebody asks for a new form.
 */
export async function makeElsewhere<T>(
  { db, permissions, now }: Pick<Library, 'db' | 'permissions' | 'now'>,
  { asker, needs, ...change }: Wanted,
  act: () => Promise<Elsewhere<T>>,
): Promise<Reply | T> {
  if (asker !== null && needs !== null && !mayChange(permissions(), asker, needs))
    return notAllowed(asker, needs);
  const { account, user, channel } = asker ?? COMMAND_LINE;
  const id = await recordChange(db, { account, user, name: nameOf(asker), channel, ...change }, now());
  if (id === null) return refuse(SPENT);
  const made = await act();
  if (made.done) return made.reply;
  await forgetChange(db, id);
  return made.instead;
}

const SPENT = 'That click has been seen to already.';

const COMMAND_LINE: Omit<Asker, 'roles'> = {
  account: '',
  user: '',
  name: 'the command line',
  channel: null,
};

/** As posts and the trail call whoever it was. */
export const nameOf = (asker: Asker | null) => (asker ?? COMMAND_LINE).name.slice(0, 80);

/** As topics and their examples name whoever it was. */
export function signed(asker: Asker | null): Person {
  const { account, user } = asker ?? COMMAND_LINE;
  return { id: asker === null ? 'cli' : `${account}:${user}`, name: nameOf(asker) };
}

interface Telling {
  readonly made: string;
  readonly already: string;
  readonly text: string;
  /** The way back. */
  readonly undo: { readonly action: Action; readonly subject: string; readonly label: string };
}

/** What the person who changed something is told. */
export function told(made: Made, { made: title, already, text, undo }: Telling): Reply {
  if (typeof made !== 'string') return made;
  return made === 'already' ? done(already) : { ...done(title, text), buttons: [{ kind: 'act', ...undo }] };
}
