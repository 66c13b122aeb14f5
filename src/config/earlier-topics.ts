import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { promisify } from 'node:util';
import type { Topic } from '../domain/topic.js';
import { readYaml } from './read-yaml.js';
import { watchlistShape } from './shapes.js';
import type { ReadArticle } from './topic-tests.js';
import { type CheckQuery, readTopics } from './topics.js';

export type EarlierTopics =
  | { readonly ok: true; readonly topics: readonly Topic[] }
  | { readonly ok: false; readonly reason: string };

const run = promisify(execFile);
/** A watchlist is text. */
const LARGEST = 16 << 20;

/** The topics of a watchlist file as it is named, or as a Git revision has `file`. */
export async function earlierTopics(
  named: string,
  file: string,
  checkQuery: CheckQuery,
): Promise<EarlierTopics> {
  const source = (await readFile(named, 'utf8').catch(() => null)) ?? (await atRevision(named, file));
  if (source === null)
    return {
      ok: false,
      reason: `${named} is neither a file that can be read nor a Git revision that has ${file}`,
    };
  // Named as the file, so that its topics belong to the same watchlist.
  const read = readYaml(basename(file), source, watchlistShape);
  if (!read.ok) return { ok: false, reason: `${named}: ${read.faults[0]?.message ?? 'is no watchlist'}` };
  const { topics, faults } = await readTopics([read.yaml], null, checkQuery, UNTRIED);
  const [fault] = faults;
  return fault ? { ok: false, reason: `${named}:${fault.line} ${fault.message}` } : { ok: true, topics };
}

/** Its tests are not run, and their files may be others by now. */
const UNTRIED: ReadArticle = async () => ({ ok: true, article: { text: '' } });

async function atRevision(revision: string, file: string): Promise<string | null> {
  if (revision.startsWith('-')) return null;
  const show = ['-C', dirname(file), 'show', `${revision}:./${basename(file)}`];
  return run('git', show, { maxBuffer: LARGEST }).then(
    ({ stdout }) => stdout,
    () => null,
  );
}
