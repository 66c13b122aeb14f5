import { setTimeout as sleep } from 'node:timers/promises';
import { openAccount } from '../adapters/index.js';
import type { Account } from '../adapters/account.js';
import type { Screen } from '../adapters/console/index.js';
import type { Config } from './config/config.js';
import type { Messenger } from './deliver/messenger.js';
import type { Report, SummaryEvent } from './domain/event.js';
import type { FeedStatus } from './domain/feed.js';
import type { Answer, Question } from './domain/message.js';
import { createCompleter } from './ingest/complete-articles.js';
import { createFetcher } from './ingest/fetch.js';
import { createParser } from './ingest/parse.js';
import type { PollTools } from './ingest/poll.js';
import { ask } from './lookup/ask.js';
import type { Answerer, Inbox } from './lookup/inbox.js';
import { feedReport } from './feed-status.js';
import { compileLive, type Refusal } from './live.js';
import type { Log } from './observe/log.js';
import { tally } from './observe/tally.js';
import { createPipeline, type Pipeline } from './pipeline.js';
import type { Live } from './pipeline/parts.js';
import type { ImportResult } from './pipeline/poll.js';
import type { WebSub } from './pipeline/websub.js';
import { openQueue, QUEUE_CLIENTS } from './queue/queue.js';
import { runOnce } from './run-once.js';
import { releaseLanes } from './store/alerts.js';
import { connect, type Db, installationId, migrate } from './store/db.js';
import { makeDue, releaseFeeds, syncFeeds } from './store/feeds.js';
import { openDatabase } from './store/open.js';
import type { Outstanding } from './store/outstanding.js';
import { saveTopics } from './store/topics.js';
import { VERSION } from './version.js';
import { startWeb, type WebServer } from './web/server.js';

export type { Screen } from '../adapters/console/index.js';

/** The whole program as one object: what the commands and the tests run. */
export interface App {
  readonly engine: string;
  /** Starts the web server, workers, the sweep and the chat connections; runs until `stop`. Throws when the port is taken. */
  start(): Promise<void>;
  /** Does all that is due and waits until every alert is settled or `limitMs` is over. */
  drain(limitMs: number, polls: boolean): Promise<{ summary: SummaryEvent; left: Outstanding }>;
  ask(question: Question): Promise<Answer>;
  /** Stores saved articles, as the folder feed does, and hands them on. */
  importPaths(paths: readonly string[]): Promise<ImportResult>;
  feeds(): Promise<FeedStatus[]>;
  /** Makes a feed due at once; false when there is no such feed. */
  pollNow(feedId: string): Promise<boolean>;
  /** Hands on what a flood brake held of a feed: to be posted, or as a new baseline. Returns how many. */
  acceptHeld(feedId: string, post: boolean): Promise<number>;
  /** Swaps feeds, topics and destinations whole. Accounts and engines need a restart. */
  reload(config: Config): Promise<void>;
  /** Topics that failed their own tests. */
  refused(): readonly Refusal[];
  live(): Live;
  /** Where the web server listens; null while it does not. */
  webPort(): number | null;
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

/** Until `ms` are over, or until it is no use to wait. */
const wait = (ms: number, signal: AbortSignal) => sleep(ms, undefined, { signal }).catch(() => {});

/** Opens the store and the queue and connects the parts; nothing moves yet. The caller owns the data directory. */
export async function openApp(options: AppOptions): Promise<App> {
  const { config, log, now } = options;
  const { database, db, queue } = await openEngine(options);
  const accounts = await openAccounts(options);
  let compiled = compileLive(config, messengersOf(config, accounts));
  const live = () => compiled.live;
  const counts = tally(options.report);
  const tools = openTools(config);
  const web = serving(options, db, () => pipeline.websub);
  const { callbacks } = web;
  const completer = createCompleter({ ...tools, now, wait });
  const allowed = new Set(config.allowPrivate);
  const parts = { db, queue, live, tools, completer, allowed, callbacks, now, report: counts.report };
  const pipeline = createPipeline(parts);
  const loop = sweeping(pipeline, now, log);
  let working: Promise<void> | null = null;
  const work = () => (working ??= queue.work(pipeline, CONCURRENCY));
  const feeds = () => feedReport(db, [...live().feeds.values()], now());
  const answer: Answerer = (question) => ask({ db, topics: () => live().topics, feeds, now }, question);
  return {
    engine: describeEngine(database.kind, queue.kind, config),
    refused: () => compiled.refused,
    live,
    webPort: web.port,
    async start() {
      await web.start();
      await work();
      loop.start();
      await Promise.all(inboxes(accounts).map((inbox) => inbox.listen(answer)));
    },
    async drain(limitMs, polls) {
      await work();
      return runOnce({ db, pipeline, live, now, counts, log, limitMs, polls });
    },
    ask: answer,
    importPaths: (paths) => pipeline.importPaths(paths),
    feeds,
    pollNow: (feedId) => makeDue(db, feedId, now()),
    acceptHeld: (feedId, post) => pipeline.acceptHeld(feedId, post),
    async reload(next) {
      const fresh = compileLive(next, messengersOf(next, accounts), compiled);
      await remember(db, next, now());
      compiled = fresh;
    },
    async stop() {
      pipeline.stop();
      completer.close();
      await web.stop();
      await loop.stop();
      await Promise.all(inboxes(accounts).map((inbox) => inbox.close()));
      await queue.close();
      await Promise.all([...accounts.values()].map((account) => account.close()));
      await Promise.all([tools.fetcher.close(), tools.parser.close(), pipeline.websub.asked()]);
      await database.close();
    },
  };
}

async function openEngine({ config, log, now }: AppOptions) {
  const database = await openDatabase({
    dataDir: config.dataDir,
    databaseUrl: config.databaseUrl ?? undefined,
    queueClients: QUEUE_CLIENTS,
    lowMemory: config.lowMemory,
    report: (line) => log.warn(line),
  });
  try {
    const db = connect(database.app);
    await migrate(db);
    if (database.kind === 'embedded') {
      // We are the only process on this store: whatever somebody was at, nobody is at any more.
      await Promise.all([releaseFeeds(db), releaseLanes(db, now())]);
    }
    await remember(db, config, now());
    const queue = await openQueue({
      redisUrl: config.redisUrl,
      pool: database.queue,
      installation: await installationId(db),
      onError: (where, error) =>
        log.error(`${where}: ${error instanceof Error ? error.message : String(error)}`, { err: error }),
    });
    return { database, db, queue };
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function remember(db: Db, { feeds, topics }: Config, now: Date): Promise<void> {
  await syncFeeds(db, feeds, now);
  await saveTopics(db, topics, now);
}

function describeEngine(store: 'embedded' | 'server', queue: 'redis' | 'postgres', config: Config): string {
  const home = store === 'embedded' ? `store in ${config.dataDir}` : 'store on the Postgres server';
  return `${home}, queue ${queue === 'redis' ? 'in Redis' : 'in the store'}`;
}

function openTools(config: Config): PollTools {
  return {
    fetcher: createFetcher({ userAgent: userAgent(config), allow: config.allowPrivate }),
    parser: createParser(),
    random: Math.random,
  };
}

/** A server that wonders who reads its feed finds a name and, where configured, a page. */
function userAgent({ contact }: Config): string {
  return `Wirewatch/${VERSION}${contact === null ? '' : ` (+${contact})`}`;
}

async function openAccounts({ config, log, screen, now }: AppOptions): Promise<Map<string, Account>> {
  const context = { now, dataDir: config.dataDir, warn: (line: string) => log.warn(line) };
  const opened = config.accounts.map(
    async (settings) => [settings.id, await openAccount(settings, context, screen)] as const,
  );
  return new Map(await Promise.all(opened));
}

function messengersOf(config: Config, accounts: ReadonlyMap<string, Account>): Map<string, Messenger> {
  const messengers = new Map<string, Messenger>();
  for (const destination of config.destinations) {
    const account = accounts.get(destination.account);
    if (account) messengers.set(destination.id, account.messenger(destination));
  }
  return messengers;
}

function inboxes(accounts: ReadonlyMap<string, Account>): Inbox[] {
  return [...accounts.values()].flatMap(({ inbox }) => (inbox === null ? [] : [inbox]));
}

/** The web server where one is configured, and what hubs may push to while it listens. */
function serving({ config, log, now }: AppOptions, db: Db, hubs: () => WebSub) {
  const { web } = config;
  let server: WebServer | null = null;
  let since: Date | null = null;
  return {
    port: () => server?.port ?? null,
    callbacks: () => (!web?.publicUrl || since === null ? null : { url: `${web.publicUrl}/websub/`, since }),
    async start() {
      if (web === null) return;
      const healthy = async () => (await installationId(db)) !== '';
      const onError = (where: string, error: unknown) =>
        log.error(`${where}: ${String(error)}`, { err: error });
      server = await startWeb({ ...web, healthy, hubs: hubs(), onError });
      since = now();
      log.info(
        `web server on ${web.host}:${server.port}${web.publicUrl === null ? '' : `, known as ${web.publicUrl}`}`,
      );
    },
    async stop() {
      since = null;
      await server?.close();
      server = null;
      await hubs().stored();
    },
  };
}

/** Finds what a lost wake-up left behind; one sweep at a time, and trouble is told once. */
function sweeping(pipeline: Pipeline, now: () => Date, log: Log) {
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();
  let stopped = false;
  let failing = false;
  const sweep = async () => {
    try {
      await pipeline.sweep(now());
      failing = false;
    } catch (error) {
      if (!failing) log.error(`the store cannot be asked what is due: ${String(error)}`);
      failing = true;
    }
    if (!stopped) timer = setTimeout(start, SWEEP_MS);
  };
  const start = () => {
    running = sweep();
  };
  return {
    start,
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
