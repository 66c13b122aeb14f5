import type { Headers } from './headers.js';

const DAY_S = 86_400;
const IMF_DATE = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * How long an answer says it stays fresh, in milliseconds: max-age, else Expires minus Date, less its
 * Age (RFC 9111 §4.2). 0 when it says nothing, nothing usable, or that it must not be cached.
 */
export function freshnessMs(headers: Headers, now: Date): number {
  const control = (headers['cache-control'] ?? '').toLowerCase();
  if (/\bno-(?:cache|store)\b/.test(control)) return 0;
  const maxAge = /(?:^|[\s,])max-age\s*=\s*"?(\d+)/.exec(control)?.[1];
  const age = seconds(headers['age']) ?? 0;
  if (maxAge !== undefined) return clampSeconds(Number(maxAge) - age);
  const expires = httpDate(headers['expires']);
  if (expires === null) return 0;
  const from = httpDate(headers['date']) ?? now;
  return clampSeconds((expires.getTime() - from.getTime()) / 1000 - age);
}

/** Retry-After as seconds or an HTTP date (RFC 9110 §10.2.3), in milliseconds; undefined when it says nothing usable. */
export function retryAfterMs(header: string | undefined, now: Date): number | undefined {
  const wait = seconds(header);
  if (wait !== null) return wait * 1000;
  const until = httpDate(header);
  return until === null ? undefined : Math.max(0, until.getTime() - now.getTime());
}

function seconds(value: string | undefined): number | null {
  const text = value?.trim() ?? '';
  return /^\d{1,12}$/.test(text) ? Number(text) : null;
}

/** Only the one form that servers must send: anything looser depends on the server's time zone. */
function httpDate(value: string | undefined): Date | null {
  const text = value?.trim() ?? '';
  if (!IMF_DATE.test(text)) return null;
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? null : date;
}

function clampSeconds(value: number): number {
  return Math.min(Math.max(value, 0), 366 * 20 * DAY_S) * 1000;
}
