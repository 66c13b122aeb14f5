import type { Screen } from '../app.js';
import type { Config } from '../config/config.js';
import { findConfig, loadConfig, type LoadResult } from '../config/load.js';
import type { Fault } from '../config/read-yaml.js';
import type { Topic } from '../domain/topic.js';
import { pollKey } from '../ingest/hosts.js';
import { parseQuery } from '../match/query.js';
import { createLog, type Log } from '../observe/log.js';
import { Failure, type Flags, named } from './command.js';

export type Loaded = Extract<LoadResult, { ok: true }>;

export async function readConfig(file: string): Promise<LoadResult> {
  return loadConfig({ file, checkQuery, sameFeed: pollKey });
}

function checkQuery(topic: Topic) {
  const parsed = parseQuery(topic.query, { aliases: topic.aliases, shared: topic.shared });
  return parsed.ok ? [] : parsed.faults;
}

/** The configuration, or every fault in it. */
export async function mustLoad(flags: Flags): Promise<Loaded> {
  const result = await readConfig(await findConfig(named(flags, 'config')));
  if (result.ok) return result;
  const count = result.faults.length === 1 ? '1 fault' : `${result.faults.length} faults`;
  throw new Failure(
    `${result.faults.map(showFault).join('\n')}\n${count} in the configuration: nothing was started.`,
    2,
  );
}

export const showFault = ({ file, line, column, message }: Fault) => `${file}:${line}:${column} ${message}`;

export function openLog(config: Config, quiet: boolean): Log {
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
    columns: stdout.columns ?? 100,
  };
}
