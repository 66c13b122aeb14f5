import type { AppOptions } from './app-options.js';
import type { Config } from './config/config.js';
import { nextDigest } from './deliver/attention.js';
import { createOutage, type Outage, reasonOf } from './observe/outage.js';
import { openQueue, type Queue, QUEUE_CLIENTS } from './queue/queue.js';
import { ownClock, serverClock } from './store/clock.js';
import { connect, type Db, installationId, migrate } from './store/db.js';
import { rememberDigests } from './store/digests.js';
import { releaseFeeds } from './store/feed-claims.js';
import { syncFeeds } from './store/feeds.js';
import { releaseLanes } from './store/lanes.js';
import { openDatabase } from './store/open.js';
import { isUnreachable } from './store/sqlstate.js';
import { saveTopics } from './store/topics.js';
import { type BackupDone, backupStore } from './store/transfer/backup.js';
import { moveTrouble } from './store/transfer/place.js';

/** What the program stands on: the store, and the queue in it or beside it. */
export interface Engine {
  readonly db: Db;
  readonly queue: Queue;
  /** The time, which all processes on a store share. */
  readonly now: () => Date;
  /** To be awaited before something is taken: see the store's clock. */
  readonly sure: () => Promise<void>;
  /** By how many milliseconds that was set back since this was asked last. */
  readonly setBackBy: () => number;
  /** Whether other processes may be on this store. */
  readonly isShared: boolean;
  /** Of the store. */
  readonly outage: Outage;
  /** `store in /data, queue in the store` */
  readonly described: string;
  /** Writes all that the store holds to a new file. */
  backup(file: string): Promise<BackupDone>;
  /** Closes the store; the queue is closed before. */
  close(): Promise<void>;
}

type Opening = Pick<AppOptions, 'config' | 'log' | 'now' | 'postgres'>;

/** Opens the store, brings its schema up to date, and opens the queue. Throws what a person can act on. */
export async function openEngine(options: Opening): Promise<Engine> {
  const { config, log, now: own, postgres } = options;
  const watch = (name: string, steadyMs: number) =>
    createOutage({ log, now: own, name, steadyMs, meanwhile: WAITS });
  // A server that is going down answers between two failures.
  const outage = watch('the store', 3_000);
  const database = await openDatabase({
    dataDir: config.dataDir,
    databaseUrl: config.databaseUrl ?? undefined,
    queueClients: QUEUE_CLIENTS,
    lowMemory: config.lowMemory,
    postgres,
    report: (line) => log.warn(line),
    lost: (reason) => outage.failed(reason),
  });
  let clock = ownClock(own);
  try {
    const db = connect(database.app);
    await migrate(db);
    if (database.kind === 'server') clock = await serverClock(database.app, own);
    const { now, sure, setBackBy } = clock;
    const trouble = await moveTrouble(db);
    if (trouble !== null) throw new Error(trouble);
    if (database.kind === 'embedded') {
      // We are the only process on this store: whatever somebody was at, nobody is at any more.
      await Promise.all([releaseFeeds(db), releaseLanes(db, now())]);
    }
    await remember(db, config, now());
    const queue = await openQueue({
      redisUrl: config.redisUrl,
      pool: database.queue,
      installation: await installationId(db),
      redis: watch('Redis', 0),
      onError: (where, error) => {
        if (isUnreachable(error)) outage.failed(reasonOf(error));
        else log.error(`${where}: ${reasonOf(error)}`, { err: error });
      },
    });
    return {
      db,
      queue,
      now,
      sure,
      setBackBy,
      isShared: database.kind === 'server',
      outage,
      described: describe(database.kind, queue.kind, config),
      backup: (file) => backupStore(database, config.dataDir, file),
      close: () => {
        clock.stop();
        return database.close();
      },
    };
  } catch (error) {
    clock.stop();
    await database.close();
    throw error;
  }
}

const WAITS = 'nothing is lost, what is due waits until it is back';

/** Keeps in the store what the configuration says of feeds, topics and digests. */
export async function remember(db: Db, { feeds, topics, destinations }: Config, now: Date): Promise<void> {
  await syncFeeds(db, feeds, now);
  await saveTopics(db, topics, now);
  const clocks = destinations.flatMap(({ id, attention }) => {
    const digestAt = attention && nextDigest(attention, now);
    if (!digestAt || !attention.digest) return [];
    return [{ destination: id, schedule: `${attention.digest.cron} ${attention.zone}`, digestAt }];
  });
  const without = destinations.filter(({ attention }) => !attention?.digest).map(({ id }) => id);
  await rememberDigests(db, clocks, without, now);
}

function describe(store: 'embedded' | 'server', queue: 'redis' | 'postgres', config: Config): string {
  const home = store === 'embedded' ? `store in ${config.dataDir}` : 'store on the Postgres server';
  return `${home}, queue ${queue === 'redis' ? 'in Redis' : 'in the store'}`;
}
