import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import type { z } from 'zod';
import type { AccountSettings, Destination } from '../domain/destination.js';
import type { Config } from './config.js';
import { Environment } from './environment.js';
import { readFeeds } from './feeds.js';
import { type Fault, readYaml, type YamlFile, type YamlResult } from './read-yaml.js';
import { type ConfigFile, configSchema, type WatchlistFile, watchlistSchema } from './schema.js';
import { type CheckQuery, listed, readTopics } from './topics.js';

export interface LoadOptions {
  /** The main file; watchlists and paths in it are relative to it. */
  readonly file: string;
  /** The environment of the process unless told. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly checkQuery: CheckQuery;
  /** One key for all addresses of one feed, so that it is polled once; unless told, each address is a feed of its own. */
  readonly sameFeed?: (url: string) => string;
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
}: LoadOptions): Promise<LoadResult> {
  const here = dirname(resolve(file));
  const main = await readFileAs(file, configSchema);
  if (!main.ok) {
    // The faults of the watchlists are told with those of the main file, not after them.
    const lists = await readWatchlists(join(here, 'watchlists'));
    return {
      ok: false,
      faults: [...main.faults, ...lists.faults, ...readTopics(lists.files, null, checkQuery).faults],
    };
  }
  const { value } = main.yaml;
  const loader = new Loader(main.yaml, new Environment(env));
  const folder = resolve(here, value.watchlists);
  const lists = await readWatchlists(folder);
  loader.refuseRepeats('feeds');
  const accounts = loader.accounts();
  const destinations = loader.destinations(accounts);
  const on = new Set(destinations.map((destination) => destination.id));
  const known = new Map(value.destinations.map(({ id }) => [id, on.has(id)]));
  const { topics, ...told } = readTopics(lists.files, known, checkQuery);
  const { feeds, ...read } = readFeeds(main.yaml, loader.env, here, sameFeed);
  const config: Config = {
    feeds,
    accounts,
    destinations,
    topics,
    operator: loader.operator(on),
    dataDir: resolve(loader.env.get('WIREWATCH_DATA') ?? resolve(here, value.data)),
    databaseUrl: loader.serverUrl(
      'DATABASE_URL',
      /^postgres(ql)?:$/,
      'postgres://user:password@host:5432/wirewatch',
    ),
    redisUrl: loader.serverUrl('REDIS_URL', /^rediss?:$/, 'redis://host:6379'),
    allowPrivate: value.allowPrivate,
    contact: value.contact ?? null,
    web: webSettings(value.web),
    logFormat: loader.env.get('WIREWATCH_LOG') === 'json' ? 'json' : 'text',
    secrets: [...loader.secrets, ...read.secrets],
    lowMemory: loader.env.flag('WIREWATCH_LOW_MEMORY'),
    files: [resolve(file), folder],
  };
  const faults = [...loader.faults, ...lists.faults, ...told.faults];
  if (faults.length > 0) return { ok: false, faults };
  return { ok: true, config, setAside: [...read.setAside, ...loader.setAside, ...told.setAside] };
}

function webSettings(web: ConfigFile['web']): Config['web'] {
  if (web === undefined) return null;
  return { ...web.listen, publicUrl: web.publicUrl?.replace(/\/+$/, '') ?? null };
}

async function readFileAs<T>(file: string, schema: z.ZodType<T>): Promise<YamlResult<T>> {
  const shown = relative(process.cwd(), file) || file;
  const name = shown.startsWith('..') ? file : shown;
  try {
    return readYaml(name, await readFile(file, 'utf8'), schema);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    const reason = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`;
    const message = `${reason}: name the configuration with --config, or run from the folder that holds config/wirewatch.yaml`;
    return { ok: false, faults: [{ file: name, line: 1, column: 1, message }] };
  }
}

async function readWatchlists(
  folder: string,
): Promise<{ files: YamlFile<WatchlistFile>[]; faults: Fault[] }> {
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

/** Turns the checked main file into a config, collecting faults and what is set aside on the way. */
class Loader {
  readonly faults: Fault[] = [];
  readonly setAside: Fault[] = [];
  readonly secrets: string[] = [];

  constructor(
    private readonly main: YamlFile<ConfigFile>,
    readonly env: Environment,
  ) {}

  accounts(): AccountSettings[] {
    this.refuseRepeats('accounts');
    return this.main.value.accounts.flatMap((account, i): AccountSettings[] => {
      if (account.type === 'console') return [account];
      const secret = account.type === 'slack' ? 'botToken' : 'token';
      const token = this.env.resolve(account.type === 'slack' ? account.botToken : account.token);
      if (!token.ok) {
        this.setAside.push(
          this.main.at(['accounts', i, secret], `account ${account.id} is off: ${token.reason}`),
        );
        return [];
      }
      const { id, api } = account;
      this.secrets.push(token.value);
      if (account.type === 'discord') {
        return [{ type: 'discord', id, token: token.value, guild: this.env.optional(account.guild), api }];
      }
      const appToken = this.env.optional(account.appToken) ?? null;
      if (appToken !== null) this.secrets.push(appToken);
      return [{ type: 'slack', id, botToken: token.value, appToken, api }];
    });
  }

  destinations(accounts: readonly AccountSettings[]): Destination[] {
    this.refuseRepeats('destinations');
    const on = new Map(accounts.map((account) => [account.id, account]));
    const known = this.main.value.accounts.map((account) => account.id);
    return this.main.value.destinations.flatMap(({ id, account, channel }, i) => {
      const aside = (key: string, reason: string) => {
        this.setAside.push(this.main.at(['destinations', i, key], `destination ${id} is off: ${reason}`));
        return [];
      };
      if (!known.includes(account))
        return aside('account', `there is no account ${account} (${listed(known)})`);
      const settings = on.get(account);
      if (!settings) return [];
      if (settings.type === 'console') return [{ id, account, channel: '' }];
      if (channel === undefined)
        return aside('id', 'it has no channel: write channel: with an id or a #name');
      const place = this.env.resolve(channel);
      return place.ok ? [{ id, account, channel: place.value }] : aside('channel', place.reason);
    });
  }

  operator(on: ReadonlySet<string>): string | null {
    const { operator, destinations } = this.main.value;
    if (operator === undefined) return null;
    if (on.has(operator)) return operator;
    const known = destinations.map((destination) => destination.id);
    const reason = known.includes(operator)
      ? `destination ${operator} is off`
      : `there is no destination ${operator} (${listed(known)})`;
    this.setAside.push(this.main.at(['operator'], `the operator is told nothing: ${reason}`));
    return null;
  }

  serverUrl(name: string, protocol: RegExp, example: string): string | null {
    const value = this.env.get(name);
    if (value === undefined) return null;
    if (URL.canParse(value) && protocol.test(new URL(value).protocol)) {
      const { password } = new URL(value);
      if (password !== '') this.secrets.push(password, decodeURIComponent(password));
      return value;
    }
    this.faults.push({ file: name, line: 1, column: 1, message: `is not such a URL: write ${example}` });
    return null;
  }

  refuseRepeats(list: 'feeds' | 'accounts' | 'destinations'): void {
    const seen = new Set<string>();
    this.main.value[list].forEach(({ id }, i) => {
      if (seen.has(id)) {
        this.faults.push(this.main.at([list, i, 'id'], `${list}[${i}].id repeats ${id}: give it another id`));
      }
      seen.add(id);
    });
  }
}
