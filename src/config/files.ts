import { readdir, readFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { type Fault, readYaml, type Shape, type YamlFile, type YamlResult } from './read-yaml.js';
import type { ConfigFile, WatchlistFile } from './schema.js';
import { configShape, watchlistShape } from './shapes.js';

/** Drafts by absolute path: what some files would say. */
export type Drafts = ReadonlyMap<string, string>;

/** The main file as it stands, or as its draft would have it. */
export function readMain(file: string, drafts: Drafts): Promise<YamlResult<ConfigFile>> {
  const remedy =
    'name the configuration with --config, or run from the folder that holds config/wirewatch.yaml';
  return readFileAs(file, configShape, drafts, remedy);
}

async function readFileAs<T>(
  file: string,
  shape: Shape<T>,
  drafts: Drafts,
  remedy: string,
): Promise<YamlResult<T>> {
  const name = shortName(file);
  let source: string;
  try {
    source = drafts.get(resolve(file)) ?? (await readFile(file, 'utf8'));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    const reason = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`;
    const message = `${reason}: ${remedy}`;
    return { ok: false, faults: [{ file: name, line: 1, column: 1, message }], rest: null };
  }
  return readYaml(name, source, shape);
}

/** As it is seen from the current folder, where it is below that. */
export function shortName(file: string): string {
  const shown = relative(process.cwd(), file) || file;
  return shown.startsWith('..') ? file : shown;
}

const UNREAD = 'make it a file that can be read, or take it away';

export interface Watchlists {
  readonly files: readonly YamlFile<WatchlistFile>[];
  readonly faults: readonly Fault[];
  /** There is no such folder. */
  readonly missing: boolean;
}

/** The good parts of all watchlists of a folder, and the faults of the others. */
export async function readWatchlists(folder: string, drafts: Drafts): Promise<Watchlists> {
  const names = await readdir(folder).catch(() => null);
  if (names === null) {
    const message = 'does not exist: make this folder and put at least one watchlist (.yaml) in it';
    const fault = { file: shortName(folder), line: 1, column: 1, message };
    return { files: [], faults: [fault], missing: true };
  }
  const yaml = names.filter((name) => /^[^.].*\.ya?ml$/.test(name)).sort();
  const results = await Promise.all(
    yaml.map((name) => readFileAs(join(folder, name), watchlistShape, drafts, UNREAD)),
  );
  return {
    files: results.flatMap((result) => (result.ok ? result.yaml : result.rest) ?? []),
    faults: results.flatMap((result) => (result.ok ? [] : result.faults)),
    missing: false,
  };
}
