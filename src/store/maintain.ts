import type pg from 'pg';

/**
 * What a Postgres server does in the background, and a single-user one does not do at all: checkpoints, without which
 * pg_wal grows for ever and recovery takes as long (1 million rows: 287 MB, 49 s), and vacuum, without which the queue's
 * tables do (10,000 jobs: 10 MB). Every statement is short and takes its turn with the others.
 */
export interface Maintenance {
  /** Does now what is due; says what it did. */
  run(): Promise<MaintenanceDone>;
  /** Resolves when nothing of it runs any more. */
  stop(): Promise<void>;
}

export interface MaintenanceDone {
  checkpoint: boolean;
  /** Names with their schema. */
  vacuumed: string[];
}

const EVERY_MS = 15_000;
/** A job is about 3.3 kB of log, so this is 5,000 jobs, or a recovery of 0.3 s. */
const CHECKPOINT_BYTES = 16 * 1024 * 1024;
const CHECKPOINT_SECONDS = 300;
/** Rows. Postgres' own rule is 50 + 20 %; a higher floor spares small tables that churn. */
const VACUUM_ROWS = 1_000;
const VACUUM_SHARE = 0.2;
/** Transactions; at 2,147 million they would run out. Postgres' own limit for a forced freeze is 200 million. */
const FREEZE_AGE = 150_000_000;

export function startMaintenance(pool: pg.Pool, report: (message: string) => void): Maintenance {
  let last: Promise<unknown> = Promise.resolve();
  let stopped = false;
  const run = (): Promise<MaintenanceDone> => {
    const done = last.then(() => maintain(pool, () => stopped));
    last = done.catch(() => {});
    return done;
  };
  const timer = setInterval(() => {
    run().catch((error: unknown) => report(`maintenance of the embedded database failed: ${String(error)}`));
  }, EVERY_MS);
  timer.unref();
  return {
    run,
    stop: async () => {
      stopped = true;
      clearInterval(timer);
      await last;
    },
  };
}

async function maintain(pool: pg.Pool, isStopped: () => boolean): Promise<MaintenanceDone> {
  const vacuumed: string[] = [];
  for (const table of isStopped() ? [] : await tablesToVacuum(pool)) {
    if (isStopped()) break;
    await pool.query(`VACUUM (ANALYZE) ${table}`);
    vacuumed.push(table);
  }
  if (!isStopped() && (await isFreezeDue(pool))) await pool.query('VACUUM (FREEZE)');
  const checkpoint = !isStopped() && (await isCheckpointDue(pool));
  if (checkpoint) await pool.query('CHECKPOINT');
  return { checkpoint, vacuumed };
}

async function tablesToVacuum(pool: pg.Pool): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, relname) AS name
       FROM pg_stat_user_tables
      WHERE schemaname IN ('ww', 'bullmq')
        AND greatest(n_dead_tup, n_mod_since_analyze) > $1 + $2::float8 * n_live_tup
      ORDER BY n_dead_tup DESC`,
    [VACUUM_ROWS, VACUUM_SHARE],
  );
  return rows.map(({ name }) => name);
}

async function isFreezeDue(pool: pg.Pool): Promise<boolean> {
  const sql = 'SELECT age(datfrozenxid) > $1 AS due FROM pg_database WHERE datname = current_database()';
  const { rows } = await pool.query<{ due: boolean }>(sql, [FREEZE_AGE]);
  return rows[0]?.due ?? false;
}

async function isCheckpointDue(pool: pg.Pool): Promise<boolean> {
  const { rows } = await pool.query<{ bytes: number; seconds: number }>(
    `SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), redo_lsn)::float8 AS bytes,
            extract(epoch FROM now() - checkpoint_time)::float8 AS seconds
       FROM pg_control_checkpoint()`,
  );
  const { bytes, seconds } = rows[0] ?? { bytes: 0, seconds: 0 };
  // A checkpoint leaves some 200 bytes behind itself; without the floor an idle database would write one after another.
  return bytes > CHECKPOINT_BYTES || (bytes > 10_000 && seconds > CHECKPOINT_SECONDS);
}
