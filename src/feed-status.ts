import type { Feed } from './domain/feed.js';
import type { FeedState } from './store/feeds.js';

/** How a feed does, as a person asks; times are ISO 8601. */
export interface FeedStatus {
  readonly id: string;
  readonly location: string;
  readonly state: 'ok' | 'failing' | 'stopped' | 'new';
  readonly outcome: string | null;
  readonly error: string | null;
  readonly failingSince: string | null;
  readonly lastPollAt: string | null;
  readonly nextPollAt: string | null;
  readonly why: string | null;
}

export function statusOf(feed: Feed, state: FeedState | undefined): FeedStatus {
  return {
    id: feed.id,
    location: feed.location,
    state: !state?.last_poll_at ? 'new' : !state.next_poll_at ? 'stopped' : state.failing_since ? 'failing' : 'ok',
    outcome: state?.last_outcome ?? null,
    error: state?.last_error ?? null,
    failingSince: state?.failing_since?.toISOString() ?? null,
    lastPollAt: state?.last_poll_at?.toISOString() ?? null,
    nextPollAt: state?.next_poll_at?.toISOString() ?? null,
    why: state?.next_poll_why ?? null,
  };
}
