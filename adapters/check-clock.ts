import type { Checked } from './account.js';

const TIMEOUT_MS = 10_000;
/** The header has whole seconds, and answers take some; five minutes make Slack's signatures invalid. */
const MOST_OFF_MS = 60_000;

/**
 * For `check`: this machine's clock against the `Date` header (RFC 9110, 6.6.1) of any answer of a platform, which names
 * whole seconds. Empty when there is no answer or it names no time.
 */
export async function checkClock(url: string, now: () => Date): Promise<Checked[]> {
  const asked = now().getTime();
  const answer = await fetch(url, {
    method: 'HEAD',
    redirect: 'manual',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch(() => null);
  const told = Date.parse(answer?.headers.get('date') ?? '');
  if (Number.isNaN(told)) return [];
  const answered = now().getTime();
  const { host } = new URL(url);
  if (asked <= told + 1_000 + MOST_OFF_MS && told - MOST_OFF_MS <= answered)
    return [{ what: `the clock agrees with that of ${host}`, todo: null }];
  const seconds = Math.round(Math.abs(answered - told) / 1_000);
  const way = answered > told ? 'ahead of' : 'behind';
  const what = `the clock is ${seconds} s ${way} that of ${host}`;
  return [{ what, todo: 'set it, and let it be set by NTP' }];
}
