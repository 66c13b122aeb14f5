import type { Logger, webApi } from '@slack/bolt';

type Fetch = NonNullable<webApi.WebClientOptions['fetch']>;

/** Slack's reply is awaited this long; then the call counts as lost. */
const TIMEOUT_MS = 10_000;

/**
 * Options for every Web API client of this adapter. Left alone, the SDK repeats a call whose reply was
 * lost, ten times over half an hour, and so posts twice; here one call is one request. `closing` ends
 * the calls under way.
 */
export function clientOptions(api: string | undefined, closing: AbortSignal): webApi.WebClientOptions {
  return {
    ...(api === undefined ? {} : { slackApiUrl: api }),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: TIMEOUT_MS,
    allowAbsoluteUrls: false,
    logger: silent(),
    fetch: fetchUntil(closing),
  };
}

/** Bolt answers slash commands through the same function, with no deadline of its own. */
function fetchUntil(closing: AbortSignal): Fetch {
  return async (url, init) => {
    const deadline = init?.signal ?? AbortSignal.timeout(TIMEOUT_MS);
    const response = await fetch(url, { ...init, signal: AbortSignal.any([deadline, closing]) });
    return response.status === 429 ? throttled(response) : response;
  };
}

/** The SDK knows a throttled call only by whole seconds in this header; a proxy may leave it out or write a date. */
function throttled(response: Response): Response {
  if (/^\d{1,6}$/.test(response.headers.get('retry-after') ?? '')) return response;
  return new Response(null, { status: 429, headers: { 'retry-after': '30' } });
}

/** The SDK would print to the console, request bodies included; failures reach the operator as outcomes. */
function silent(): Logger {
  const ignore = () => {};
  return {
    debug: ignore,
    info: ignore,
    warn: ignore,
    error: ignore,
    setLevel: ignore,
    setName: ignore,
    getLevel: () => 'error' as ReturnType<Logger['getLevel']>,
  };
}
