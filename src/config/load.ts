import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { readAccounts } from './accounts.js';
import type { Config } from './config.js';
import { readDestinations, readOperator } from './destinations.js';
import { Environment } from './environment.js';
import { readFeeds } from './feeds.js';
import { type Drafts, readMain, readWatchlists } from './files.js';
import { readKeep } from './keep.js';
import { readModel } from './model.js';
import { readPermissions } from './permissions.js';
import { type Fault, looseSettings, type YamlFile } from './read-yaml.js';
import type { ConfigFile } from './schema.js';
import { readServers } from './servers.js';
import { type CheckQuery, readTopics } from './topics.js';
import type { ReadArticle } from './topic-tests.js';
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
  readonly drafts?: Drafts;
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
  env: environment = process.env,
  checkQuery,
  sameFeed = String,
  readArticle = async () => ({ ok: false, reason: 'files are not read here' }),
  drafts = new Map(),
}: LoadOptions): Promise<LoadResult> {
  const main = await readMain(file, drafts);
  const env = new Environment(environment);
  const yaml = main.ok ? main.yaml : main.rest;
  const tools = { file, env, checkQuery, sameFeed, readArticle, drafts };
  if (yaml === null) return { ok: false, faults: await withoutMain(tools, main.ok ? [] : main.faults) };
  const { config, faults, setAside, lists } = await readParts(yaml, tools);
  const all = [
    ...(main.ok ? [] : main.faults),
    // The folder may be named in what is wrong.
    ...(lists.missing && !main.ok ? [] : lists.faults),
    ...faults,
  ];
  return all.length > 0 ? { ok: false, faults: inOrder(all) } : { ok: true, config, setAside };
}

type Tools = Required<Omit<LoadOptions, 'env'>> & { readonly env: Environment };

/** What the main file and the watchlists say, faults and what is set aside collected on the way. */
async function readParts(
  main: YamlFile<ConfigFile>,
  { file, env, checkQuery, sameFeed, readArticle, drafts }: Tools,
) {
  const { value } = main;
  const here = dirname(resolve(file));
  const folder = resolve(here, value.watchlists);
  const lists = await readWatchlists(folder, drafts);
  const { accounts, off, ...signedIn } = readAccounts(main, env);
  const { destinations, ...placed } = readDestinations(main, env, accounts);
  const on = new Set(destinations.map((destination) => destination.id));
  const known = main.ids('destinations');
  const places = known && new Map(known.map((id) => [id, on.has(id)]));
  const { topics, ...told } = await readTopics(lists.files, places, checkQuery, readArticle);
  const web = readWeb(main, env);
  const servers = readServers(env);
  const { feeds, ...read } = readFeeds(main, env, here, sameFeed);
  const model = readModel(main, env);
  const permitted = readPermissions(main);
  const operating = readOperator(main, on);
  const config: Config = {
    feeds,
    accounts,
    off,
    destinations,
    known: known ?? [],
    topics,
    operator: operating.operator,
    permissions: permitted.permissions,
    dataDir: resolve(env.get('WIREWATCH_DATA') ?? resolve(here, value.data)),
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
    logFormat: env.get('WIREWATCH_LOG') === 'json' ? 'json' : 'text',
    secrets: [signedIn, placed, servers, read, web, model].flatMap(({ secrets }) => secrets),
    lowMemory: env.flag('WIREWATCH_LOW_MEMORY'),
    files: [resolve(file), folder],
  };
  const faults = [placed, permitted, servers, model, told].flatMap((part) => part.faults);
  const setAside = [read, signedIn, placed, operating, told, web, model].flatMap((part) => part.setAside);
  return { config, faults, setAside, lists };
}

/** The faults of the watchlists and of the environment are told with those of a main file that can't be read. */
async function withoutMain(
  { file, env, drafts, checkQuery, readArticle }: Tools,
  faults: readonly Fault[],
): Promise<Fault[]> {
  const written = (await readLoosely(file)).get('watchlists') ?? 'watchlists';
  const lists = await readWatchlists(resolve(dirname(resolve(file)), written), drafts);
  const told = await readTopics(lists.files, null, checkQuery, readArticle);
  const found = [...(lists.missing ? [] : lists.faults), ...told.faults, ...readServers(env).faults];
  return inOrder([...faults, ...found]);
}

/** File by file, as they are first named, and from the top down in each. */
function inOrder(faults: readonly Fault[]): Fault[] {
  const files = [...new Set(faults.map(({ file }) => file))];
  return faults.toSorted(
    (a, b) => files.indexOf(a.file) - files.indexOf(b.file) || a.line - b.line || a.column - b.column,
  );
}

/** The data directory of a configuration that may have faults: where a running Wirewatch would be. */
export async function dataDirOf(file: string, env = process.env): Promise<string> {
  const written = (await readLoosely(file)).get('data') ?? '../data';
  return resolve(new Environment(env).get('WIREWATCH_DATA') ?? resolve(dirname(resolve(file)), written));
}

async function readLoosely(file: string): Promise<ReadonlyMap<string, string>> {
  return looseSettings(await readFile(file, 'utf8').catch(() => ''));
}

/** The file that a watchlist is read from. */
export function fileOfWatchlist({ files: [, folder = ''] }: Config, watchlist: string): string {
  const short = join(folder, `${watchlist}.yml`);
  return existsSync(short) ? short : join(folder, `${watchlist}.yaml`);
}
