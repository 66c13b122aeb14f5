import type { Report, RunEvent, SummaryEvent } from '../domain/event.js';

/** Counts what is reported on its way through. */
export interface Tally {
  readonly report: Report;
  /** What was counted since the last summary; counting begins anew. */
  summary(seconds: number): SummaryEvent;
}

export function tally(next: Report): Tally {
  let counts = nothing();
  return {
    report: (event) => {
      count(counts, event);
      next(event);
    },
    summary: (seconds) => {
      const { polled, failed, fresh, changed, matches, sent, updated, parked } = counts;
      counts = nothing();
      return {
        event: 'summary',
        feeds: { polled, failed },
        items: { new: fresh, changed },
        matches,
        alerts: { sent, updated, parked },
        seconds: Math.round(seconds * 10) / 10,
      };
    },
  };
}

const nothing = () => ({
  polled: 0,
  failed: 0,
  fresh: 0,
  changed: 0,
  matches: 0,
  sent: 0,
  updated: 0,
  parked: 0,
});

function count(counts: ReturnType<typeof nothing>, event: RunEvent): void {
  if (event.event === 'feed') {
    counts.polled++;
    if (event.error !== null) counts.failed++;
  } else if (event.event === 'item') {
    if (event.change === 'new') counts.fresh++;
    else counts.changed++;
  } else if (event.event === 'match') counts.matches++;
  else if (event.event === 'alert') counts[event.state]++;
}
