import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import type { z } from 'zod';
import type { AccountSettings, Destination } from '../domain/destination.js';
import { readAccounts } from './accounts.js';
import { attentionOf } from './attention.js';
import type { Config } from './config.js';
import { Environment } from './environment.js';
import { readFeeds } from './feeds.js';
import { readKeep } from './keep.js';
import { readServers } from './servers.js';
import { readModel } from './model.js';
import { readPermissions } from './permissions.js';
import { type Fault, looseSettings, readYaml, type YamlFile, type YamlResult } from './read-yaml.js';
import { type ConfigFile, configSchema, type WatchlistFile, watchlistSchema } from './schema.js';
import { type CheckQuery, meant, readTopics } from './topics.js';
import type { ReadArticle } from './topic-tests.js';
import { isWebAddress } from './values.js';
import { readWeb } from './web.js';

export interface LoadOptions {
  /** The main file; watchlists and paths in it are relative to it. */
  readonly file: string;
  /** The environment of the process unless told. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly checkQuery: CheckQuery;
  /** One key for all addresses of one feed, so that it is polled once; unless told, each address is a feed of its own. */
  readonly sameFeed?: (url: string) => string;
  /** Articles that tests name as files; unless told, a test of a file is a fault. */
  readonly readArticle?: ReadArticle;
  /** Drafts by absolute path: what some files would say. */
  readonly drafts?: ReadonlyMap<string, string>;
}

/** `setAside` names what is left out while the rest goes on; faults mean that nothing may start or change. */
export type LoadResult =
  | { readonly ok: true; readonly config: Config; readonly setAside: readonly Fault[] }
  | { readonly ok: false; readonly faults: readonly Fault[] };

/** Where the configuration is: as named, else WIREWATCH_CONFIG, else config/wirewatch.yaml. A folder means the file in it. */
export async function findConfig(named: string | undefined, env = process.env): Promise<string> {
  const path = resolve(named || env['WIREWATCH_CONFIG'] || 'config/wirewatch.yaml');
  const folder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  return folder ? join(path, 'wirewatch.yaml') : path;
}

export async function loadConfig({
  file,
  env = process.env,
  checkQuery,
  sameFeed = String,
  readArticle = async () => ({ ok: false, reason: 'files are not read here' }),
  drafts = new Map(),
}: LoadOptions): Promise<LoadResult> {
  const here = dirname(resolve(file));
  const main = await readFileAs(file, configSchema, ['feeds', 'accounts', 'destinations'], drafts);
  if (!main.ok)
    return {
      ok: false,
      faults: [...main.faults, ...(await faultsOfLists(file, drafts, checkQuery, readArticle))],
    };
  const { value } = main.yaml;
  const loader = new Loader(main.yaml, new Environment(env));
  const folder = resolve(here, value.watchlists);
  const lists = await readWatchlists(folder, drafts);
  const { accounts, off, ...signedIn } = readAccounts(main.yaml, loader.env);
  const destinations = loader.destinations(accounts);
  const on = new Set(destinations.map((destination) => destination.id));
  const known = new Map(value.destinations.map(({ id }) => [id, on.has(id)]));
  const { topics, ...told } = await readTopics(lists.files, known, checkQuery, readArticle);
  const web = readWeb(main.yaml, loader.env);
  const servers = readServers(loader.env);
  const { feeds, ...read } = readFeeds(main.yaml, loader.env, here, sameFeed);
  const model = readModel(main.yaml, loader.env);
  const config: Config = {
    feeds,
    accounts,
    off,
    destinations,
    known: [...known.keys()],
    topics,
    ...loader.people(on),
    dataDir: resolve(loader.env.get('WIREWATCH_DATA') ?? resolve(here, value.data)),
    databaseUrl: servers.databaseUrl,
    redisUrl: servers.redisUrl,
    allowPrivate: value.allowPrivate,
    contact: value.contact ?? null,
    publishers: value.publishers ?? {},
    web: web.web,
    keep: readKeep(value.keep),
    probes: servers.probes,
    managed: value.managed,
    model: model.settings,
    logFormat: loader.env.get('WIREWATCH_LOG') === 'json' ? 'json' : 'text',
    secrets: [signedIn, loader, servers, read, web, model].flatMap(({ secrets }) => secrets),
    lowMemory: loader.env.flag('WIREWATCH_LOW_MEMORY'),
    files: [resolve(file), folder],
  };
  const faults = [...loader.faults, ...servers.faults, ...model.faults, ...lists.faults, ...told.faults];
  if (faults.length > 0) return { ok: false, faults };
  return {
    ok: true,
    config,
    setAside: [read, signedIn, loader, told, web, model].flatMap(({ setAside }) => setAside),
  };
}

/** The faults of the watchlists are told with those of the main file, not after them. */
async function faultsOfLists(
  file: string,
  drafts: Drafts,
  checkQuery: CheckQuery,
  readArticle: ReadArticle,
): Promise<Fault[]> {
  const written = (await readLoosely(file)).get('watchlists') ?? 'watchlists';
  const lists = await readWatchlists(resolve(dirname(resolve(file)), written), drafts);
  const faults = lists.missing ? [] : lists.faults;
  const told = await readTopics(lists.files, null, checkQuery, readArticle);
  return [...faults, ...told.faults];
}

/** The data directory of a configuration that may have faults: where a running Wirewatch would be. */
export async function dataDirOf(file: string, env = process.env): Promise<string> {
  const written = (await readLoosely(file)).get('data') ?? '../data';
  return resolve(new Environment(env).get('WIREWATCH_DATA') ?? resolve(dirname(resolve(file)), written));
}

async function readLoosely(file: string): Promise<ReadonlyMap<string, string>> {
  return looseSettings(await readFile(file, 'utf8').catch(() => ''));
}

type Drafts = NonNullable<LoadOptions['drafts']>;

async function readFileAs<T>(
  file: string,
  schema: z.ZodType<T>,
  lists: readonly string[],
  drafts: Drafts,
): Promise<YamlResult<T>> {
  const name = shortName(file);
  let source: string;
  try {
    source = drafts.get(resolve(file)) ?? (await readFile(file, 'utf8'));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    const reason = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`;
    const message = `${reason}: name the configuration with --config, or run from the folder that holds config/wirewatch.yaml`;
    return { ok: false, faults: [{ file: name, line: 1, column: 1, message }] };
  }
  return readYaml(name, source, schema, lists);
}

/** As it is seen from the current folder, where it is below that. */
export function shortName(file: string): string {
  const shown = relative(process.cwd(), file) || file;
  return shown.startsWith('..') ? file : shown;
}

/** The file that a watchlist is read from. */
export function fileOfWatchlist({ files: [, folder = ''] }: Config, watchlist: string): string {
  const short = join(folder, `${watchlist}.yml`);
  return existsSync(short) ? short : join(folder, `${watchlist}.yaml`);
}

interface Watchlists {
  readonly files: readonly YamlFile<WatchlistFile>[];
  readonly faults: readonly Fault[];
  /** There is no such folder. */
  readonly missing: boolean;
}

async function readWatchlists(folder: string, drafts: Drafts): Promise<Watchlists> {
  const names = await readdir(folder).catch(() => null);
  if (names === null) {
    const message = 'does not exist: make this folder and put at least one watchlist (.yaml) in it';
    const fault = { file: shortName(folder), line: 1, column: 1, message };
    return { files: [], faults: [fault], missing: true };
  }
  const yaml = names.filter((name) => /^[^.].*\.ya?ml$/.test(name)).sort();
  const results = await Promise.all(
    yaml.map((name) => readFileAs(join(folder, name), watchlistSchema, ['topics'], drafts)),
  );
  return {
    files: results.flatMap((result) => (result.ok ? [result.yaml] : [])),
    faults: results.flatMap((result) => (result.ok ? [] : result.faults)),
    missing: false,
  };
}

/** Turns the checked main file into a config, collecting faults and what is set aside on the way. */
class Loader {
  readonly faults: Fault[] = [];
  readonly setAside: Fault[] = [];
  readonly secrets: string[] = [];

  constructor(
    private readonly main: YamlFile<ConfigFile>,
    readonly env: Environment,
  ) {}

  destinations(accounts: readonly AccountSettings[]): Destination[] {
    const on = new Map(accounts.map((account) => [account.id, account]));
    const known = this.main.value.accounts.map((account) => account.id);
    return this.main.value.destinations.flatMap((written, i) => {
      const { id, account, channel } = written;
      const attention = attentionOf(written);
      const aside = (key: string, reason: string) => {
        this.setAside.push(this.main.at(['destinations', i, key], `destination ${id} is off: ${reason}`));
        return [];
      };
      if (!known.includes(account)) {
        const message = `destinations[${i}].account: there is no account ${account} (${meant(account, known)})`;
        this.faults.push(this.main.at(['destinations', i, 'account'], message));
        return [];
      }
      const settings = on.get(account);
      if (!settings) return [];
      if (settings.type === 'console') return [{ id, account, channel: '', ...attention }];
      if (channel === undefined)
        return aside('id', 'it has no channel: write channel: with an id or a #name');
      const place = this.env.resolve(channel);
      if (!place.ok) return aside('channel', place.reason);
      if (settings.type === 'webhook') {
        if (!isWebAddress(place.value)) return aside('channel', 'its channel is not a URL: write https://…');
        // Whoever knows it may post there.
        this.secrets.push(place.value);
      }
      return [{ id, account, channel: place.value, ...attention }];
    });
  }

  private operator(on: ReadonlySet<string>): string | null {
    const { operator, destinations } = this.main.value;
    if (operator === undefined) return null;
    if (on.has(operator)) return operator;
    const known = destinations.map((destination) => destination.id);
    const reason = known.includes(operator)
      ? `destination ${operator} is off`
      : `there is no destination ${operator} (${meant(operator, known)})`;
    this.setAside.push(this.main.at(['operator'], `the operator is told nothing: ${reason}`));
    return null;
  }

  /** Who is told of trouble, and who may change what. */
  people(on: ReadonlySet<string>): Pick<Config, 'operator' | 'permissions'> {
    const { permissions, faults } = readPermissions(this.main);
    this.faults.push(...faults);
    return { operator: this.operator(on), permissions };
  }
}
