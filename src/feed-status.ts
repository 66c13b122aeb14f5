import type { Feed, FeedStatus } from './domain/feed.js';
import { HEALTHY } from './ingest/health.js';
import { unusualSilence } from './ingest/pace.js';
import type { Db } from './store/db.js';
import { newestTimes } from './store/feed-times.js';
import { type FeedState, feedStates } from './store/feeds.js';
import { hubReasons } from './store/hubs.js';

/** How the feeds do, those that need somebody first. */
export async function feedReport(db: Db, feeds: readonly Feed[], now: Date): Promise<FeedStatus[]> {
  const ids = feeds.map((feed) => feed.id);
  const states = new Map((await feedStates(db, ids)).map((state) => [state.id, state]));
  const times = await newestTimes(db, ids);
  const hubs = await hubReasons(db, ids);
  const report = feeds.map((feed) => {
    const silentSince = feed.kind === 'web' ? unusualSilence(times.get(feed.id) ?? [], now) : null;
    return statusOf(feed, states.get(feed.id), silentSince, hubs.get(feed.id) ?? null);
  });
  return report.sort(
    (a, b) =>
      WORST_FIRST.indexOf(a.state) - WORST_FIRST.indexOf(b.state) || beganAt(a).localeCompare(beganAt(b)),
  );
}

const WORST_FIRST: readonly FeedStatus['state'][] = ['stopped', 'failing', 'silent', 'new', 'ok'];

/** Old trouble first; the others keep the order of the configuration. */
const beganAt = ({ failingSince, silentSince }: FeedStatus) => failingSince ?? silentSince ?? '';

function statusOf(
  feed: Feed,
  known: FeedState | undefined,
  silentSince: Date | null,
  hub: string | null,
): FeedStatus {
  const state = stateOf(known, silentSince);
  return {
    id: feed.id,
    location: feed.location,
    tags: feed.tags ?? [],
    state,
    outcome: known?.last_outcome ?? null,
    error: known?.last_error ?? null,
    failingSince: known?.failing_since?.toISOString() ?? null,
    needsPerson: state === 'stopped' || isTold(feed, known),
    silentSince: state === 'silent' && silentSince ? silentSince.toISOString() : null,
    lastPollAt: known?.last_poll_at?.toISOString() ?? null,
    nextPollAt: known?.next_poll_at?.toISOString() ?? null,
    why: known?.next_poll_why ?? null,
    hub,
  };
}

/** What the operator is told of at once or by now; a folder is ours. */
function isTold({ kind }: Feed, known: FeedState | undefined): boolean {
  if (!known || known.last_error === null) return false;
  return kind === 'folder' || { ...HEALTHY, ...known.health }.told;
}

function stateOf(known: FeedState | undefined, silentSince: Date | null): FeedStatus['state'] {
  if (!known?.last_poll_at) return 'new';
  if (!known.next_poll_at) return 'stopped';
  if (known.failing_since) return 'failing';
  return silentSince ? 'silent' : 'ok';
}
