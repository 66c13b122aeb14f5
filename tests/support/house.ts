import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type App, openApp } from '../../src/app.js';
import type { Config } from '../../src/config/config.js';
import { loadConfig, type LoadResult } from '../../src/config/load.js';
import type { RunEvent } from '../../src/domain/event.js';
import { parseQuery } from '../../src/match/query.js';
import { createLog } from '../../src/observe/log.js';
import { houseEngine } from './engine.js';

/** Feeds, accounts and destinations as they stand in a configuration, where they differ from the shipped ones. */
export interface HouseOptions {
  readonly feeds?: string;
  readonly accounts?: string;
  readonly destinations?: string;
  /** More of the configuration, such as `model:`. */
  readonly more?: string;
  readonly watchlists?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** Whatever engine the tests run on: what is tested is the embedded store. */
  readonly embedded?: boolean;
  /** The clock of its machine. */
  readonly now?: () => Date;
}

/** An installation in a folder of its own: what `npm start` runs, with everything that it says kept. */
export interface House {
  readonly folder: string;
  readonly file: string;
  readonly env: Readonly<Record<string, string>>;
  /** Opens the program on this installation's store, with other variables set where named; close it with `stop`. */
  open(env?: Readonly<Record<string, string>>): Promise<Opened>;
  /** The configuration as it is written now. */
  load(): Promise<Config>;
  remove(): void;
}

export interface Opened {
  readonly app: App;
  readonly events: RunEvent[];
  /** What stood on the screen. */
  readonly screen: () => string;
  readonly log: () => string;
}

const SEEDS = `  - id: seeds\n    folder: ${resolve('seeds')}\n`;
const ACCOUNTS = '  - id: screen\n    type: console\n';
const DESTINATIONS = '  - id: screen\n    account: screen\n';

export function buildHouse(options: HouseOptions = {}): House {
  const folder = mkdtempSync(join(tmpdir(), 'ww-house-'));
  const file = join(folder, 'wirewatch.yaml');
  mkdirSync(join(folder, 'watchlists'));
  writeFileSync(
    file,
    [
      `feeds:\n${options.feeds ?? SEEDS}`,
      `accounts:\n${options.accounts ?? ACCOUNTS}`,
      `destinations:\n${options.destinations ?? DESTINATIONS}`,
      'data: data\n',
      // Tests at the same time can't share a port.
      options.feeds?.includes('\nweb:') ? '' : 'web: false\n',
      options.more ?? '',
    ].join(''),
  );
  if (options.watchlists) {
    for (const [name, text] of Object.entries(options.watchlists))
      writeFileSync(join(folder, 'watchlists', name), text);
  } else cpSync('config/watchlists', join(folder, 'watchlists'), { recursive: true });
  // The database's code is then compiled once instead of twice.
  const env = { WIREWATCH_LOW_MEMORY: '1', ...options.env };
  const engine = houseEngine();
  const there = async () => (options.embedded === true ? {} : engine.env());
  return {
    folder,
    file,
    env,
    open: async (others) =>
      open(file, { ...(await there()), ...env, ...others }, options.now ?? (() => new Date())),
    load: async () => load(file, { ...(await there()), ...env }),
    remove: () => {
      engine.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

type Env = Readonly<Record<string, string>>;

async function load(file: string, env: Env): Promise<Config> {
  const loaded = await read(file, env, new Map());
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.faults));
  return loaded.config;
}

function read(file: string, env: Env, drafts: ReadonlyMap<string, string>): Promise<LoadResult> {
  return loadConfig({
    drafts,
    file,
    env,
    checkQuery: ({ query, aliases, shared }) => {
      const parsed = parseQuery(query, { aliases, shared });
      return parsed.ok ? [] : parsed.faults;
    },
  });
}

async function open(file: string, env: Env, now: () => Date): Promise<Opened> {
  const config = await load(file, env);
  mkdirSync(config.dataDir, { recursive: true });
  const events: RunEvent[] = [];
  let screen = '';
  let written = '';
  const app = await openApp({
    config,
    reread: (drafts) => read(file, env, drafts),
    report: (event) => events.push(event),
    log: createLog({ format: 'text', quiet: false, secrets: [], write: (line) => (written += line) }),
    screen: { write: (text) => (screen += text), colour: false, columns: 100 },
    now,
  });
  return { app, events, screen: () => screen, log: () => written };
}
