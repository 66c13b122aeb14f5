import type { z } from 'zod';

export type Path = readonly (string | number)[];

/** Stands in for what is missing: a setting of the file, and of each entry of its lists. */
export interface Spare {
  readonly file: Readonly<Record<string, unknown>>;
  readonly entry: Readonly<Record<string, unknown>>;
}

export interface GoodParts<T> {
  readonly value: T;
  /** Of each list, where its entries stand in the file. */
  readonly positions: ReadonlyMap<string, readonly number[]>;
}

/** What is left goes through the schema again, since it may lack something now. */
const ROUNDS = 8;

/**
 * A value without the settings that its schema refuses, so that the rest can be checked further; an entry of `lists`
 * that cannot do without such a setting is left out whole. Null when nothing is left to check.
 */
export function goodParts<T>(
  value: object,
  schema: z.ZodType<T>,
  lists: readonly string[],
  spare: Spare,
): GoodParts<T> | null {
  const rest = structuredClone(value) as Record<string, unknown>;
  const listed = (list: string): unknown[] => (Array.isArray(rest[list]) ? rest[list] : []);
  const positions = new Map(lists.map((list) => [list, [...listed(list).keys()]]));
  for (let round = 0; round < ROUNDS; round++) {
    const result = schema.safeParse(rest);
    if (result.success) return { value: result.data, positions };
    const out = result.error.issues.flatMap(refused).flatMap((path) => leaveOut(rest, path, lists, spare));
    if (out.includes(null)) return null;
    const gone = new Set(out.map((entry) => entry?.join()));
    for (const list of lists) {
      const stays = (_: unknown, i: number) => !gone.has(`${list},${i}`);
      positions.set(list, positions.get(list)?.filter(stays) ?? []);
      if (Array.isArray(rest[list])) rest[list] = listed(list).filter(stays);
    }
  }
  return null;
}

function refused(issue: z.core.$ZodIssue): Path[] {
  const path = issue.path.filter((key) => typeof key !== 'symbol');
  return issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...path, key]) : [path];
}

/** Removes the setting at a path, or fills it in. Returns the entry of a list that has to go for it; null for the file. */
function leaveOut(
  rest: object,
  path: Path,
  lists: readonly string[],
  spare: Spare,
): ([string, number] | null)[] {
  const [list = '', position] = path;
  const isEntry = typeof position === 'number' && lists.includes(String(list));
  for (let length = path.length; length > 0; length--) {
    if (length === 2 && isEntry) return [[String(list), position]];
    const holder = path.slice(0, length - 1).reduce<unknown>(within, rest);
    if (typeof holder !== 'object' || holder === null || Array.isArray(holder)) continue;
    const key = String(path[length - 1]);
    if (Object.hasOwn(holder, key)) {
      Reflect.deleteProperty(holder, key);
      return [];
    }
    const fill = length === 1 ? spare.file : length === 3 && isEntry ? spare.entry : {};
    if (Object.hasOwn(fill, key)) {
      Object.assign(holder, { [key]: fill[key] });
      return [];
    }
  }
  return [null];
}

function within(value: unknown, key: string | number): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}
