import { Agent, request } from 'undici';
import type { Validators } from '../domain/feed.js';
import { allowList, entryFor, refuseUrl, unbracket } from './address.js';
import { BadBody, readBody } from './body.js';
import { Blocked, guardedConnector, type Lookup } from './connect.js';
import { plainReason } from './failure.js';
import { retryAfterMs } from './cache-hints.js';
import { flatHeaders, type Headers } from './headers.js';

/** One hop of a redirect, as it was answered. */
export interface Redirect {
  readonly from: string;
  readonly status: number;
}

/** Where an answer came from in the end. */
export interface Origin {
  /** The address that answered. */
  readonly url: string;
  readonly redirects: readonly Redirect[];
  /** Every hop said that the move is for good, and none left https for http. */
  readonly permanent: boolean;
}

export type FetchResult =
  | ({
      readonly kind: 'ok';
      readonly status: number;
      readonly headers: Headers;
      readonly contentType: string | undefined;
      readonly body: Uint8Array;
    } & Origin)
  /** 304: what we have is current. */
  | ({ readonly kind: 'unchanged'; readonly status: 304; readonly headers: Headers } & Origin)
  /** The server answered, with something that is not content. */
  | ({
      readonly kind: 'refused';
      readonly status: number;
      readonly headers: Headers;
      readonly retryAfterMs?: number;
    } & Origin)
  /** We do not go there: a private address, an odd scheme or port. `entry` of the operator's list would change that. */
  | { readonly kind: 'blocked'; readonly reason: string; readonly entry?: string }
  /** No usable answer; `reason` is one short line for a person. */
  | { readonly kind: 'failed'; readonly reason: string };

export interface FetcherOptions {
  /** `Wirewatch/<version> (+https://…)`. */
  readonly userAgent: string;
  /** `host:port` that may be private or on an odd port. */
  readonly allow?: readonly string[];
  readonly lookup?: Lookup;
}

interface GetOptions {
  readonly now: Date;
  readonly validators?: Validators;
  /** Sent to the first origin only: they may be secrets. */
  readonly headers?: Headers;
  /** Of the body, on the wire and after decompression alike; 8 MB unless told. */
  readonly maxBytes?: number;
  /** From the first lookup to the last byte, redirects included; 30 s unless told. */
  readonly deadlineMs?: number;
}

type PostOptions = Pick<GetOptions, 'now' | 'maxBytes' | 'deadlineMs'>;

export interface Fetcher {
  get(url: string, options: GetOptions): Promise<FetchResult>;
  /** Sends a form; a redirect that would turn it into a GET (301, 302, 303) is an answer like any other. */
  post(url: string, form: Readonly<Record<string, string>>, options: PostOptions): Promise<FetchResult>;
  close(): Promise<void>;
}

const MAX_BYTES = 8 << 20;
const DEADLINE_MS = 30_000;
const MAX_REDIRECTS = 5;
const ACCEPT =
  'application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.8, */*;q=0.1';

/** An HTTP client that goes to the public internet only, reads only so much, and waits only so long. */
export function createFetcher(options: FetcherOptions): Fetcher {
  const allow = allowList(options.allow ?? []);
  const agent = new Agent({
    connect: guardedConnector(allow, options.lookup),
    connections: 2,
    pipelining: 1,
    maxHeaderSize: 16_384,
    keepAliveTimeout: 4_000,
  });
  const context: Context = { agent, userAgent: options.userAgent, refuse: (url) => refuseUrl(url, allow) };
  return {
    get: (url, getOptions) => exchange(context, url, getOptions, null),
    post: (url, form, postOptions) =>
      exchange(context, url, postOptions, new URLSearchParams(form).toString()),
    close: () => {
      void agent.destroy(); // ends what is running; waiting would take as long as a name server that does not answer
      return Promise.resolve();
    },
  };
}

interface Context {
  readonly agent: Agent;
  readonly userAgent: string;
  readonly refuse: (url: URL) => string | null;
}

/** `form` is null for a GET. */
async function exchange(
  context: Context,
  address: string,
  options: GetOptions,
  form: string | null,
): Promise<FetchResult> {
  if (!URL.canParse(address)) return { kind: 'failed', reason: 'not an address' };
  const deadlineMs = options.deadlineMs ?? DEADLINE_MS;
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), deadlineMs);
  try {
    const answer = follow(context, new URL(address), options, form, controller.signal);
    return await Promise.race([answer, rejection(controller.signal)]);
  } catch (error) {
    if (controller.signal.aborted)
      return { kind: 'failed', reason: `took longer than ${deadlineMs / 1000} s` };
    if (error instanceof Blocked) return blocked(error, new URL(address));
    return { kind: 'failed', reason: error instanceof BadBody ? error.message : plainReason(error) };
  } finally {
    clearTimeout(timer);
  }
}

/** To where others redirect nobody is invited to open the way. */
function blocked({ host, message }: Blocked, start: URL): FetchResult {
  return {
    kind: 'blocked',
    reason: message,
    entry: host === unbracket(start.hostname) ? entryFor(start) : undefined,
  };
}

/** undici notices an abort only once it is connected: a name server may take longer than the deadline. */
function rejection(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true });
  });
}

async function follow(
  context: Context,
  start: URL,
  options: GetOptions,
  form: string | null,
  signal: AbortSignal,
): Promise<FetchResult> {
  const redirects: Redirect[] = [];
  const seen = new Set<string>();
  let url = start;
  for (;;) {
    url.hash = '';
    const refusal = context.refuse(url);
    if (refusal !== null)
      return redirects.length === 0
        ? { kind: 'blocked', reason: refusal, entry: entryFor(url) }
        : { kind: 'blocked', reason: `redirected: ${refusal}` };
    if (seen.has(url.href)) return { kind: 'failed', reason: 'redirects in a circle' };
    seen.add(url.href);
    const response = await request(url, {
      dispatcher: context.agent,
      signal,
      headers: requestHeaders(context.userAgent, options, url.origin === start.origin, form !== null),
      ...(form === null ? {} : { method: 'POST', body: form }),
    });
    const headers = flatHeaders(response.headers);
    const target = redirectTarget(response.statusCode, headers, url, form !== null);
    if (target === null) {
      const origin = { url: url.href, redirects, permanent: isPermanent(redirects, url) };
      return await settle(response.statusCode, headers, response.body, origin, options, signal);
    }
    discard(response.body);
    if (redirects.length >= MAX_REDIRECTS)
      return { kind: 'failed', reason: `more than ${MAX_REDIRECTS} redirects` };
    // A form may hold a secret.
    if (form !== null && url.protocol === 'https:' && target.protocol !== 'https:')
      return { kind: 'blocked', reason: 'redirected from https to http' };
    redirects.push({ from: url.href, status: response.statusCode });
    url = target;
  }
}

function requestHeaders(
  userAgent: string,
  options: GetOptions,
  sameOrigin: boolean,
  posted: boolean,
): Record<string, string> {
  const { etag, lastModified } = options.validators ?? {};
  return {
    accept: ACCEPT,
    'accept-encoding': 'gzip, br, deflate',
    ...(sameOrigin ? options.headers : {}),
    'user-agent': userAgent,
    ...(etag === undefined ? {} : { 'if-none-match': etag }),
    ...(lastModified === undefined ? {} : { 'if-modified-since': lastModified }),
    ...(posted ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
  };
}

function redirectTarget(status: number, headers: Headers, from: URL, posted: boolean): URL | null {
  const location = headers['location'];
  const followed = posted ? [307, 308] : [301, 302, 303, 307, 308];
  if (!followed.includes(status) || location === undefined) return null;
  return URL.canParse(location, from.href) ? new URL(location, from.href) : null;
}

function isPermanent(redirects: readonly Redirect[], final: URL): boolean {
  if (redirects.length === 0) return false;
  const downgraded = final.protocol === 'http:' && redirects.some((hop) => hop.from.startsWith('https:'));
  return !downgraded && redirects.every((hop) => hop.status === 301 || hop.status === 308);
}

type Body = Awaited<ReturnType<typeof request>>['body'];

async function settle(
  status: number,
  headers: Headers,
  body: Body,
  origin: Origin,
  options: GetOptions,
  signal: AbortSignal,
): Promise<FetchResult> {
  if (status < 200 || status > 299 || status === 204 || status === 205) {
    discard(body);
    if (status === 304) return { kind: 'unchanged', status, headers, ...origin };
    return {
      kind: 'refused',
      status,
      headers,
      retryAfterMs: retryAfterMs(headers['retry-after'], options.now),
      ...origin,
    };
  }
  try {
    const bytes = await readBody(body, headers, options.maxBytes ?? MAX_BYTES, signal);
    return { kind: 'ok', status, headers, contentType: headers['content-type'], body: bytes, ...origin };
  } finally {
    discard(body);
  }
}

/** Closes the connection instead of reading on: the rest may be endless. */
function discard(body: Body): void {
  body.on('error', () => {});
  body.destroy();
}
