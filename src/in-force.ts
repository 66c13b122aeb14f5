import { setImmediate } from 'node:timers/promises';
import type { Accounts } from './accounts.js';
import type { AppOptions } from './app-options.js';
import { createCompiler } from './compile-aside.js';
import type { Config } from './config/config.js';
import { type Engine, remember } from './engine.js';
import { type Compiled, compileLive, type Places, type Refusal, tiersOf } from './live.js';
import type { TopicIndex } from './match/compile.js';
import { warmIndex } from './match/match.js';
import type { Live } from './pipeline/parts.js';
import { needsRestart } from './restart.js';
import { newestArticles } from './store/archive.js';
import { knownDestinations, rememberDestinations } from './store/destinations.js';
import { saveTerms } from './store/topics.js';
import { withStoredTests } from './stored-tests.js';

/** The configuration in force, and what the pipeline works with under it. */
export interface InForce {
  readonly config: () => Config;
  readonly live: () => Live;
  readonly refused: () => readonly Refusal[];
  /** Swaps feeds, topics, destinations and accounts whole, one reload after the other. */
  readonly reload: (config: Config) => Promise<void>;
  /** Shows the index, and from now on each that follows, the articles stored last: it then knows their words. */
  readonly warm: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export async function putInForce(
  { config: first, log, now }: Pick<AppOptions, 'config' | 'log' | 'now'>,
  engine: Engine,
  accounts: Accounts,
): Promise<InForce> {
  const { db } = engine;
  let config = first;
  const compiler = createCompiler();
  const compileNext = async (next: Config, before?: Compiled) => {
    const { topics, untried } = await withStoredTests(db, next.topics, tiersOf(next));
    for (const line of untried) log.warn(line);
    const places = await placesOf(engine, accounts, next, now());
    return compileLive({ ...next, topics }, places, compiler.compile, before);
  };
  let compiled = await compileNext(first);
  let isWarm = false;
  const warm = async (index: TopicIndex) => {
    for (const articles of await newestArticles(db, WARMING)) {
      warmIndex(index, articles);
      await setImmediate();
    }
  };
  const saveLive = () => saveTerms(db, [...compiled.live.topics.values()], now());
  await saveLive();
  const swap = async (next: Config) => {
    const changed = [...needsRestart(first, next), ...(await accounts.open(next))];
    const fresh = await compileNext(next, compiled);
    if (isWarm) await warm(fresh.live.index);
    await remember(db, { ...next, topics: unknownOf(next.topics, compiled.live.topics) }, now());
    compiled = fresh;
    config = next;
    await saveLive();
    await accounts.closeOthers(next);
    if (changed.length > 0) log.warn(`needs a restart: ${changed.join(', ')} changed`);
  };
  let last: Promise<unknown> = Promise.resolve();
  return {
    config: () => config,
    live: () => compiled.live,
    refused: () => compiled.refused,
    async warm() {
      if (isWarm) return;
      isWarm = true;
      await warm(compiled.live.index);
    },
    close: compiler.close,
    reload(next) {
      const done = last.then(() => swap(next));
      last = done.catch(() => {});
      return done;
    },
  };
}

/** Topics that are not stored as they are: ten thousand take the store half a second. */
const unknownOf = (topics: Config['topics'], stored: Live['topics']) =>
  topics.filter(({ id, version, name }) => {
    const last = stored.get(id);
    return last?.version !== version || last.name !== name;
  });

/** After so many articles few words are new. */
const WARMING = 500;

async function placesOf(
  { db, isShared }: Engine,
  accounts: Accounts,
  config: Config,
  now: Date,
): Promise<Places> {
  const messengers = accounts.messengers(config);
  await rememberDestinations(db, [...messengers.keys()], now);
  // On a store of our own, what is off here is off.
  const direct = (id: string) => accounts.direct(id);
  return { messengers, direct, isShared, elsewhere: isShared ? await knownDestinations(db) : new Set() };
}
