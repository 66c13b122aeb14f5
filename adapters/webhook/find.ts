import type { Attempts } from '../../src/deliver/messenger.js';
import type { Finding } from '../../src/domain/alert.js';
import type { Posted } from '../account.js';

const RETRY_MS = 30_000;
/** A call that was given up may still be under way. */
const SETTLE_MS = 15_000;
/** So long a receiver that keeps no list is trusted to know an id again. */
const KNOWN_AGAIN_MS = 24 * 3_600_000;

/** What a receiver that was asked for an id has said; one that does not know the question is sent the message again. */
export function findingOf(posted: Posted, key: string, { firstAt, lastAt, now }: Attempts): Finding {
  if (posted.kind !== 'answered' || posted.status === 429 || posted.status >= 500)
    return unknown(posted, now);
  const { found, ref } = answerOf(posted.body);
  if (posted.status < 300 && found === true) return { kind: 'found', ref: ref ?? key };
  const settlesAt = new Date(lastAt.getTime() + SETTLE_MS);
  if (posted.status < 300 && found === false) return { kind: 'unseen', settlesAt, repeatableUntil: null };
  if (posted.status === 401 || posted.status === 403) return unknown(posted, now);
  const repeatableUntil = new Date(firstAt.getTime() + KNOWN_AGAIN_MS);
  return { kind: 'unseen', settlesAt, repeatableUntil: now < repeatableUntil ? repeatableUntil : null };
}

/** What an answer says, where it is JSON and says it. */
export function answerOf(body: string): { readonly found?: boolean; readonly ref?: string } {
  try {
    const said: unknown = JSON.parse(body);
    if (typeof said !== 'object' || said === null) return {};
    const found = 'found' in said && typeof said.found === 'boolean' ? { found: said.found } : {};
    const isRef = 'ref' in said && typeof said.ref === 'string' && said.ref !== '' && said.ref.length <= 200;
    return isRef ? { ...found, ref: String(said.ref) } : found;
  } catch {
    return {};
  }
}

function unknown(posted: Posted, now: Date): Finding {
  const reason =
    posted.kind === 'answered'
      ? `the receiver answered HTTP ${posted.status}`
      : `the receiver: ${posted.reason}`;
  const waitMs = posted.kind === 'answered' ? posted.retryAfterMs : undefined;
  return { kind: 'unknown', until: new Date(now.getTime() + (waitMs ?? RETRY_MS)), reason };
}
