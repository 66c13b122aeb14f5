import { openAccount } from '../adapters/index.js';
import type { Account } from '../adapters/account.js';
import type { Screen } from '../adapters/console/index.js';
import type { Config } from './config/config.js';
import type { Messenger } from './deliver/messenger.js';
import type { Report, SummaryEvent } from './domain/event.js';
import type { Answer, Question } from './domain/message.js';
import { createFetcher } from './ingest/fetch.js';
import { createParser } from './ingest/parse.js';
import { ask } from './lookup/ask.js';
import type { Answerer } from './lookup/inbox.js';
import { type FeedStatus, statusOf } from './feed-status.js';
import { compileLive, type Refusal } from './live.js';
import type { Log } from './observe/log.js';
import { tally } from './observe/tally.js';
import { createPipeline, type ImportResult, type Live, type Pipeline } from './pipeline.js';
import { openQueue, QUEUE_CLIENTS } from './queue/queue.js';
import { runOnce } from './run-once.js';
import { releaseLanes } from './store/alerts.js';
import { connect, installationId, migrate } from './store/db.js';
import { feedStates, makeDue, releaseFeeds, syncFeeds } from './store/feeds.js';
import { openDatabase } from './store/open.js';
import type { Outstanding } from './store/outstanding.js';
import { saveTopics } from './store/topics.js';
import { VERSION } from './version.js';

export type { Screen } from '../adapters/console/index.js';

/** The whole program as one object: what the commands and the tests run. */
export interface App {
  readonly engine: string;
  /** Starts workers, the sweep and the chat connections; runs until `stop`. */
  start(): Promise<void>;
  /** Does all that is due and waits until every alert is settled or `limitMs` is over. */
  drain(limitMs: number, polls: boolean): Promise<{ summary: SummaryEvent; left: Outstanding }>;
  ask(question: Question): Promise<Answer>;
  /** Stores saved articles, as the folder feed does, and hands them on. */
  importPaths(paths: readonly string[]): Promise<ImportResult>;
  feeds(): Promise<FeedStatus[]>;
  /** Makes a feed due at once; false when there is no such feed. */
  pollNow(feedId: string): Promise<boolean>;
  /** Swaps feeds, topics and destinations whole. Accounts and engines need a restart. */
  reload(config: Config): Promise<void>;
  /** Topics that failed their own tests. */
  refused(): readonly Refusal[];
  live(): Live;
  /** Finishes what is being sent, starts nothing new, lets go of everything. */
  stop(): Promise<void>;
}

export interface AppOptions {
  readonly config: Config;
  readonly log: Log;
  readonly report: Report;
  readonly screen: Screen;
  readonly now: () => Date;
}

/** How often the store is asked what is due; wake-ups come sooner. */
const SWEEP_MS = 1_000;
const CONCURRENCY = { poll: 8, read: 1, brief: 2, deliver: 8 };

/** Opens the store and the queue and connects the parts; nothing moves yet. The caller owns the data directory. */
export async function openApp(options: AppOptions): Promise<App> {
  const { config, log, now } = options;
  const database = await openDatabase({
    dataDir: config.dataDir,
    databaseUrl: config.databaseUrl ?? undefined,
    queueClients: QUEUE_CLIENTS,
    lowMemory: config.lowMemory,
    report: (line) => log.warn(line),
  });
  const db = connect(database.app);
  await migrate(db);
  const queue = await openQueue({
    redisUrl: config.redisUrl,
    pool: database.queue,
    installation: await installationId(db),
    onError: (where, error) => log.error(`${where}: ${error instanceof Error ? error.message : String(error)}`, { err: error }),
  });
  const counts = tally(options.report);
  const accounts = openAccounts(options);
  let live = compileLive(config, messengersOf(config, accounts));
  const fetcher = createFetcher({ userAgent: userAgent(config), allow: config.allowPrivate });
  const parser = createParser();
  const pipeline = createPipeline({
    db,
    queue,
    live: () => live.live,
    tools: { fetcher, parser, random: Math.random },
    now,
    report: counts.report,
  });
  if (database.kind === 'embedded') {
    // We are the only process on this store: whatever somebody was at, nobody is at any more.
    await Promise.all([releaseFeeds(db), releaseLanes(db, now())]);
  }
  await syncFeeds(db, config.feeds, now());
  await saveTopics(db, config.topics, now());
  const library = { db, topics: () => live.live.topics, now };
  const loop = sweeping(pipeline, now, log);
  let working = false;
  const work = async () => {
    if (!working) await queue.work(pipeline, CONCURRENCY);
    working = true;
  };
  const drain = async (limitMs: number, polls: boolean) => {
    await work();
    return runOnce({ db, pipeline, live: () => live.live, now, counts, log, limitMs, polls });
  };
  return {
    engine: describeEngine(database.kind, queue.kind, config),
    refused: () => live.refused,
    live: () => live.live,
    async start() {
      await work();
      loop.start();
      await listen(accounts, (question) => ask(library, question));
    },
    drain,
    ask: (question) => ask(library, question),
    importPaths: (paths) => pipeline.importPaths(paths),
    feeds: async () => {
      const { feeds } = live.live;
      const states = new Map((await feedStates(db, [...feeds.keys()])).map((state) => [state.id, state]));
      return [...feeds.values()].map((feed) => statusOf(feed, states.get(feed.id)));
    },
    pollNow: (feedId) => makeDue(db, feedId, now()),
    async reload(next) {
      const compiled = compileLive(next, messengersOf(next, accounts), live);
      await syncFeeds(db, next.feeds, now());
      await saveTopics(db, next.topics, now());
      live = compiled;
    },
    async stop() {
      pipeline.stop();
      await loop.stop();
      await Promise.all(each(accounts, (account) => account.inbox?.close()));
      await queue.close();
      await Promise.all(each(accounts, (account) => account.close()));
      await Promise.all([fetcher.close(), parser.close()]);
      await database.close();
    },
  };
}

function describeEngine(store: 'embedded' | 'server', queue: 'redis' | 'postgres', config: Config): string {
  const home = store === 'embedded' ? `store in ${config.dataDir}` : 'store on the Postgres server';
  return `${home}, queue ${queue === 'redis' ? 'in Redis' : 'in the store'}`;
}

/** A server that wonders who reads its feed finds a name and, where configured, a page. */
function userAgent({ contact }: Config): string {
  return `Wirewatch/${VERSION}${contact === null ? '' : ` (+${contact})`}`;
}

function openAccounts({ config, log, screen, now }: AppOptions): Map<string, Account> {
  const context = { now, dataDir: config.dataDir, warn: (line: string) => log.warn(line) };
  return new Map(config.accounts.map((account) => [account.id, openAccount(account, context, screen)]));
}

function messengersOf(config: Config, accounts: ReadonlyMap<string, Account>): Map<string, Messenger> {
  const messengers = new Map<string, Messenger>();
  for (const destination of config.destinations) {
    const account = accounts.get(destination.account);
    if (account) messengers.set(destination.id, account.messenger(destination));
  }
  return messengers;
}

async function listen(accounts: ReadonlyMap<string, Account>, answer: Answerer): Promise<void> {
  await Promise.all(each(accounts, (account) => account.inbox?.listen(answer)));
}

function each<T>(accounts: ReadonlyMap<string, Account>, act: (account: Account) => T): T[] {
  return [...accounts.values()].map(act);
}

/** Finds what a lost wake-up left behind; one sweep at a time, and a failed one is told once. */
function sweeping(pipeline: Pipeline, now: () => Date, log: Log) {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let failing = false;
  const sweep = async () => {
    try {
      await pipeline.sweep(now());
      failing = false;
    } catch (error) {
      if (!failing) log.error(`the store cannot be asked what is due: ${String(error)}`);
      failing = true;
    }
  };
  const next = () => {
    timer = setTimeout(() => {
      running = sweep().then(next);
    }, SWEEP_MS);
  };
  let stopped = false;
  return {
    start: () => {
      running = sweep().then(() => (stopped ? undefined : next()));
    },
    stop: async () => {
      stopped = true;
      await running;
      clearTimeout(timer);
    },
  };
}
