import type { FeedHints } from './parsed-feed.js';

/** Polling hints as written in the feed. */
export interface RawHints {
  readonly ttl?: string;
  readonly updatePeriod?: string;
  readonly updateFrequency?: string;
  readonly skipHours?: readonly string[];
  readonly skipDays?: readonly string[];
}

const PERIOD_MINUTES: Readonly<Record<string, number>> = {
  hourly: 60,
  daily: 1_440,
  weekly: 10_080,
  monthly: 43_200,
  yearly: 525_600,
};
const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

/** Hints that make sense; a feed that forbids every hour or every day has said nothing. */
export function readHints(raw: RawHints): FeedHints {
  return {
    ttlMinutes: positive(raw.ttl),
    updateMinutes: updateMinutes(raw),
    skipHours: some((raw.skipHours ?? []).map(hour), 24),
    skipDays: some((raw.skipDays ?? []).map(day), 7),
  };
}

function updateMinutes(raw: RawHints): number | undefined {
  const period = PERIOD_MINUTES[raw.updatePeriod?.trim().toLowerCase() ?? ''];
  return period === undefined ? undefined : Math.round(period / (positive(raw.updateFrequency) ?? 1));
}

function positive(text: string | undefined): number | undefined {
  const value = /^\d{1,9}$/.test(text?.trim() ?? '') ? Number(text) : 0;
  return value > 0 ? value : undefined;
}

/** 0-23 in RSS 2.0; 1-24 in 0.91, where 24 is midnight. */
function hour(text: string): number | null {
  const value = /^\d{1,2}$/.test(text.trim()) ? Number(text) : 99;
  return value <= 24 ? value % 24 : null;
}

function day(text: string): number | null {
  const index = DAYS.indexOf(text.trim().toLowerCase());
  return index < 0 ? null : index;
}

function some(values: readonly (number | null)[], all: number): readonly number[] | undefined {
  const known = [...new Set(values.filter((value) => value !== null))].sort((a, b) => a - b);
  return known.length === 0 || known.length >= all ? undefined : known;
}
