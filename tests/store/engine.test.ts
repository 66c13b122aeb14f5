import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { type Engine, type EngineOptions, openEngine } from '../../src/store/embedded/engine.js';
import { unpackTemplate } from '../../src/store/embedded/template.js';
import { QuietClient } from '../../src/store/pools.js';
import { openEmbeddedForTest } from '../support/embedded.js';
import { until } from '../support/until.js';

interface Opened {
  engine: Engine;
  pool: pg.Pool;
  close: () => Promise<void>;
}

async function open(options: Partial<EngineOptions> = {}): Promise<Opened> {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'wirewatch-engine-'));
  const dataDir = path.join(directory, 'pg');
  await unpackTemplate(dataDir, false);
  const engine = await openEngine({ dataDir, durable: false, lowMemory: true, ...options });
  const pool = new pg.Pool({ stream: engine.stream, max: 4, Client: QuietClient });
  pool.on('error', () => undefined);
  await pool.query('CREATE TABLE t (a int)');
  const close = async (): Promise<void> => {
    await pool.end();
    await engine.close();
    fs.rmSync(directory, { recursive: true, force: true });
  };
  return { engine, pool, close };
}

describe('the embedded engine', () => {
  let engine: Engine;
  let pool: pg.Pool;
  let close: () => Promise<void>;
  beforeAll(async () => {
    ({ engine, pool, close } = await open());
  });
  beforeEach(() => pool.query('TRUNCATE t'));
  afterAll(() => close());

  it('refuses COPY FROM STDIN, which would end Postgres, and goes on', async () => {
    await expect(pool.query('COPY t FROM STDIN')).rejects.toMatchObject({ code: '0A000' });
    await expect(
      pool.query({ text: 'COPY t FROM STDIN', queryMode: 'extended' } as pg.QueryConfig),
    ).rejects.toMatchObject({ code: '0A000' });
    expect((await pool.query('SELECT count(*)::int AS count FROM t')).rows).toEqual([{ count: 0 }]);
    expect(engine.stats().restarts).toBe(0);
  });

  it('lets the event loop turn while it drains a long queue of statements', async () => {
    let turns = 0;
    const ticker = setInterval(() => turns++, 1);
    onTestFinished(() => clearInterval(ticker));
    await Promise.all(
      Array.from({ length: 400 }, (_, index) => pool.query('SELECT $1::int, repeat($2, 5000)', [index, 'x'])),
    );
    expect(turns).toBeGreaterThan(10);
  });

  it('keeps everyone out while an exclusive section runs', async () => {
    let insert: Promise<unknown> = Promise.resolve();
    const seen = await engine.exclusive(async (run) => {
      insert = pool.query('INSERT INTO t VALUES (1)');
      await until(() => engine.stats().waiting > 0, 'the insert to wait');
      return await run('SELECT count(*) FROM t');
    });
    await insert;
    expect(seen).toEqual([['0']]);
    expect((await pool.query('SELECT a FROM t')).rows).toEqual([{ a: 1 }]);
    await expect(engine.exclusive((run) => run('SELECT nonsense'))).rejects.toMatchObject({ code: '42703' });
  });
});

describe('an embedded engine with short limits', () => {
  it('kills a statement that never ends, recovers, and keeps what was committed', async () => {
    const reports: string[] = [];
    const { engine, pool, close } = await open({ maxBatchMs: 3_000, report: (text) => reports.push(text) });
    onTestFinished(close);
    await pool.query('INSERT INTO t VALUES (1)');
    const listener = await pool.connect();
    const lost = new Promise((resolve) => listener.once('error', resolve));
    const endless = pool.query('DO $$ BEGIN LOOP END LOOP; END $$');
    await expect(endless).rejects.toThrow('ran longer than 3000 ms');
    expect(await lost).toMatchObject({ code: '57P02' });
    listener.release(true);
    expect((await pool.query('SELECT a FROM t')).rows).toEqual([{ a: 1 }]);
    expect(engine.stats().restarts).toBe(1);
    expect(reports[0]).toContain('restarts');
  });

  it('rolls back a transaction that is left open, and serves the others', async () => {
    const { pool, close } = await open({ maxTransactionMs: 200 });
    onTestFinished(close);
    const forgetful = await pool.connect();
    await forgetful.query('BEGIN');
    await forgetful.query('INSERT INTO t VALUES (1)');
    expect((await pool.query('SELECT a FROM t')).rows).toEqual([]);
    await expect(forgetful.query('COMMIT')).rejects.toThrow();
    forgetful.release(true);
  });
});

describe('the embedded database', () => {
  it('can be copied while it is written to, and the copy opens', async () => {
    const { db, dataDir, drop } = await openEmbeddedForTest();
    onTestFinished(drop);
    await db.app.query('CREATE TABLE t (a int)');
    const writing = Promise.all(
      Array.from({ length: 50 }, (_, index) => db.app.query('INSERT INTO t VALUES ($1)', [index])),
    );
    const copy = fs.mkdtempSync(path.join(os.tmpdir(), 'wirewatch-copy-'));
    await db.exclusive?.(async (run) => {
      await run('CHECKPOINT');
      fs.cpSync(path.join(dataDir, 'pg'), path.join(copy, 'pg'), { recursive: true });
    });
    await writing;
    const copied = await openEmbeddedForTest({ dataDir: copy });
    onTestFinished(copied.drop);
    const { rows } = await copied.db.app.query<{ count: number }>('SELECT count(*) AS count FROM t');
    expect(rows[0]?.count).toBeLessThanOrEqual(50);
  });

  it('vacuums a table when a fifth of it is dead, and writes a checkpoint after 16 MB', async () => {
    const { db, drop } = await openEmbeddedForTest();
    onTestFinished(drop);
    await db.app.query(
      "CREATE TABLE t AS SELECT i, repeat('x', 900) AS filler FROM generate_series(1, 20000) AS i",
    );
    await db.app.query('DELETE FROM t WHERE i % 2 = 0');
    await db.app.query('SELECT pg_stat_force_next_flush()');
    expect(await db.maintenance?.run()).toEqual({ checkpoint: true, vacuumed: ['ww.t'] });
    await db.app.query('SELECT pg_stat_force_next_flush()');
    expect(await db.maintenance?.run()).toEqual({ checkpoint: false, vacuumed: [] });
  });
});
