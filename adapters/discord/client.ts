import { REST, type RateLimitData } from 'discord.js';
import type { AccountContext } from '../account.js';
import { type Failure, classify, codes, refused } from './outcome.js';
import { baseUrl, type DiscordSettings } from './settings.js';

export type Reply = { readonly kind: 'ok'; readonly body: unknown } | Failure;

type Method = 'get' | 'post' | 'patch' | 'put';
export type Route = `/${string}`;

export interface CallOptions {
  readonly body?: unknown;
  readonly query?: URLSearchParams;
  readonly signal?: AbortSignal;
  /** False for interaction endpoints, whose path is their password. */
  readonly auth?: boolean;
}

/** Discord's REST API: one call, one reply as a value. */
export interface Client {
  call(method: Method, route: Route, options?: CallOptions): Promise<Reply>;
  close(): void;
}

/** Longer than the 10 s that dialling may take, so that an unreachable host is told from a lost reply. */
const REPLY_TIMEOUT_MS = 12_000;
/** A reader waits this long for its turn rather than to be sent away. */
const READ_PATIENCE_MS = 2000;
const ANSWER_PATIENCE_MS = 10_000;
/**
 * Discord bans an address for 10,000 answers of 401 or 403 in ten minutes, so a refusal is remembered: a
 * refused token for ten minutes, a closed channel for half a minute (20 calls in ten minutes at the most).
 */
const TOKEN_REFUSAL_MS = 600_000;
const CHANNEL_REFUSAL_MS = 30_000;

export function openClient(settings: DiscordSettings, context: AccountContext): Client {
  const rest = openRest(settings);
  const token = settings.token.replace(/^Bot\s+/i, '').trim();
  const refusals = new Map<string, { until: number; failure: Failure }>();

  async function call(method: Method, route: Route, options: CallOptions = {}): Promise<Reply> {
    const place = placeOf(method, route);
    const held = options.auth === false ? null : refusalOf(place);
    if (held) return held;
    // REST forgets a token that was refused once.
    rest.setToken(token);
    const signal = options.signal ?? deadline();
    try {
      return { kind: 'ok', body: await rest[method](route, { ...options, signal }) };
    } catch (error) {
      const failure = withoutSecret(classify(error, context.now()), token);
      remember(place, failure);
      return failure;
    }
  }

  function refusalOf(closed: string): Failure | null {
    if (token === '') return refused('no bot token is set for this account');
    const now = context.now().getTime();
    for (const place of ['', closed]) {
      const refusal = refusals.get(place);
      if (refusal && now < refusal.until) return refusal.failure;
      refusals.delete(place);
    }
    return null;
  }

  function remember(place: string, failure: Failure): void {
    const now = context.now().getTime();
    const isClosed = failure.code === codes.missingAccess || failure.code === codes.missingPermissions;
    if (failure.code === 401) refusals.set('', { until: now + TOKEN_REFUSAL_MS, failure });
    else if (isClosed) refusals.set(place, { until: now + CHANNEL_REFUSAL_MS, failure });
  }

  function close(): void {
    rest.clearHashSweeper();
    rest.clearHandlerSweeper();
  }

  return { call, close };
}

/** Ends whatever is under way within the 15 seconds that a messenger has, replies that stall half-way included. */
export function deadline(): AbortSignal {
  return AbortSignal.timeout(14_000);
}

/**
 * Left alone, REST repeats a post up to three times after a lost reply or a 5xx, and holds a rate-limited one
 * for as long as Discord says; here both are outcomes that the caller records.
 */
function openRest(settings: DiscordSettings): REST {
  return new REST({
    version: '10',
    retries: 0,
    timeout: REPLY_TIMEOUT_MS,
    rejectOnRateLimit: (limit) => !mayWait(limit),
    ...baseUrl(settings),
  });
}

/** Answers to questions wait their turn: setting what they read is safe to repeat, and the asker is waiting. */
function mayWait({ method, route, retryAfter }: RateLimitData): boolean {
  if (route.startsWith('/webhooks/')) return retryAfter <= ANSWER_PATIENCE_MS;
  return method === 'GET' && retryAfter <= READ_PATIENCE_MS;
}

/** What a refusal closes: a channel for all calls, but a change of the channel itself only for its like. */
function placeOf(method: Method, route: string): string {
  if (method === 'patch' && /^\/channels\/\d+$/.test(route)) return `${method} ${route}`;
  return /^\/channels\/\d+/.exec(route)?.[0] ?? route;
}

function withoutSecret<F extends Failure>(failure: F, token: string): F {
  return token === '' ? failure : { ...failure, reason: failure.reason.replaceAll(token, '[token]') };
}
