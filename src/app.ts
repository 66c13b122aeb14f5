import { setTimeout as sleep } from 'node:timers/promises';
import { openModel } from '../adapters/index.js';
import type { Checked } from '../adapters/account.js';
import { type Accounts, openAccounts } from './accounts.js';
import type { AppOptions } from './app-options.js';
import type { Config } from './config/config.js';
import { createDesk } from './desk.js';
import type { Backtest } from './domain/backtest.js';
import type { SummaryEvent } from './domain/event.js';
import type { FeedStatus } from './domain/feed.js';
import type { Answer, Question } from './domain/message.js';
import type { TopicDesk } from './domain/topic-edit.js';
import { type Engine, openEngine } from './engine.js';
import { feedReport } from './feed-status.js';
import { type Completer, createCompleter } from './ingest/complete-articles.js';
import { createFetcher } from './ingest/fetch.js';
import { createParser } from './ingest/parse.js';
import type { PollTools } from './ingest/poll.js';
import { type InForce, putInForce } from './in-force.js';
import type { Refusal } from './live.js';
import { ask } from './lookup/ask.js';
import type { Conversation } from './lookup/inbox.js';
import { measuredJobs, measuredParser } from './measured.js';
import { createMetrics, type Metrics } from './observe/metrics.js';
import { createOutage } from './observe/outage.js';
import { tally } from './observe/tally.js';
import { createPipeline, type Pipeline } from './pipeline.js';
import { backtest, type Backtesting } from './pipeline/backtest.js';
import { pageTurns } from './pipeline/page-turns.js';
import type { Live, Rewording } from './pipeline/parts.js';
import type { ImportResult } from './pipeline/poll.js';
import { probing, takeSample } from './probing.js';
import { runOnce } from './run-once.js';
import { EVERYTHING, jobsOf } from './roles.js';
import { serving } from './serving.js';
import { makeDue, nextPollAt } from './store/feeds.js';
import type { Outstanding } from './store/outstanding.js';
import type { BackupDone } from './store/transfer/backup.js';
import { sweeping } from './sweep.js';
import { talking } from './talking.js';
import { createTopicDesk } from './topic-desk.js';
import { tidying } from './tidying.js';
import { userAgent } from './version.js';

export type { Screen } from '../adapters/console/index.js';
export type { AppOptions } from './app-options.js';

/** The whole program as one object: what the commands and the tests run. */
export interface App {
  readonly engine: string;
  /** Starts what its roles are of web server, workers, sweep and chat connections; runs until `stop`. Throws when the port is taken. */
  start(): Promise<void>;
  /** Does all that is due and waits until every alert is settled or `limitMs` is over. */
  drain(limitMs: number, polls: boolean): Promise<{ summary: SummaryEvent; left: Outstanding }>;
  ask(question: Question): Promise<Answer>;
  /** What people on chat platforms and on the web page say and do. */
  readonly conversation: Conversation;
  /** Stores saved articles, as the folder feed does, and hands them on. */
  importPaths(paths: readonly string[]): Promise<ImportResult>;
  feeds(): Promise<FeedStatus[]>;
  /** When the first feed is polled next; null when none is. */
  nextPollAt(): Promise<Date | null>;
  /** Makes a feed due at once; false when no such feed is configured. */
  pollNow(feedId: string): Promise<boolean>;
  /** Hands on what a flood brake held of a feed: to be posted, or as a new baseline. Returns how many. */
  acceptHeld(feedId: string, post: boolean): Promise<number>;
  /** Whether tokens and destinations would do, by account; posts nothing. */
  checkAccounts(): Promise<[string, readonly Checked[]][]>;
  /** Writes all that the store holds to a new file, while everything goes on. */
  backup(file: string): Promise<BackupDone>;
  /** Swaps feeds, topics, destinations and accounts whole, and warns of what needs a restart. */
  reload(config: Config): Promise<void>;
  /** Where topics are changed. */
  readonly topicDesk: TopicDesk;
  /** What a topic would have posted, over the stored articles. */
  backtest(asked: Backtesting): Promise<Backtest>;
  /** Topics that failed their own tests. */
  refused(): readonly Refusal[];
  live(): Live;
  /** Where the web server listens; null while it does not. */
  webPort(): number | null;
  /** Where machines are answered; null while they are not. */
  probesPort(): number | null;
  /** Finishes what is being sent, starts nothing new, lets go of everything. */
  stop(): Promise<void>;
}

/** Until `ms` are over, or until it is no use to wait. */
const wait = (ms: number, signal: AbortSignal) => sleep(ms, undefined, { signal }).catch(() => {});

/** A stop may come while the start is under way: what is closed then is not begun any more. */
function untilStopped() {
  let stopped = false;
  return {
    step: async (work: () => unknown) => void (stopped || (await work())),
    stop: (close: () => Promise<void>) => {
      stopped = true;
      return close();
    },
  };
}

/** Opens the store and the queue and connects the parts; nothing moves yet. The caller owns the data directory. */
export async function openApp(asked: AppOptions): Promise<App> {
  const engine = await openEngine(asked);
  const { db, queue, now } = engine;
  const options = { ...asked, now };
  const { config, log, roles = EVERYTHING } = options;
  const accounts = await openAccounts(options);
  const inForce = await putInForce(options, engine, accounts);
  const { live, refused, reload } = inForce;
  const metrics = createMetrics(() => takeSample(engine, [...live().feeds.keys()], now()), now);
  const counts = tally(metrics.report(options.report));
  const tools = openTools(config, metrics);
  const ports = probing(options, engine, metrics);
  const { probes } = ports;
  const web = serving(options, engine, () => ({ hubs: pipeline.websub, desk, door: accounts.door, probes }));
  const takeTurn = engine.isShared ? pageTurns(db, wait) : undefined;
  const completer = createCompleter({ ...tools, now, wait, takeTurn });
  const rewording = openRewording(options);
  const own = { now, sure: engine.sure, report: counts.report, warn: (line: string) => log.warn(line), wait };
  const allowed = new Set(config.allowPrivate);
  const given = { tools, completer, rewording, allowed, callbacks: web.callbacks };
  const pipeline = createPipeline({ db, queue, live, ...given, ...own }, engine.isShared);
  const loop = openLoop(options, engine, pipeline, () => inForce.config().keep);
  let working: Promise<void> | null = null;
  const course = untilStopped();
  const jobs = () => queue.work(measuredJobs(pipeline, metrics), jobsOf(roles, rewording !== null));
  const work = () => (working ??= inForce.warm().then(() => course.step(jobs)));
  const feeds = () => feedReport(db, [...live().feeds.values()], now());
  const topicDesk = createTopicDesk({ ...inForce, db, reread: options.reread, now });
  const { library, conversation } = talking({ engine, inForce, feeds, topicDesk, pipeline, now, log });
  const desk = createDesk({ ...options, ...inForce, db, queue, pipeline, library, topicDesk, tools });
  return {
    engine: engine.described,
    refused,
    live,
    topicDesk,
    backtest: (asked) => backtest({ db, tierOf: live().tierOf }, asked, now()),
    webPort: web.port,
    probesPort: ports.port,
    async start() {
      await ports.start();
      if (roles.has('web')) await course.step(() => web.start());
      await work();
      await course.step(() => loop.start());
      await course.step(() => accounts.listen(conversation, roles));
    },
    drain: (limitMs, polls) =>
      work().then(() => runOnce({ db, pipeline, live, now, counts, log, limitMs, polls })),
    ask: (question) => ask(library, question),
    conversation,
    importPaths: (paths) => pipeline.importPaths(paths),
    feeds,
    nextPollAt: () => nextPollAt(db, [...live().feeds.keys()]),
    pollNow: async (feedId) => live().feeds.has(feedId) && makeDue(db, feedId, now()),
    acceptHeld: (feedId, post) => pipeline.acceptHeld(feedId, post),
    checkAccounts: () => accounts.check(inForce.config()),
    reload,
    backup: (file) => engine.backup(file),
    stop: () => course.stop(() => close({ ...given, engine, inForce, accounts, web, ports, pipeline, loop })),
  };
}

interface Open {
  readonly engine: Engine;
  readonly inForce: InForce;
  readonly accounts: Accounts;
  readonly tools: PollTools;
  readonly web: ReturnType<typeof serving>;
  readonly ports: ReturnType<typeof probing>;
  readonly completer: Completer;
  readonly pipeline: Pipeline;
  readonly loop: ReturnType<typeof sweeping>;
}

async function close({
  engine,
  inForce,
  accounts,
  tools,
  web,
  ports,
  completer,
  pipeline,
  loop,
}: Open): Promise<void> {
  pipeline.stop();
  completer.close();
  // A slow feed is not waited for.
  await tools.fetcher.close();
  await web.stop();
  await loop.stop();
  await accounts.deafen();
  await engine.queue.close();
  await accounts.close();
  await Promise.all([tools.parser.close(), inForce.close(), pipeline.websub.asked()]);
  await engine.close();
  await ports.stop();
}

/** What says briefings in other words; nothing unless the operator has named a model. */
function openRewording({ config, log, now }: AppOptions): Rewording | null {
  const { model } = config;
  if (model === null) return null;
  const meanwhile = "briefings keep their sources' own words";
  const outage = createOutage({ log, now, name: `the model ${model.model}`, steadyMs: 0, meanwhile });
  return { rewriter: openModel(model, { now }), dailyTokens: model.dailyTokens, outage };
}

/** Sweeps, and tidies up on the way. */
function openLoop(
  { now, log, roles = EVERYTHING }: AppOptions,
  { db, setBackBy, isShared, outage }: Engine,
  pipeline: Pipeline,
  keep: () => Config['keep'],
) {
  const tidy = tidying({ db, keep, now, log });
  return sweeping({ pipeline, roles, db, isShared, now, setBackBy, log, outage, tidy });
}

function openTools(config: Config, metrics: Metrics): PollTools {
  return {
    fetcher: createFetcher({ userAgent: userAgent(config), allow: config.allowPrivate }),
    parser: measuredParser(createParser(), metrics),
    random: Math.random,
  };
}
