import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import type { z } from 'zod';
import type { AccountSettings, Destination } from '../domain/destination.js';
import type { Feed } from '../domain/feed.js';
import type { QuerySource, Topic } from '../domain/topic.js';
import type { Config } from './config.js';
import { Environment } from './environment.js';
import { type Fault, type Path, readYaml, type YamlFile, type YamlResult } from './read-yaml.js';
import { type ConfigFile, configSchema, type WatchlistFile, watchlistSchema } from './schema.js';

/** A fault inside a query: where in its lists, at which 1-based column of that string, and what to write. */
export interface QueryFault {
  readonly path: Path;
  readonly column: number;
  readonly message: string;
}

export interface LoadOptions {
  /** The main file; watchlists and paths in it are relative to it. */
  readonly file: string;
  /** The environment of the process unless told. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly checkQuery: (topic: Topic) => readonly QueryFault[];
}

/** `setAside` names what is left out while the rest goes on; faults mean that nothing may start or change. */
export type LoadResult =
  | { readonly ok: true; readonly config: Config; readonly setAside: readonly Fault[] }
  | { readonly ok: false; readonly faults: readonly Fault[] };

/** Where the configuration is: as named, else WIREWATCH_CONFIG, else config/wirewatch.yaml. A folder means the file in it. */
export async function findConfig(named: string | undefined, env = process.env): Promise<string> {
  const path = resolve(named || env['WIREWATCH_CONFIG'] || 'config/wirewatch.yaml');
  const folder = await stat(path).then((found) => found.isDirectory(), () => false);
  return folder ? join(path, 'wirewatch.yaml') : path;
}

export async function loadConfig({ file, env = process.env, checkQuery }: LoadOptions): Promise<LoadResult> {
  const main = await readFileAs(file, configSchema);
  if (!main.ok) return main;
  const loader = new Loader(main.yaml, new Environment(env));
  const folder = resolve(dirname(file), main.yaml.value.watchlists);
  const watchlists = await readWatchlists(folder);
  loader.faults.push(...watchlists.faults);
  const accounts = loader.accounts();
  const destinations = loader.destinations(accounts);
  const topics = watchlists.files.flatMap((yaml) => loader.topics(yaml, destinations, checkQuery));
  const feeds = loader.feeds(dirname(resolve(file)));
  const config: Config = {
    feeds,
    accounts,
    destinations,
    topics,
    dataDir: resolve(loader.env.get('WIREWATCH_DATA') ?? resolve(dirname(file), main.yaml.value.data)),
    databaseUrl: loader.serverUrl('DATABASE_URL', /^postgres(ql)?:$/, 'postgres://user:password@host:5432/wirewatch'),
    redisUrl: loader.serverUrl('REDIS_URL', /^rediss?:$/, 'redis://host:6379'),
    allowPrivate: main.yaml.value.allowPrivate,
    contact: main.yaml.value.contact ?? null,
    logFormat: loader.env.get('WIREWATCH_LOG') === 'json' ? 'json' : 'text',
    files: [resolve(file), folder],
  };
  if (loader.faults.length > 0) return { ok: false, faults: loader.faults };
  return { ok: true, config, setAside: loader.setAside };
}

async function readFileAs<T>(file: string, schema: z.ZodType<T>): Promise<YamlResult<T>> {
  const shown = relative(process.cwd(), file) || file;
  const name = shown.startsWith('..') ? file : shown;
  try {
    return readYaml(name, await readFile(file, 'utf8'), schema);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const reason = code === 'ENOENT' ? 'does not exist' : code === 'EISDIR' ? 'is a folder' : `cannot be read (${code})`;
    const message = `${reason}: name the configuration with --config, or run from the folder that holds config/wirewatch.yaml`;
    return { ok: false, faults: [{ file: name, line: 1, column: 1, message }] };
  }
}

async function readWatchlists(folder: string): Promise<{ files: YamlFile<WatchlistFile>[]; faults: Fault[] }> {
  const names = await readdir(folder).catch(() => null);
  if (names === null) {
    const message = 'does not exist: make this folder and put at least one watchlist (.yaml) in it';
    return { files: [], faults: [{ file: folder, line: 1, column: 1, message }] };
  }
  const yaml = names.filter((name) => /^[^.].*\.ya?ml$/.test(name)).sort();
  const results = await Promise.all(yaml.map((name) => readFileAs(join(folder, name), watchlistSchema)));
  return {
    files: results.flatMap((result) => (result.ok ? [result.yaml] : [])),
    faults: results.flatMap((result) => (result.ok ? [] : result.faults)),
  };
}

/** Turns checked files into a config, collecting faults and what is set aside on the way. */
class Loader {
  readonly faults: Fault[] = [];
  readonly setAside: Fault[] = [];
  readonly #topicIds = new Map<string, string>();

  constructor(
    private readonly main: YamlFile<ConfigFile>,
    readonly env: Environment,
  ) {}

  feeds(folder: string): Feed[] {
    this.#refuseRepeats('feeds');
    return this.main.value.feeds.map((feed) => ({
      id: feed.id,
      kind: feed.url === undefined ? 'folder' : 'web',
      location: feed.url ?? resolve(folder, feed.folder ?? ''),
      publisher: feed.publisher,
      language: feed.language,
      tier: feed.tier,
      everyMinutes: feed.every,
    }));
  }

  accounts(): AccountSettings[] {
    this.#refuseRepeats('accounts');
    return this.main.value.accounts.flatMap((account, i): AccountSettings[] => {
      if (account.type === 'console') return [account];
      const secret = account.type === 'slack' ? 'botToken' : 'token';
      const token = this.env.resolve(account.type === 'slack' ? account.botToken : account.token);
      if (!token.ok) {
        this.setAside.push(this.main.at(['accounts', i, secret], `account ${account.id} is off: ${token.reason}`));
        return [];
      }
      const { id, api } = account;
      if (account.type === 'discord') {
        return [{ type: 'discord', id, token: token.value, guild: this.env.optional(account.guild), api }];
      }
      return [{ type: 'slack', id, botToken: token.value, appToken: this.env.optional(account.appToken) ?? null, api }];
    });
  }

  destinations(accounts: readonly AccountSettings[]): Destination[] {
    this.#refuseRepeats('destinations');
    const on = new Map(accounts.map((account) => [account.id, account]));
    const known = new Set(this.main.value.accounts.map((account) => account.id));
    return this.main.value.destinations.flatMap(({ id, account, channel }, i) => {
      const aside = (key: string, reason: string) => {
        this.setAside.push(this.main.at(['destinations', i, key], `destination ${id} is off: ${reason}`));
        return [];
      };
      if (!known.has(account)) return aside('account', `there is no account ${account} (${listed(known)})`);
      const settings = on.get(account);
      if (!settings) return [];
      if (settings.type === 'console') return [{ id, account, channel: '' }];
      if (channel === undefined) return aside('id', 'it has no channel: write channel: with an id or a #name');
      const place = this.env.resolve(channel);
      return place.ok ? [{ id, account, channel: place.value }] : aside('channel', place.reason);
    });
  }

  topics(
    yaml: YamlFile<WatchlistFile>,
    destinations: readonly Destination[],
    checkQuery: LoadOptions['checkQuery'],
  ): Topic[] {
    const on = new Set(destinations.map((destination) => destination.id));
    const watchlist = basename(yaml.file).replace(/\.ya?ml$/, '');
    this.#unknownDestinations(yaml, ['destinations'], yaml.value.destinations);
    return yaml.value.topics.map((topic, i) => {
      this.#refuseTopicRepeat(yaml, i, topic.id);
      this.#unknownDestinations(yaml, ['topics', i, 'destinations'], topic.destinations ?? []);
      const { shared } = yaml.value;
      const complete: Topic = {
        id: topic.id,
        name: topic.name,
        watchlist,
        query: topic.query,
        aliases: topic.aliases,
        shared,
        destinations: (topic.destinations ?? yaml.value.destinations).filter((id) => on.has(id)),
        priority: topic.priority ?? yaml.value.priority,
        tests: topic.tests,
        version: versionOf(topic.query, topic.aliases, shared),
      };
      for (const fault of checkQuery(complete)) {
        const path: Path = ['topics', i, 'query', ...fault.path];
        this.faults.push(yaml.at(path, `topic ${topic.id}: ${fault.message}`, fault.column - 1));
      }
      return complete;
    });
  }

  serverUrl(name: string, protocol: RegExp, example: string): string | null {
    const value = this.env.get(name);
    if (value === undefined) return null;
    if (URL.canParse(value) && protocol.test(new URL(value).protocol)) return value;
    this.faults.push({ file: name, line: 1, column: 1, message: `is not such a URL: write ${example}` });
    return null;
  }

  #refuseRepeats(list: 'feeds' | 'accounts' | 'destinations'): void {
    const seen = new Set<string>();
    this.main.value[list].forEach(({ id }, i) => {
      if (seen.has(id)) {
        this.faults.push(this.main.at([list, i, 'id'], `${list}[${i}].id repeats ${id}: give it another id`));
      }
      seen.add(id);
    });
  }

  #refuseTopicRepeat(yaml: YamlFile<WatchlistFile>, i: number, id: string): void {
    const other = this.#topicIds.get(id);
    if (other !== undefined) {
      const message = `topics[${i}].id repeats ${id}, which ${other} has already: give it another id`;
      this.faults.push(yaml.at(['topics', i, 'id'], message));
    }
    this.#topicIds.set(id, yaml.file);
  }

  #unknownDestinations(yaml: YamlFile<WatchlistFile>, path: Path, ids: readonly string[]): void {
    const known = new Set(this.main.value.destinations.map((destination) => destination.id));
    ids.forEach((id, i) => {
      if (known.has(id)) return;
      const message = `there is no destination ${id} (${listed(known)}): it gets no posts`;
      this.setAside.push(yaml.at([...path, i], message));
    });
  }
}

function listed(ids: ReadonlySet<string>): string {
  return ids.size === 0 ? 'none is configured' : `there is: ${[...ids].slice(0, 10).join(', ')}`;
}

/** Covers the query, its aliases and the shared blocks that it names, directly or through others. */
function versionOf(
  query: QuerySource,
  aliases: Topic['aliases'],
  shared: Readonly<Record<string, QuerySource>>,
): string {
  const used: Record<string, QuerySource> = {};
  const visit = (source: QuerySource) => {
    for (const [, name = ''] of JSON.stringify(source).matchAll(/\$([\w-]+)/g)) {
      const block = Object.hasOwn(shared, name) ? shared[name] : undefined;
      if (block === undefined || Object.hasOwn(used, name)) continue;
      used[name] = block;
      visit(block);
    }
  };
  visit(query);
  return createHash('sha256').update(JSON.stringify([query, aliases, used])).digest('hex').slice(0, 8);
}
