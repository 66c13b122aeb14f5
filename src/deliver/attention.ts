import { Cron } from 'croner';
import type { Attention } from '../domain/destination.js';

/** When the quiet hours that `now` is in are over; null outside of them. A change of the clocks may put it an hour off. */
export function quietUntil({ quiet, zone }: Attention, now: Date): Date | null {
  if (quiet === null) return null;
  const minute = minuteOfDay(zone, now);
  const { from, until } = quiet;
  const isQuiet = from <= until ? minute >= from && minute < until : minute >= from || minute < until;
  if (!isQuiet) return null;
  const left = (until - minute + DAY_MINUTES) % DAY_MINUTES;
  return new Date(Math.floor(now.getTime() / MINUTE_MS + left) * MINUTE_MS);
}

/** The midnight in that zone from which the day's budget is counted. */
export function dayBegan({ zone }: Pick<Attention, 'zone'>, now: Date): Date {
  const minutes = Math.floor(now.getTime() / MINUTE_MS) - minuteOfDay(zone, now);
  return new Date(minutes * MINUTE_MS);
}

/** When a digest is due next after `after`; null when its expression names no time that is to come. */
export function nextDigest({ digest, zone }: Attention, after: Date): Date | null {
  return digest === null ? null : new Cron(digest.cron, { timezone: zone }).nextRun(after);
}

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;

const clocks = new Map<string, Intl.DateTimeFormat>();

function minuteOfDay(zone: string, at: Date): number {
  const clock = clocks.get(zone) ?? clockOf(zone);
  const parts = clock.formatToParts(at);
  const value = (type: string) => Number(parts.find((part) => part.type === type)?.value ?? 0);
  return value('hour') * 60 + value('minute');
}

function clockOf(zone: string): Intl.DateTimeFormat {
  const clock = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  clocks.set(zone, clock);
  return clock;
}
