import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Fetcher } from './fetch.js';
import type { Headers } from './headers.js';
import { readLinks } from './link-header.js';
import { showMs } from './pace.js';
import type { FeedHints } from './parsed-feed.js';
import { outsideSkipped } from './skip-times.js';

/**
 * WebSub (W3C Recommendation of 2018), the subscriber's side: what is said to a hub and what is believed
 * of what comes back. A hub is a help, never the only source: polling goes on behind it.
 */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Where a feed says that its changes are pushed from, and under which address. */
export interface Advertised {
  readonly hub: string;
  readonly topic: string;
}

/**
 * Discovery (§4): Link headers before the links in the feed. Null when hub or self is missing, and when a
 * feed over https would have to be believed from a hub over http.
 */
export function advertisedBy(
  page: { readonly url: string; readonly headers: Headers },
  feed: { readonly hub?: string; readonly self?: string },
): Advertised | null {
  const links = readLinks(page.headers['link'], page.url);
  const linked = (rel: string) => links.find((link) => link.rels.includes(rel))?.url;
  const hub = linked('hub') ?? feed.hub;
  const topic = linked('self') ?? feed.self;
  if (!isWeb(hub) || !isWeb(topic)) return null;
  return page.url.startsWith('https:') && !hub.startsWith('https:') ? null : { hub, topic };
}

const LONGEST_URL = 2_048;

function isWeb(url: string | undefined): url is string {
  return (
    url !== undefined &&
    url.length <= LONGEST_URL &&
    URL.canParse(url) &&
    /^https?:$/.test(new URL(url).protocol)
  );
}

export type Mode = 'subscribe' | 'unsubscribe';

export interface Ask {
  readonly mode: Mode;
  readonly hub: string;
  readonly topic: string;
  readonly callback: string;
  /** Under 200 bytes; left out unless the hub is asked over https (§5.1). */
  readonly secret: string | null;
}

export type AskResult = { readonly ok: true } | { readonly ok: false; readonly reason: string };

/** Asks a hub (§5.1); that it accepted says nothing yet: it will come back to verify that it was us. */
export async function askHub(fetcher: Fetcher, ask: Ask, now: Date): Promise<AskResult> {
  const answer = await fetcher.post(ask.hub, askForm(ask), { now, maxBytes: 64 << 10, deadlineMs: 20_000 });
  if (answer.kind === 'ok') return { ok: true };
  if (answer.kind === 'blocked' || answer.kind === 'failed') return { ok: false, reason: answer.reason };
  // 204 has no content and is what hubs before WebSub answered.
  return answer.status === 204 ? { ok: true } : { ok: false, reason: `the hub answers ${answer.status}` };
}

const LONGEST_LEASE = 14 * DAY;

function askForm({ mode, hub, topic, callback, secret }: Ask): Record<string, string> {
  const form = { 'hub.mode': mode, 'hub.topic': topic, 'hub.callback': callback };
  if (mode === 'unsubscribe') return form;
  const wanted = { ...form, 'hub.lease_seconds': String(LONGEST_LEASE / 1_000) };
  return secret !== null && mayHaveSecret(hub) ? { ...wanted, 'hub.secret': secret } : wanted;
}

export function mayHaveSecret(hub: string): boolean {
  return new URL(hub).protocol === 'https:';
}

/** What a hub comes back with (§5.2, §5.3). */
export type Intent =
  | {
      readonly kind: 'verify';
      readonly mode: Mode;
      readonly topic: string;
      readonly challenge: string;
      readonly leaseMs: number;
    }
  | { readonly kind: 'denied'; readonly topic: string; readonly reason: string };

/** Nobody needs more; and an echo of any length would serve those who look for one. */
const LONGEST_CHALLENGE = 1_024;
/** Hubs older than WebSub may leave it out. */
const UNSAID_LEASE = DAY;

/** Null when the query is no word of a hub. */
export function readIntent(query: Readonly<Record<string, string>>): Intent | null {
  const { 'hub.mode': mode, 'hub.topic': topic, 'hub.challenge': challenge } = query;
  if (topic === undefined) return null;
  if (mode === 'denied')
    return { kind: 'denied', topic, reason: (query['hub.reason'] ?? 'without saying why').slice(0, 200) };
  if (mode !== 'subscribe' && mode !== 'unsubscribe') return null;
  if (challenge === undefined || challenge === '' || challenge.length > LONGEST_CHALLENGE) return null;
  return { kind: 'verify', mode, topic, challenge, leaseMs: leaseMs(query['hub.lease_seconds']) };
}

function leaseMs(said: string | undefined): number {
  const seconds = /^\d{1,12}$/.test(said ?? '') ? Number(said) : 0;
  return seconds === 0 ? UNSAID_LEASE : Math.min(seconds * 1_000, LONGEST_LEASE);
}

/** A lease is renewed when four fifths of it are over, but not more often than hourly. */
export function renewAfterMs(lease: number): number {
  return Math.max(0.8 * lease, HOUR);
}

const ALGORITHMS = new Set(['sha1', 'sha256', 'sha384', 'sha512']);

/** Whether `X-Hub-Signature` is that of exactly these bytes (§7.1), compared in constant time. */
export function signatureHolds(secret: string, header: string | undefined, body: Uint8Array): boolean {
  const [, method = '', hex = ''] = /^\s*([a-z0-9]{4,6})=([0-9a-f]{40,128})\s*$/i.exec(header ?? '') ?? [];
  const algorithm = method.toLowerCase();
  if (!ALGORITHMS.has(algorithm)) return false;
  const expected = createHmac(algorithm, secret).update(body).digest();
  const given = Buffer.from(hex, 'hex');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

const BACKUP: readonly [number, number] = [6 * HOUR, 24 * HOUR];

/** When to look whether a hub that pushes has forgotten something: four times the usual wait, 6 to 24 hours. */
export function backupPoll(
  hub: string,
  usual: Date,
  hints: FeedHints,
  now: Date,
  random: () => number,
): { readonly at: Date; readonly why: string } {
  const [least, most] = BACKUP;
  const wait = Math.min(Math.max(4 * (usual.getTime() - now.getTime()), least) * (1 + 0.1 * random()), most);
  const at = outsideSkipped(new Date(now.getTime() + wait), hints, random);
  return { at, why: `${new URL(hub).host} pushes: a look behind it every ${showMs(wait)}` };
}

/** What a hub may take to push what it was told of. */
const GRACE = 15 * MINUTE;

/**
 * Whether a hub missed an item that a poll was the first to find: it appeared surely after `since`, when the
 * hub had promised to push and we to listen, and long enough ago.
 */
export function missedByHub(
  article: { readonly dated: boolean; readonly publishedAt: Date },
  lastPollAt: Date,
  since: Date,
  now: Date,
): boolean {
  const appeared = Math.max(lastPollAt.getTime(), article.dated ? article.publishedAt.getTime() : 0);
  return appeared >= since.getTime() && appeared <= now.getTime() - GRACE;
}
