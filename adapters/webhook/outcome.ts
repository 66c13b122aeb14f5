import type { Outcome } from '../../src/domain/alert.js';
import type { Posted } from '../account.js';

type Failure = Exclude<Outcome, { kind: 'sent' }>;

/** How long to wait when a receiver can't be reached, or says nothing of when. */
const RETRY_MS = 30_000;
const LONGEST_WAIT_MS = 3_600_000;

/** What a call that was not answered with 2xx means for its message; `act` is what was asked. */
export function failureOf(posted: Posted, act: 'send' | 'update', now: Date): Failure {
  switch (posted.kind) {
    case 'blocked':
      return refused('place', `${posted.reason}: to post there add its host:port to allowPrivate`);
    case 'unreached':
      return wait(now, RETRY_MS, `the receiver cannot be reached: ${posted.reason}`);
    case 'lost':
      return { kind: 'uncertain', reason: `no reply from the receiver: ${posted.reason}` };
    case 'answered':
      return answered(posted, act, now);
  }
}

function answered(
  { status, retryAfterMs }: Extract<Posted, { kind: 'answered' }>,
  act: 'send' | 'update',
  now: Date,
): Failure {
  const said = `the receiver answered HTTP ${status}`;
  if (status === 429) return wait(now, retryAfterMs ?? RETRY_MS, `${said} and asks to wait`);
  if (status >= 500 || status < 200 || status === 408) return { kind: 'uncertain', reason: said };
  if (status < 400)
    return refused('place', `${said}: it points elsewhere, which is not followed: write that URL`);
  if (act === 'update' && (status === 404 || status === 410))
    return refused('message', `${said}: it has that message no more`);
  const advice = ADVICE[status];
  return refused(ABOUT_MESSAGE.has(status) ? 'message' : 'place', advice ? `${said}: ${advice}` : said);
}

const ABOUT_MESSAGE: ReadonlySet<number> = new Set([400, 409, 413, 415, 422]);

const ADVICE: Readonly<Record<number, string>> = {
  400: 'it does not understand this message',
  401: 'it does not accept the signature; give both sides the same secret',
  403: 'it does not let us in; look at its rules and at the secret',
  404: 'there is nothing at this URL; correct it',
  410: 'it is gone for good; write another URL',
  413: 'the message is longer than it takes',
};

function wait(now: Date, ms: number, reason: string): Failure {
  return { kind: 'wait', until: new Date(now.getTime() + Math.min(ms, LONGEST_WAIT_MS)), reason };
}

function refused(what: 'message' | 'place', reason: string): Failure {
  return { kind: 'refused', what, reason };
}
