import type { SummaryEvent } from './domain/event.js';
import type { Log } from './observe/log.js';
import type { Tally } from './observe/tally.js';
import type { Pipeline } from './pipeline.js';
import type { Live } from './pipeline/parts.js';
import type { Db } from './store/db.js';
import { makeDue } from './store/feeds.js';
import { type Outstanding, outstanding } from './store/outstanding.js';

export interface OnceParts {
  readonly db: Db;
  readonly pipeline: Pipeline;
  readonly live: () => Live;
  readonly now: () => Date;
  readonly counts: Tally;
  readonly log: Log;
  readonly limitMs: number;
  /** Whether feeds that are due are polled first. */
  readonly polls: boolean;
}

const CHECK_MS = 100;
/** How long nothing may seem to happen before a line says what is waited for. */
const PROGRESS_MS = 5_000;

/** Does all that is due at the start, looks into every folder, and waits until every alert is settled, or the time is up. */
export async function runOnce(parts: OnceParts): Promise<{ summary: SummaryEvent; left: Outstanding }> {
  const { db, pipeline, live, now, counts, log, limitMs, polls } = parts;
  const begun = now();
  const elapsed = () => now().getTime() - begun.getTime();
  const { feeds, messengers } = live();
  const feedIds = polls ? [...feeds.keys()] : [];
  // What somebody has just dropped into a folder is meant to be read, and looking costs nothing.
  if (polls) for (const { id, kind } of feeds.values()) if (kind === 'folder') await makeDue(db, id, begun);
  let told = 0;
  for (;;) {
    await pipeline.sweep(polls ? begun : null);
    const left = await outstanding(db, feedIds, [...messengers.keys()], begun);
    const done = left.feeds + left.items + left.stories + left.alerts === 0;
    if (done || elapsed() > limitMs) return { summary: counts.summary(elapsed() / 1_000), left };
    if (elapsed() - told > PROGRESS_MS) {
      told = elapsed();
      log.info(waitingFor(left, now()));
    }
    await new Promise((resolve) => setTimeout(resolve, CHECK_MS));
  }
}

/** `waiting for 2 alerts (slack-desk until 03:12:40 UTC: rate limited)` */
export function waitingFor({ feeds, items, stories, alerts, waiting }: Outstanding, now: Date): string {
  const counts = { feed: feeds, article: items, story: stories, alert: alerts };
  const parts = Object.entries(counts).flatMap(([name, n]) => (n === 0 ? [] : [plural(n, name)]));
  return `waiting for ${parts.join(', ')}${waiting === null ? '' : ` (${whatFor(waiting, now)})`}`;
}

function whatFor({ destination, until, reason }: NonNullable<Outstanding['waiting']>, now: Date): string {
  const why = reason === null ? '' : `: ${reason}`;
  if (until <= now) return `${destination}: ${reason ?? 'being sent'}`;
  return `${destination} until ${until.toISOString().slice(11, 19)} UTC${why}`;
}

const plural = (n: number, name: string) =>
  `${n} ${n === 1 ? name : name.endsWith('y') ? `${name.slice(0, -1)}ies` : `${name}s`}`;
