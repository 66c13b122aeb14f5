import {
  assertSchemaCompatibility,
  LATEST_SCHEMA_VERSION,
  runMigrations,
  SchemaMigrationRequiredError,
} from 'bullmq';
import type pg from 'pg';
import type { Engine, RunSql } from './embedded/engine.js';
import { openEmbedded } from './embedded/open-embedded.js';
import { type Maintenance, startMaintenance } from './maintain.js';
import { closePools, openPools, type Pools } from './pools.js';
import { explainFailure, OLDEST_SERVER, serverName } from './server-failure.js';

export interface DatabaseOptions {
  /** The embedded Postgres keeps its files in `<dataDir>/pg`. The caller holds the lock of this directory. */
  dataDir: string;
  /** When given, a Postgres server is used and the data directory is not touched. */
  databaseUrl?: string | undefined;
  /** Embedded only: false gives up fsync, for tests. Default true. */
  durable?: boolean | undefined;
  /** How many queue workers and queue event listeners will be opened on `queue`; each keeps a client to itself. */
  queueClients: number;
  /** Embedded only: slower code that needs 500 MB less at the start. Default: below 1.5 GB of memory. */
  lowMemory?: boolean | undefined;
  /** Embedded only: Postgres, where its start is under way. */
  postgres?: Promise<Engine> | undefined;
  /** Restarts of the embedded engine; they heal themselves. */
  report?: ((message: string) => void) | undefined;
  /** Connections that broke off while nothing was asked of them. Unless told, they are reported. */
  lost?: ((reason: string) => void) | undefined;
}

export interface DatabaseStats {
  /** Clients in use and requests that wait for one, both pools together. */
  clients: number;
  waiting: number;
  /** Embedded only; zero on a server. */
  restarts: number;
}

export interface Database extends Pools {
  kind: 'embedded' | 'server';
  /** Embedded only: keeps every client out while it runs, for a copy of the files. */
  exclusive?: <T>(work: (run: RunSql) => Promise<T>) => Promise<T>;
  /** Embedded only; it also runs by itself. */
  maintenance?: Maintenance;
  stats(): DatabaseStats;
  close(): Promise<void>;
}

/** One dialect, two homes: the same pools over the embedded Postgres and over a server. Throws DatabaseOpenError. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const report = options.report ?? (() => undefined);
  const lost = options.lost ?? report;
  if (options.databaseUrl !== undefined)
    return await openServer(options.databaseUrl, options.queueClients, lost);

  const engine = await (options.postgres ??
    openEmbedded({ ...options, durable: options.durable ?? true, report }));
  const pools = openPools({ stream: engine.stream }, options.queueClients, lost);
  try {
    await prepare(pools.app);
  } catch (error) {
    await engine.close();
    throw error;
  }
  const maintenance = startMaintenance(pools.app, report);
  return {
    kind: 'embedded',
    ...pools,
    maintenance,
    exclusive: engine.exclusive,
    stats: () => ({ ...poolStats(pools), restarts: engine.stats().restarts }),
    close: once(async () => {
      await maintenance.stop();
      await closePools(pools);
      await engine.close();
    }),
  };
}

async function openServer(
  url: string,
  queueClients: number,
  lost: (reason: string) => void,
): Promise<Database> {
  const name = serverName(url);
  const pools = openPools({ url }, queueClients, lost);
  try {
    await prepare(pools.app, name);
  } catch (error) {
    await closePools(pools);
    throw explainFailure(error, name);
  }
  return {
    kind: 'server',
    ...pools,
    stats: () => ({ ...poolStats(pools), restarts: 0 }),
    close: once(() => closePools(pools)),
  };
}

/** Schemas and BullMQ's tables; when all is there, three reads. */
async function prepare(pool: pg.Pool, server?: string): Promise<void> {
  const client = await pool.connect();
  try {
    const { rows } = await client.query<{ version: number; schemas: number }>(
      `SELECT current_setting('server_version_num')::int AS version,
              (SELECT count(*) FROM pg_namespace WHERE nspname IN ('ww', 'bullmq')) AS schemas`,
    );
    const found = rows[0];
    if (server !== undefined && found && found.version < OLDEST_SERVER * 10_000) {
      throw explainFailure({ code: 'too-old', version: Math.floor(found.version / 10_000) }, server);
    }
    if (found?.schemas !== 2) await createSchemas(client);
    if ((await queueSchema(client)) < LATEST_SCHEMA_VERSION) await runMigrations(client, 'bullmq');
  } finally {
    client.release();
  }
}

/** Only when missing: CREATE SCHEMA IF NOT EXISTS asks for the right to create even if there is nothing to create. */
async function createSchemas(client: pg.PoolClient): Promise<void> {
  await client.query('BEGIN');
  try {
    // Two processes that start at once would both find them missing.
    await client.query("SELECT pg_advisory_xact_lock(hashtext('wirewatch.schemas'))");
    await client.query('CREATE SCHEMA IF NOT EXISTS ww');
    await client.query('CREATE SCHEMA IF NOT EXISTS bullmq');
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}

async function queueSchema(client: pg.PoolClient): Promise<number> {
  try {
    return await assertSchemaCompatibility(client, 'bullmq');
  } catch (error) {
    if (error instanceof SchemaMigrationRequiredError) return 0;
    throw error;
  }
}

function poolStats({ app, queue }: Pools): { clients: number; waiting: number } {
  const both = [app, queue];
  return {
    clients: both.reduce((sum, pool) => sum + pool.totalCount - pool.idleCount, 0),
    waiting: both.reduce((sum, pool) => sum + pool.waitingCount, 0),
  };
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => (done ??= work());
}
