/** A query source, string or lists, becomes one tree with aliases and shared blocks put in. */
import type { QuerySource, Topic } from '../domain/topic.js';
import { DEEPEST_QUERY, type Names } from './cursor.js';
import { parseString } from './parse.js';
import { parts, type Query, type QueryFault } from './syntax.js';
import { aliasTable } from './terms.js';

export { printQuery } from './print.js';
export { warnings } from './warnings.js';

export type SharedBlocks = Readonly<Record<string, QuerySource>>;

export interface QueryOptions {
  readonly aliases: Topic['aliases'];
  readonly shared?: SharedBlocks | undefined;
}

export type ParsedQuery =
  | { readonly ok: true; readonly query: Query }
  | { readonly ok: false; readonly faults: readonly QueryFault[] };

/** Words and operators of a query once aliases and shared blocks are put in. */
const LARGEST_QUERY = 5_000;

/** Parses a query, or tells all that is wrong with it. */
export function parseQuery(source: QuerySource, options: QueryOptions): ParsedQuery {
  const names: Names = {
    aliases: aliasTable(options.aliases),
    shared: sharedBlocks(options.shared ?? {}, () => names),
  };
  const reading: Reading = { names, faults: [] };
  const query = read(source, [], 0, reading);
  if (query && size(query, LARGEST_QUERY) > LARGEST_QUERY) {
    const message = `the query has over ${LARGEST_QUERY} terms with its aliases and $blocks; split the topic`;
    return { ok: false, faults: [{ path: [], column: 1, message }] };
  }
  return query && reading.faults.length === 0 ? { ok: true, query } : { ok: false, faults: reading.faults };
}

interface Reading {
  readonly names: Names;
  readonly faults: QueryFault[];
}

type Path = readonly (string | number)[];

function read(source: QuerySource, path: Path, depth: number, reading: Reading): Query | null {
  if (typeof source === 'string') {
    const parsed = parseString(source, reading.names);
    if ('kind' in parsed) return parsed;
    reading.faults.push({ path, ...parsed });
    return null;
  }
  const complain = (message: string) => {
    reading.faults.push({ path, column: 1, message });
    return null;
  };
  if (depth > DEEPEST_QUERY) return complain(`lists nest deeper than ${DEEPEST_QUERY} levels; take some out`);
  const before = reading.faults.length;
  const list = (key: 'all' | 'any' | 'none'): Query[] =>
    (source[key] ?? [])
      .map((each, i) => read(each, [...path, key, i], depth + 1, reading))
      .filter((each) => each !== null);
  const of = list('all');
  const choice = list('any');
  const excluded = list('none');
  if (choice.length > 0) of.push(choice.length === 1 && choice[0] ? choice[0] : { kind: 'or', of: choice });
  of.push(...excluded.map((each): Query => ({ kind: 'not', of: each })));
  if (of.length === 0)
    return reading.faults.length > before
      ? null
      : complain('the query is empty; write all:, any: or none: with a list of terms');
  return of.length === 1 && of[0] ? of[0] : { kind: 'and', of };
}

/** Shared blocks, each parsed once, on first use; a block may use others, never itself. */
function sharedBlocks(blocks: SharedBlocks, names: () => Names): (name: string) => Query | string {
  const known = new Map<string, Query | string>();
  return (name) => {
    const before = known.get(name);
    if (before !== undefined) return before;
    if (!Object.hasOwn(blocks, name)) return `there is no shared block $${name}; ${listNames(blocks)}`;
    known.set(name, `the shared block $${name} contains itself; take $${name} out of it`);
    const reading: Reading = { names: names(), faults: [] };
    const query = read(blocks[name] ?? '', [], 0, reading);
    const fault = reading.faults[0];
    const found =
      query && !fault
        ? withinSize(query, name)
        : `in $${name}, column ${fault?.column ?? 1}: ${fault?.message}`;
    known.set(name, found);
    return found;
  };
}

function withinSize(query: Query, name: string): Query | string {
  return size(query, LARGEST_QUERY) > LARGEST_QUERY
    ? `$${name} has over ${LARGEST_QUERY} terms; split it`
    : query;
}

function listNames(blocks: SharedBlocks): string {
  const names = Object.keys(blocks).slice(0, 10);
  return names.length > 0
    ? `known are ${names.map((name) => `$${name}`).join(', ')}`
    : 'define it under shared:';
}

/** Counts nodes, giving up above a limit: blocks within blocks can multiply. */
function size(query: Query, limit: number): number {
  let count = 1;
  for (const part of parts(query)) {
    if (count > limit) break;
    count += size(part, limit - count);
  }
  return count;
}
