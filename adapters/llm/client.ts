import { setTimeout as sleep } from 'node:timers/promises';
import type { Draft } from '../../src/brief/rewriter.js';
import type { ModelSettings } from '../../src/domain/model.js';
import { estimate, messagesFor, WAYS } from './prompt.js';

export interface Limits {
  readonly callMs: number;
  /** For all calls and pauses of one question. */
  readonly totalMs: number;
  readonly bytes: number;
  /** Before a second try, where the server names no pause. */
  readonly pauseMs: number;
}

export const LIMITS: Limits = { callMs: 20_000, totalMs: 45_000, bytes: 200_000, pauseMs: 1_000 };

/** Calls for one question, beside those that only find out how a server wants to be asked. */
const MOST_TRIES = 2;

export type Reply =
  | {
      readonly kind: 'answered';
      readonly content: string;
      readonly refusal: string | null;
      readonly tokens: number;
    }
  | { readonly kind: 'failed'; readonly reason: string; readonly tokens: number };

/** Speaks to one endpoint; remembers how that wants to be asked. */
export function createClient(settings: ModelSettings, limits: Limits) {
  let way = 0;
  return {
    async ask(draft: Draft, stopping: AbortSignal): Promise<Reply> {
      const total = AbortSignal.any([stopping, AbortSignal.timeout(limits.totalMs)]);
      const body = { model: settings.model, messages: messagesFor(draft) };
      let tokens = 0;
      let reason = '';
      for (let tries = 0; tries < MOST_TRIES && !total.aborted; ) {
        const answer = await call(settings, limits, { ...body, ...WAYS[way] }, total);
        if (answer.kind === 'answered')
          return { ...answer, tokens: tokens + (answer.tokens ?? estimate(draft)) };
        if (answer.kind === 'unfit' && way < WAYS.length - 1) {
          way++;
          continue;
        }
        tries++;
        reason = answer.reason;
        if (answer.kind === 'lost') tokens += estimate(draft);
        if (answer.kind === 'unfit' || answer.kind === 'final') break;
        if (tries < MOST_TRIES && !(await pause(answer.waitMs ?? limits.pauseMs, limits, total))) break;
      }
      return { kind: 'failed', reason: reason || 'took too long', tokens };
    },
  };
}

type Answer =
  | {
      readonly kind: 'answered';
      readonly content: string;
      readonly refusal: string | null;
      readonly tokens: number | null;
    }
  /** 400: it does not take this way of asking. */
  | { readonly kind: 'unfit'; readonly reason: string }
  /** Asking again is of no use. */
  | { readonly kind: 'final'; readonly reason: string }
  | { readonly kind: 'busy'; readonly reason: string; readonly waitMs: number | null }
  /** It may have answered, and have counted that. */
  | { readonly kind: 'lost'; readonly reason: string; readonly waitMs: null };

async function call(
  { endpoint, key }: ModelSettings,
  limits: Limits,
  body: object,
  total: AbortSignal,
): Promise<Answer> {
  const signal = AbortSignal.any([total, AbortSignal.timeout(limits.callMs)]);
  try {
    const response = await fetch(`${endpoint}/chat/completions`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      },
      body: JSON.stringify(body),
      // The key goes to the host that the operator has named, and nowhere else.
      redirect: 'error',
      signal,
    });
    if (!response.ok) return await refused(response);
    const text = await readAtMost(response, limits.bytes);
    return text === null ? final(`the answer is longer than ${limits.bytes} bytes`) : answered(text);
  } catch (error) {
    return { kind: 'lost', reason: signal.aborted ? 'took too long' : lostReason(error), waitMs: null };
  }
}

async function refused(response: Response): Promise<Answer> {
  const { status, headers } = response;
  await response.body?.cancel();
  const reason = `answered ${status}`;
  if (status === 400 || status === 422) return { kind: 'unfit', reason };
  if (status === 401 || status === 403) return final(`${reason}: the key is not accepted`);
  if (status === 404) return final(`${reason}: there is no such endpoint or model`);
  if (status === 429 || status >= 500)
    return { kind: 'busy', reason, waitMs: retryAfter(headers.get('retry-after')) };
  return final(reason);
}

const final = (reason: string): Answer => ({ kind: 'final', reason });

/** Seconds; a date says nothing to who has no clock, and half a minute is too long to wait anyway. */
function retryAfter(header: string | null): number | null {
  const seconds = Number(header ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? 1_000 * seconds : null;
}

/** Null when there is more. */
async function readAtMost(response: Response, most: number): Promise<string | null> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    length += part.length;
    if (length > most) return null;
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function answered(text: string): Answer {
  const value = parse(text);
  const choice = pick(pick(value, 'choices'), '0');
  const message = pick(choice, 'message');
  const content = pick(message, 'content');
  const refusal = pick(message, 'refusal');
  const total = pick(pick(value, 'usage'), 'total_tokens');
  if (message === undefined) return final('the answer is not that of an OpenAI-compatible server');
  return {
    kind: 'answered',
    content: typeof content === 'string' ? content : '',
    refusal: typeof refusal === 'string' && refusal !== '' ? refusal : null,
    tokens: typeof total === 'number' && total > 0 ? Math.ceil(total) : null,
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function pick(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

/** Without the address, which may hold a secret of its own. */
function lostReason(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = pick(cause, 'code') ?? pick(error, 'code');
  return typeof code === 'string' ? `cannot be reached (${code})` : 'cannot be reached';
}

/** Waits, where the time for it is left. */
async function pause(ms: number, limits: Limits, total: AbortSignal): Promise<boolean> {
  if (ms > limits.totalMs / 2) return false;
  await sleep(ms, undefined, { signal: total }).catch(() => {});
  return !total.aborted;
}
