import { Agent, request } from 'undici';
import { allowList, refuseUrl } from './address.js';
import { BadBody, readBody } from './body.js';
import { retryAfterMs } from './cache-hints.js';
import { Blocked, guardedConnector, type Lookup } from './connect.js';
import { plainReason } from './failure.js';
import { flatHeaders, type Headers } from './headers.js';

/** What came of one POST. No redirect is followed, and nothing is tried twice. */
export type Posted =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly body: string;
      readonly retryAfterMs?: number;
    }
  /** We do not go there: a private address, an odd scheme or port. */
  | { readonly kind: 'blocked'; readonly reason: string }
  /** No byte of it has left. */
  | { readonly kind: 'unreached'; readonly reason: string }
  /** It may have arrived. */
  | { readonly kind: 'lost'; readonly reason: string };

export interface Poster {
  readonly post: (url: string, body: string, headers: Headers, now: Date) => Promise<Posted>;
  close(): void;
}

export interface PosterOptions {
  readonly userAgent: string;
  /** `host:port` that may be private or on an odd port. */
  readonly allow?: readonly string[];
  readonly lookup?: Lookup;
}

/** From the first lookup to the last byte. */
const DEADLINE_MS = 12_000;
/** To one host at once: as many as destinations are posted to, since one that waits for another here runs out of its time. */
const CONNECTIONS = 64;
const MOST_ANSWERED = 65_536;

/** Posts to the public internet, and to what is allowed besides, through the same guard as feeds are fetched. */
export function createPoster({ userAgent, allow: allowed = [], lookup }: PosterOptions): Poster {
  const allow = allowList(allowed);
  const agent = new Agent({
    connect: guardedConnector(allow, lookup),
    connections: CONNECTIONS,
    pipelining: 1,
    keepAliveTimeout: 1_000,
  });
  return {
    post: async (address, body, headers, now) => {
      if (!URL.canParse(address)) return { kind: 'blocked', reason: 'not an address' };
      const url = new URL(address);
      const refusal = refuseUrl(url, allow);
      if (refusal !== null) return { kind: 'blocked', reason: refusal };
      const signal = AbortSignal.timeout(DEADLINE_MS);
      try {
        const sent = { 'content-type': 'application/json', 'user-agent': userAgent, ...headers };
        const response = await request(url, {
          method: 'POST',
          dispatcher: agent,
          headers: sent,
          body,
          signal,
        });
        const flat = flatHeaders(response.headers);
        const bytes = await readBody(response.body, flat, MOST_ANSWERED, signal).catch((error: unknown) => {
          // The status has been told; what else was said is not needed.
          if (error instanceof BadBody) return new Uint8Array();
          throw error;
        });
        const waitMs = retryAfterMs(flat['retry-after'], now);
        return {
          kind: 'answered',
          status: response.statusCode,
          body: new TextDecoder().decode(bytes),
          ...(waitMs !== undefined && { retryAfterMs: waitMs }),
        };
      } catch (error) {
        if (error instanceof Blocked) return { kind: 'blocked', reason: error.message };
        return { kind: isUnreached(error) ? 'unreached' : 'lost', reason: plainReason(error) };
      }
    },
    close: () => void agent.destroy(),
  };
}

/** While the host was looked up, dialled or shown its certificate: the request had not begun. */
function isUnreached(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof AggregateError) return error.errors.length > 0 && error.errors.every(isUnreached);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const syscall = 'syscall' in error ? error.syscall : null;
  if (syscall === 'connect' || syscall === 'getaddrinfo' || code === 'UND_ERR_CONNECT_TIMEOUT') return true;
  return /^(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|CERT_|ERR_TLS|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/.test(code);
}
