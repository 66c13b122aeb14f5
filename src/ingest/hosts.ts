import { refuseUrl } from './address.js';
import { isThrottle, type PollOutcome } from './health.js';

/** What is known of a host between requests. */
export interface HostState {
  /** A request to it is running. */
  readonly busy: boolean;
  readonly lastEndedAt?: Date;
  readonly pausedUntil?: Date;
}

/** A feed whose time has come. Feeds with one `host` go out one by one. */
export interface DueFeed {
  readonly id: string;
  readonly host: string;
  readonly at: Date;
}

export interface PollPlan {
  /** To be polled now, the longest overdue first. */
  readonly start: readonly DueFeed[];
  /** When a feed that is due may go, if none of the running polls ends before. */
  readonly wakeAt: Date | null;
}

/** Between two requests to one host. */
const SPACING_MS = 2_000;

/**
 * Which of the due feeds may be polled now: one request at a time to a host, 2 s between two, none while
 * it is paused, and `slots` in all, so that a thousand overdue feeds after a night's sleep go out one by one.
 */
export function planPolls(
  due: readonly DueFeed[],
  hosts: ReadonlyMap<string, HostState>,
  slots: number,
  now: Date,
): PollPlan {
  const taken = new Set<string>();
  const start: DueFeed[] = [];
  let wakeAt: Date | null = null;
  for (const feed of [...due].sort((a, b) => a.at.getTime() - b.at.getTime())) {
    const { host } = feed;
    const state = hosts.get(host);
    if (taken.has(host) || state?.busy === true) continue;
    const readyAt = readyTime(state, now);
    if (readyAt > now.getTime()) {
      if (wakeAt === null || readyAt < wakeAt.getTime()) wakeAt = new Date(readyAt);
    } else if (start.length < slots) {
      taken.add(host);
      start.push(feed);
    }
  }
  return { start, wakeAt };
}

/** Until when the whole host is left alone: after 429 on a public host. 503 and private hosts (RSS bridges) concern the feed. */
export function hostPauseUntil(url: string, outcome: PollOutcome, nextAt: Date | null): Date | null {
  const throttled = outcome.kind === 'refused' && outcome.status !== 503 && isThrottle(outcome);
  const isPublic = URL.canParse(url) && refuseUrl(new URL(url), new Set()) === null;
  return throttled && isPublic ? nextAt : null;
}

/** One key for all addresses of one feed: scheme, `www.`, default port, fragment and a final slash do not count. */
export function pollKey(url: string): string {
  if (!URL.canParse(url)) return url;
  const { hostname, port, pathname, search } = new URL(url);
  const standard = port === '' || port === '80' || port === '443' ? '' : `:${port}`;
  return `${hostname.replace(/^www\./, '')}${standard}${pathname.replace(/\/$/, '')}${search}`;
}

/** After a clock was set back, "ended in the future" only says that it ended. */
function readyTime(state: HostState | undefined, now: Date): number {
  const ended = state?.lastEndedAt?.getTime() ?? 0;
  const spaced = ended > now.getTime() ? 0 : ended + SPACING_MS;
  return Math.max(spaced, state?.pausedUntil?.getTime() ?? 0);
}
