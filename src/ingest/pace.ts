const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const LEAST = 5 * MINUTE;
const MOST = 240 * MINUTE;
const UNKNOWN_RHYTHM = 60 * MINUTE;
const GAPS = 12;

export interface Interval {
  readonly ms: number;
  readonly why: string;
}

/**
 * The interval that a feed's own rhythm suggests: a quarter of its recent gap, and a tenth of its present
 * silence when that is more. On 95 real feeds: median delay 15 min at 9 polls a day (hourly: 29 min at 24).
 */
export function adaptiveInterval(itemTimes: readonly Date[], now: Date): Interval {
  const gaps = recentGaps(itemTimes);
  const newest = newestOf(itemTimes);
  if (gaps.length === 0 || newest === null) return { ms: UNKNOWN_RHYTHM, why: 'rhythm not known yet' };
  const gap = Math.min(medianOf(gaps), meanOf(gaps));
  const silence = Math.max(0, now.getTime() - newest.getTime());
  const ms = Math.min(Math.max(0.25 * gap, 0.1 * silence, LEAST), MOST);
  return { ms, why: `adaptive: an item every ${showMs(gap)}, the last ${showMs(silence)} ago` };
}

/**
 * Whether a feed is quiet for much longer than it usually is, and since when: three times its longest
 * recent gap, and at least a day. Null when it is not, or when too little is known.
 */
export function unusualSilence(itemTimes: readonly Date[], now: Date): Date | null {
  const gaps = recentGaps(itemTimes);
  const newest = newestOf(itemTimes);
  if (gaps.length < 4 || newest === null) return null;
  const usual = Math.max(DAY, 3 * Math.max(...gaps));
  return now.getTime() - newest.getTime() > usual ? newest : null;
}

/** `90 s`, `15 min`, `3.5 h`, `2 d`. */
export function showMs(ms: number): string {
  const [amount, unit] =
    ms < 2 * MINUTE
      ? [ms / 1000, 's']
      : ms < 120 * MINUTE
        ? [ms / MINUTE, 'min']
        : ms < 2 * DAY
          ? [ms / 3_600_000, 'h']
          : [ms / DAY, 'd'];
  return `${unit === 'h' ? Math.round(amount * 10) / 10 : Math.round(amount)} ${unit}`;
}

function recentGaps(itemTimes: readonly Date[]): number[] {
  const times = itemTimes
    .map((time) => time.getTime())
    .sort((a, b) => b - a)
    .slice(0, GAPS + 1);
  return times.slice(1).map((time, index) => (times[index] ?? time) - time);
}

function newestOf(itemTimes: readonly Date[]): Date | null {
  return itemTimes.length === 0 ? null : new Date(Math.max(...itemTimes.map((time) => time.getTime())));
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
