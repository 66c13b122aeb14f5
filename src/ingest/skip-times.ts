import type { FeedHints } from './parsed-feed.js';

const HOUR = 3_600_000;
/** A week of hours and one more: some hour of some day is always left (`readHints` drops full lists). */
const HOURS_IN_WEEK = 169;

/** The first moment from `at` on that is in none of the feed's skipHours and skipDays (GMT). */
export function outsideSkipped(at: Date, hints: FeedHints, random: () => number): Date {
  if (!isSkipped(at, hints)) return at;
  let hour = Math.floor(at.getTime() / HOUR) + 1;
  for (let step = 0; step < HOURS_IN_WEEK && isSkipped(new Date(hour * HOUR), hints); step += 1) hour += 1;
  return new Date(hour * HOUR + Math.floor(random() * HOUR * 0.25));
}

function isSkipped(at: Date, hints: FeedHints): boolean {
  return (
    (hints.skipHours ?? []).includes(at.getUTCHours()) || (hints.skipDays ?? []).includes(at.getUTCDay())
  );
}
