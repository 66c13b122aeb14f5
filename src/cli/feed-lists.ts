import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { addFeeds, feedLines, listedFeeds, type NewFeed } from '../config/add-feeds.js';
import { nameFeed } from '../config/name-feed.js';
import { findConfig } from '../config/load.js';
import { replaceFile } from '../config/replace-file.js';
import type { Feed } from '../domain/feed.js';
import { decode } from '../ingest/decode.js';
import { pollKey } from '../ingest/hosts.js';
import { type Opml, type OpmlFeed, readOpml, writeOpml } from '../ingest/opml.js';
import { printable } from '../text/printable.js';
import { Failure, type Flags, named, say, tell } from './command.js';
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
  if (flags['write'] !== true) {
    process.stdout.write(feedLines(fresh));
    return tell(`${count(fresh)}: add these lines under feeds: in the configuration, or say --write`);
  }
  await rewrite(file, source, fresh);
  for (const { id, url } of fresh) say(`${id}  ${url}`);
  return tell(`${count(fresh)} added to ${file}`);
}

/** The configured web feeds as OPML; their tags are folders in one another. */
export async function exportFeeds(flags: Flags): Promise<number> {
  const { config } = await mustLoad(flags);
  const feeds = config.feeds.filter((feed) => feed.kind === 'web').map(asOutline);
  process.stdout.write(writeOpml('Wirewatch', feeds));
  return 0;
}

const asOutline = ({ id, location, publisher, tags }: Feed): OpmlFeed => ({
  url: location,
  title: publisher ?? id,
  site: null,
  folders: tags ?? [],
});

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

const MOST_TAGS = 20;

/** Which feeds of a list are new, each with an id, and what is to be said of the others. */
function sortOut({ feeds, faults }: List, source: string): { fresh: NewFeed[]; remarks: string[] } {
  const listed = listedFeeds(source);
  const taken = new Set(listed.map((feed) => feed.id));
  const known = new Map(listed.flatMap(({ id, url }) => (url === null ? [] : [[pollKey(url), id] as const])));
  const remarks = faults.map((fault) => `left out: ${fault}`);
  const fresh: NewFeed[] = [];
  for (const { url, title, folders } of feeds) {
    const key = pollKey(url);
    const already = known.get(key);
    const { username, password, href } = new URL(url);
    if (already !== undefined) remarks.push(`there already, as ${already}: ${title ?? url}`);
    else if (username !== '' || password !== '')
      remarks.push(
        `left out: ${title ?? 'a feed'}: its address has a password in it: configure it with auth:`,
      );
    else {
      const id = nameFeed(title, url, taken);
      taken.add(id);
      known.set(key, id);
      fresh.push({ id, url: href, tags: folders.slice(0, MOST_TAGS) });
    }
  }
  return { fresh, remarks };
}

/** Writes the feeds into the configuration: whole or not at all, and only what loads. */
async function rewrite(file: string, before: string, feeds: readonly NewFeed[]): Promise<void> {
  const added = addFeeds(before, feeds);
  if (!added.ok) throw new Failure(`${file} ${added.reason}; nothing was written`);
  const result = await readConfig(file, new Map([[resolve(file), added.source]]));
  if (!result.ok)
    throw new Failure(
      `with these feeds the configuration would not load: ${result.faults[0]?.message ?? ''}; nothing was written`,
    );
  const replaced = await replaceFile(file, before, added.source);
  if (!replaced.ok) throw new Failure(`${file} ${replaced.reason}`);
}

const count = (feeds: readonly NewFeed[]) => (feeds.length === 1 ? '1 feed' : `${feeds.length} feeds`);
