import type { Screen } from '../app.js';
import type { Config } from '../config/config.js';
import { findConfig, loadConfig, type LoadResult } from '../config/load.js';
import type { Fault } from '../config/read-yaml.js';
import type { ReadArticle } from '../config/topic-tests.js';
import type { Topic } from '../domain/topic.js';
import { pollKey } from '../ingest/hosts.js';
import { parseQuery } from '../match/query.js';
import { createLog, type Log } from '../observe/log.js';
import { count, Failure, type Flags, named, usage } from './command.js';

export type Loaded = Extract<LoadResult, { ok: true }>;

/** `drafts` by absolute path: what some files would say. */
export async function readConfig(
  file: string,
  drafts: ReadonlyMap<string, string> = new Map(),
): Promise<LoadResult> {
  return loadConfig({ file, checkQuery, sameFeed: pollKey, readArticle, drafts });
}

/** Most configurations have no test that needs the reader of articles. */
const readArticle: ReadArticle = async (path) =>
  (await import('../ingest/saved-test.js')).readSavedTest(path, new Date());

/** How a running program reads its configuration anew. */
export const rereading =
  ({ files: [file = ''] }: Config) =>
  (drafts: ReadonlyMap<string, string>) =>
    readConfig(file, drafts);

export function checkQuery(topic: Topic) {
  const parsed = parseQuery(topic.query, { aliases: topic.aliases, shared: topic.shared });
  return parsed.ok ? [] : parsed.faults;
}

/** The configuration, or every fault in it, and what came of that. */
export async function mustLoad(flags: Flags, outcome = ''): Promise<Loaded> {
  const result = await readConfig(await findConfig(named(flags, 'config')));
  if (result.ok) return result;
  throw faulty(result.faults, outcome);
}

export function faulty(faults: readonly Fault[], outcome = ''): Failure {
  const told = `${count(faults.length, 'fault')} in the configuration${outcome && `: ${outcome}`}`;
  return new Failure(`${faults.map(showFault).join('\n')}\n${told}`, 2);
}

/** A variable of the environment has no lines. */
export const showFault = ({ file, line, column, message }: Fault) =>
  /^[A-Z_]+$/.test(file) ? `${file} ${message}` : `${file}:${line}:${column} ${message}`;

export function openLog(config: Pick<Config, 'logFormat' | 'secrets'>, quiet: boolean): Log {
  return createLog({
    format: config.logFormat,
    quiet,
    secrets: config.secrets,
    write: (line) => process.stderr.write(line),
  });
}

/** Cards go to standard output, unless that carries JSON. */
export function consoleScreen(json: boolean): Screen {
  const { stdout } = process;
  return {
    write: json ? null : (text) => stdout.write(text),
    colour: stdout.isTTY === true && stdout.hasColors(),
    // Some terminals say that they are 0 columns wide.
    columns: stdout.columns === 0 ? 80 : (stdout.columns ?? 100),
  };
}

/** --minutes: how long to wait for the posts. */
export function minutesOf(flags: Flags): number {
  const minutes = Number(named(flags, 'minutes'));
  if (!(minutes > 0 && minutes <= 1_440)) throw usage('--minutes takes a number from 1 to 1440');
  return minutes;
}
