import { createHash } from 'node:crypto';
import type { Button } from '../../src/domain/action.js';

/** What a press of one of our buttons means. All of it came over a network and is nobody's word. */
export type Click =
  /** Under a post: `key` is the post's own. */
  | { readonly kind: 'act'; readonly action: string; readonly subject: string; readonly key?: string }
  | { readonly kind: 'form'; readonly form: string; readonly subject: string | null }
  | { readonly kind: 'page'; readonly question: string; readonly page: number }
  /** A form that was filled in: to be sent off, or changed once more. */
  | { readonly kind: 'draft'; readonly what: 'save' | 'change'; readonly draft: string }
  /** A form that pops up, and the draft that holds what it had no room for. */
  | { readonly kind: 'modal'; readonly form: string; readonly subject: string | null; readonly draft: string }
  /** What it meant was too long for a button and is no longer kept. */
  | { readonly kind: 'expired' }
  | { readonly kind: 'other' };

/** Discord's limit on a custom id. */
const MOST_CHARACTERS = 100;
const MOST_KEPT = 1000;
const KEPT = 'ww:kept:';

/** The button of a post: it carries the post's key too, by which a post whose reply was lost is found. */
export function postId(action: string, subject: string, key: string): string {
  return `ww:${action}:${subject}:${key}`;
}

export const pageId = (question: string, page: number) => `ww:page:${page}:${question}`;
export const draftId = (what: 'save' | 'change', draft: string) => `ww:draft:${what}:${draft}`;

export const modalId = (draft: string, form: string, subject: string | null) =>
  `ww:modal:${draft}:${form}:${subject ?? ''}`;

export function buttonId(button: Button): string {
  return button.kind === 'act'
    ? `ww:act:${button.action}:${button.subject}`
    : `ww:form:${button.form}:${button.subject ?? ''}`;
}

/** The key of the post that a button stands under; null for any other button. */
export function keyOf(customId: string): string | null {
  const click = readId(customId);
  return click.kind === 'act' ? (click.key ?? null) : null;
}

export function readId(customId: string): Click {
  const [, family = '', rest = ''] = /^ww:([a-z-]{1,20}):(.*)$/s.exec(customId) ?? [];
  const [, first = '', second = ''] = /^([^:]*):(.*)$/s.exec(rest) ?? [];
  if (first === '' && second === '') return { kind: 'other' };
  switch (family) {
    case 'act':
      return { kind: 'act', action: first, subject: second };
    case 'form':
      return { kind: 'form', form: first, subject: second === '' ? null : second };
    case 'page':
      return /^\d{1,6}$/.test(first)
        ? { kind: 'page', question: second, page: Number(first) }
        : { kind: 'other' };
    case 'modal':
      return modalOf(first, second);
    case 'draft':
      return first === 'save' || first === 'change'
        ? { kind: 'draft', what: first, draft: second }
        : { kind: 'other' };
    default:
      return family === '' || second === ''
        ? { kind: 'other' }
        : { kind: 'act', action: family, subject: storyOf(first), key: second };
  }
}

function modalOf(draft: string, rest: string): Click {
  const [, form = '', subject = ''] = /^([^:]+):(.*)$/s.exec(rest) ?? [];
  if (form === '') return { kind: 'other' };
  return { kind: 'modal', form, subject: subject === '' ? null : subject, draft };
}

/** Posts of an earlier version name their story by its number alone. */
function storyOf(subject: string): string {
  return /^\d+$/.test(subject) ? `s${subject}` : subject;
}

/** Makes ids fit: what is too long is kept here, under a short name. */
export interface IdKeeper {
  fit(customId: string): string;
  read(customId: string): Click;
}

export function openIdKeeper(): IdKeeper {
  const kept = new Map<string, string>();
  return {
    fit(customId) {
      if (customId.length <= MOST_CHARACTERS) return customId;
      const name = createHash('sha256').update(customId).digest('base64url').slice(0, 16);
      keep(kept, name, customId, MOST_KEPT);
      return `${KEPT}${name}`;
    },
    read(customId) {
      if (!customId.startsWith(KEPT)) return readId(customId);
      const whole = kept.get(customId.slice(KEPT.length));
      return whole === undefined ? { kind: 'expired' } : readId(whole);
    },
  };
}

/** Keeps the newest `most`. */
export function keep<Value>(kept: Map<string, Value>, name: string, value: Value, most: number): void {
  kept.delete(name);
  kept.set(name, value);
  for (const oldest of kept.keys()) {
    if (kept.size <= most) break;
    kept.delete(oldest);
  }
}
