import { nearest } from '../text/nearest.js';
import type { Fault, Path, YamlFile } from './read-yaml.js';

/** What to write instead of an id that there is not. */
export function meant(written: string, ids: readonly string[]): string {
  const near = nearest(written, ids);
  if (near !== undefined) return `did you mean ${near}?`;
  return ids.length === 0 ? 'none is configured' : `there is: ${ids.slice(0, 10).join(', ')}`;
}

/** The fault of a setting that names an account which is not among `known`. */
export function noAccount(
  main: YamlFile<unknown>,
  path: Path,
  account: string,
  known: readonly string[],
): Fault {
  return main.named(path, `"${account}" is no account (${meant(account, known)})`);
}
