/** Finds a report of the same event in the other script, by names and figures alone: no word is shared. */
import type { Crossing } from './names.js';

export interface CrossingIndex {
  /** The story that shares most with a report of the other script; null when nothing shares enough. */
  nearest(of: Crossing, at: number): { readonly storyId: number; readonly shared: number } | null;
  add(storyId: number, of: Crossing, at: number): void;
  /** Takes back what was added of a story last. */
  remove(storyId: number, of: Crossing): void;
  /** Forgets what is older, in milliseconds; what is older than 36 hours goes by itself. */
  forget(before: number): void;
}

interface Held {
  readonly storyId: number;
  readonly isHan: boolean;
  readonly at: number;
}

/** What two reports share must come to both: two names and a figure, say. A figure tells most: it is of one event. */
const LEAST = { weight: 5, telling: 2 };
const WORTH = {
  name: { weight: 2, telling: 1 },
  place: { weight: 1, telling: 0 },
  figure: { weight: 2, telling: 2 },
};
const WINDOW_MS = 36 * 3_600_000;
/** A name that so many reports have tells nothing. */
const MOST_A_KEY = 400;
const SWEEP_EVERY = 4_096;

export function crossingIndex(): CrossingIndex {
  const held = new Map<string, Held[]>();
  let added = 0;
  return {
    nearest: (of, at) => nearest(held, of, at),
    add(storyId, { isHan, keys }, at) {
      const one: Held = { storyId, isHan, at };
      for (const key of keys.keys()) {
        const list = held.get(key);
        if (list) list.push(one);
        else held.set(key, [one]);
        if (list && list.length > MOST_A_KEY) list.shift();
      }
      if (++added % SWEEP_EVERY === 0) forget(held, at - WINDOW_MS);
    },
    remove(storyId, { keys }) {
      for (const key of keys.keys()) {
        const list = held.get(key);
        const last = list?.findLastIndex((one) => one.storyId === storyId) ?? -1;
        if (last >= 0) list?.splice(last, 1);
      }
    },
    forget: (before) => forget(held, before),
  };
}

function nearest(held: ReadonlyMap<string, readonly Held[]>, { isHan, keys }: Crossing, at: number) {
  const shared = new Map<number, { weight: number; telling: number }>();
  for (const [key, kind] of keys) {
    const worth = WORTH[kind];
    const counted = new Set<number>();
    for (const one of held.get(key) ?? []) {
      if (one.isHan === isHan || Math.abs(one.at - at) > WINDOW_MS || counted.has(one.storyId)) continue;
      counted.add(one.storyId);
      const sum = shared.get(one.storyId) ?? { weight: 0, telling: 0 };
      const weight = sum.weight + worth.weight;
      shared.set(one.storyId, { weight, telling: sum.telling + worth.telling });
    }
  }
  let found: { storyId: number; shared: number } | null = null;
  for (const [storyId, { weight, telling }] of shared)
    if (weight >= LEAST.weight && telling >= LEAST.telling && weight >= (found?.shared ?? 0))
      found = { storyId, shared: weight };
  return found;
}

function forget(held: Map<string, Held[]>, before: number): void {
  for (const [key, list] of held) {
    const kept = list.filter(({ at }) => at >= before);
    if (kept.length === 0) held.delete(key);
    else if (kept.length < list.length) held.set(key, kept);
  }
}
