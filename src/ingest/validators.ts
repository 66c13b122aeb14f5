import type { Validators } from '../domain/feed.js';
import type { Headers } from './headers.js';

/**
 * What to send with the next request. A 200 replaces all of it, even by nothing and even when the body
 * is the old one; a 304 replaces what it repeats; anything else leaves it (RFC 9111 §4.3), and so must a
 * 200 that turned out to be no feed. Store it in the same transaction as the items, and drop it when the
 * feed's address changes.
 */
export function validatorsAfter(
  before: Validators,
  answer: { readonly kind: string; readonly headers?: Headers },
): Validators {
  const { etag, 'last-modified': lastModified } = answer.headers ?? {};
  if (answer.kind === 'ok') return present({ etag, lastModified });
  if (answer.kind === 'unchanged')
    return present({ etag: etag ?? before.etag, lastModified: lastModified ?? before.lastModified });
  return before;
}

/** An empty header is none: sent back it would match nothing. */
function present({ etag, lastModified }: Validators): Validators {
  return { ...(etag ? { etag } : {}), ...(lastModified ? { lastModified } : {}) };
}
