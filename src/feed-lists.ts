import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { AppOptions } from './app-options.js';
import { addFeeds, listedFeeds, type NewFeed } from './config/add-feeds.js';
import type { Config } from './config/config.js';
import { nameFeed } from './config/name-feed.js';
import { replaceFile } from './config/replace-file.js';
import type { Feed } from './domain/feed.js';
import { pollKey } from './ingest/hosts.js';
import { type Opml, writeOpml } from './ingest/opml.js';

/** The feeds of the configuration as a list that grows, and that is exchanged with other readers. */

/** The web feeds as OPML; their tags are folders in one another. */
export function opmlOf(feeds: readonly Feed[]): string {
  const outlines = feeds
    .filter((feed) => feed.kind === 'web')
    .map(({ id, location, publisher, tags }) => ({
      url: location,
      title: publisher ?? id,
      site: null,
      folders: tags ?? [],
    }));
  return writeOpml('Wirewatch', outlines);
}

const MOST_TAGS = 20;

type List = Pick<Extract<Opml, { kind: 'opml' }>, 'feeds' | 'faults'>;

/** Which feeds of a list are new, each with an id, and what is to be said of the others. */
export function sortOut({ feeds, faults }: List, source: string): { fresh: NewFeed[]; remarks: string[] } {
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

export type Written =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly reason: string };

/** Writes feeds into a configuration: whole or not at all, and only what loads. `before` is what it was seen to say. */
export async function writeFeeds(
  file: string,
  before: string,
  feeds: readonly NewFeed[],
  reread: AppOptions['reread'],
): Promise<Written> {
  const added = addFeeds(before, feeds);
  if (!added.ok) return { ok: false, reason: `${added.reason}; nothing was written` };
  const result = await reread(new Map([[resolve(file), added.source]]));
  if (!result.ok) {
    const fault = result.faults[0]?.message ?? '';
    return {
      ok: false,
      reason: `with these feeds the configuration would not load: ${fault}; nothing was written`,
    };
  }
  const replaced = await replaceFile(file, before, added.source);
  return replaced.ok ? { ok: true, config: result.config } : replaced;
}

export type Address =
  | { readonly ok: true; readonly url: string }
  | { readonly ok: false; readonly reason: string };

/** `example.org/news` as people say it is https://example.org/news. */
export function addressOf(written: string): Address {
  const bare = /^(?:[^\s/:@]+\.)+[^\s/:@]+(?::\d{1,5})?(?:[/?#]\S*)?$/.test(written);
  const address = bare ? `https://${written}` : written;
  if (!URL.canParse(address) || !/^https?:/i.test(address)) {
    const shown = JSON.stringify(written.slice(0, 100));
    return {
      ok: false,
      reason: `${shown} is not a URL: write https://… or the name of a site, such as example.org`,
    };
  }
  const url = new URL(address);
  if (url.username === '' && url.password === '') return { ok: true, url: url.href };
  return {
    ok: false,
    reason:
      'the address has a user name or password in it: configure the feed with auth: and test it by its id',
  };
}

/** The file that names the feeds, and what it says now. */
export async function mainFile({ files: [file = ''] }: Config): Promise<{ file: string; source: string }> {
  return { file, source: await readFile(file, 'utf8') };
}
