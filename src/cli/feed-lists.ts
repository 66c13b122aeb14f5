import { readFile } from 'node:fs/promises';
import { feedLines, type NewFeed } from '../config/add-feeds.js';
import { findConfig } from '../config/load.js';
import { opmlOf, sortOut, writeFeeds } from '../feed-lists.js';
import { decode } from '../ingest/decode.js';
import { type Opml, readOpml } from '../ingest/opml.js';
import { printable } from '../text/printable.js';
import { count, Failure, type Flags, named, say, tell } from './command.js';
import { mustLoad, readConfig } from './settings.js';

const LARGEST = 8 << 20;

/** The feeds of an OPML file: printed as lines for the configuration, or written into it. */
export async function importFeeds(flags: Flags, path: string): Promise<number> {
  await mustLoad(flags);
  const file = await findConfig(named(flags, 'config'));
  const source = await readFile(file, 'utf8');
  const list = await readList(path);
  const { fresh, remarks } = sortOut(list, source);
  for (const remark of remarks) tell(printable(remark));
  if (fresh.length === 0) return tell(`${path}: nothing to add`);
  const added = count(fresh.length, 'feed');
  if (flags['write'] !== true) {
    process.stdout.write(feedLines(fresh));
    return tell(`${added}: add these lines under feeds: in the configuration, or say --write`);
  }
  await rewrite(file, source, fresh);
  for (const { id, url } of fresh) say(`${id}  ${url}`);
  return tell(`${added} added to ${file}`);
}

/** The configured web feeds as OPML; their tags are folders in one another. */
export async function exportFeeds(flags: Flags): Promise<number> {
  const { config } = await mustLoad(flags);
  process.stdout.write(opmlOf(config.feeds));
  return 0;
}

type List = Extract<Opml, { kind: 'opml' }>;

async function readList(path: string): Promise<List> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new Failure(
      `${path} cannot be read: ${error instanceof Error && 'code' in error ? String(error.code) : String(error)}`,
    );
  });
  if (bytes.length > LARGEST)
    throw new Failure(`${path} is larger than ${LARGEST >> 20} MB: no list of feeds is`);
  const list = readOpml(decode(bytes).text);
  if (list.kind === 'not-opml') throw new Failure(`${path} is not OPML: ${list.reason}`);
  if (list.feeds.length === 0)
    throw new Failure([`${path} has no feeds in it`, ...list.faults.map(printable)].join('\n'));
  return list;
}

async function rewrite(file: string, before: string, feeds: readonly NewFeed[]): Promise<void> {
  const written = await writeFeeds(file, before, feeds, (drafts) => readConfig(file, drafts));
  if (!written.ok) throw new Failure(`${file}: ${written.reason}`);
}
