import { createReadStream, createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import type pg from 'pg';
import { connect, executedMigrations, migrate } from '../db.js';
import {
  type Asks,
  quoted,
  type SequenceState,
  sequences,
  setSequences,
  type StoredTable,
  storedTables,
} from './catalog.js';
import { PAGE_ROWS, writePage } from './pages.js';
import { beginFilling, isUnused } from './place.js';

/**
 * A store as lines of JSON, compressed: a header, pages of rows, and in the end how many rows there were, so that a file
 * that was cut short is known. Rows are the database's own JSON and are never parsed here.
 */
interface Header {
  readonly wirewatch: 'dump';
  readonly installation: string;
  /** Those that had made the tables: they are made by the same before they are filled. */
  readonly migrations: readonly string[];
  readonly tables: readonly Pick<StoredTable, 'name' | 'columns'>[];
  readonly sequences: readonly SequenceState[];
}

interface Trailer {
  readonly end: true;
  readonly rows: Readonly<Record<string, number>>;
}

/** Writes what the store held at one moment; everybody else works on. */
export async function writeDump(pool: pg.Pool, file: string): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('begin transaction isolation level repeatable read, read only');
    await pipeline(dumpLines(client), createGzip(), createWriteStream(file, { mode: 0o600 }));
    await client.query('commit');
  } finally {
    client.release(true);
  }
}

async function* dumpLines(client: pg.PoolClient): AsyncGenerator<string> {
  const rows: Record<string, number> = {};
  const tables = await storedTables(client);
  const { rows: found } = await client.query<{ id: string }>('select id from ww.installation');
  const header: Header = {
    wirewatch: 'dump',
    installation: found[0]?.id ?? '',
    migrations: await executedMigrations(client),
    tables: tables.map(({ name, columns }) => ({ name, columns })),
    sequences: await sequences(client),
  };
  yield `${JSON.stringify(header)}\n`;
  for (const table of tables) {
    rows[table.name] = 0;
    for await (const page of pagesOf(client, table)) {
      rows[table.name] = (rows[table.name] ?? 0) + page.length;
      yield `{"table":${JSON.stringify(table.name)},"rows":[${page.join(',')}]}\n`;
    }
  }
  const trailer: Trailer = { end: true, rows };
  yield `${JSON.stringify(trailer)}\n`;
}

async function* pagesOf(client: Asks, { name, columns }: StoredTable): AsyncGenerator<string[]> {
  const list = columns.map(quoted).join(', ');
  await client.query(
    `declare page no scroll cursor for
     select row_to_json(each)::text as row from (select ${list} from ww.${quoted(name)}) each`,
  );
  for (;;) {
    const { rows } = await client.query<{ row: string }>(`fetch ${PAGE_ROWS} from page`);
    if (rows.length > 0) yield rows.map(({ row }) => row);
    if (rows.length < PAGE_ROWS) break;
  }
  await client.query('close page');
}

/** Whether a file is such a dump; another kind of backup is an archive. */
export async function isDump(file: string): Promise<boolean> {
  for await (const line of linesOf(file)) return line.startsWith('{"wirewatch":"dump"');
  return false;
}

/** Fills an empty store, of either home, which counts as half filled until `endFilling`. Begun again after it was broken off, it begins anew. */
export async function loadDump(pool: pg.Pool, file: string, now: Date): Promise<void> {
  const db = connect(pool);
  let header: Header | null = null;
  let trailer: Trailer | null = null;
  for await (const line of linesOf(file)) {
    if (header === null) {
      header = JSON.parse(line) as Header;
      await emptied(pool);
      await migrate(db, header.migrations);
      await beginFilling(db, `backup of ${header.installation}`, now);
      await pool.query(
        `truncate ${header.tables.map(({ name }) => `ww.${quoted(name)}`).join(', ')} cascade`,
      );
    } else if (line.startsWith('{"end":true')) trailer = JSON.parse(line) as Trailer;
    else await loadPage(pool, header, line);
  }
  if (header === null || trailer === null) throw new Error(`${file} is cut short: it has no end`);
  await setSequences(pool, header.sequences);
  for (const [table, rows] of Object.entries(trailer.rows)) {
    const found = await pool.query<{ n: number }>(`select count(*)::int as n from ww.${quoted(table)}`);
    if (found.rows[0]?.n !== rows)
      throw new Error(
        `table ${table} has ${found.rows[0]?.n ?? 0} rows where the backup has ${rows}: begin again`,
      );
  }
}

/** A newer program may have made tables for a store that nobody has used yet. */
async function emptied(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<{ used: boolean }>(
    `select to_regclass('ww.feed') is not null and to_regclass('ww.move') is not null as used`,
  );
  if (rows[0]?.used !== true || !(await isUnused(connect(pool)))) return;
  await pool.query('drop schema ww cascade');
  await pool.query('create schema ww');
}

async function loadPage(pool: pg.Pool, { tables }: Header, line: string): Promise<void> {
  const [, name = '', rows = ''] = /^\{"table":"([a-z_]+)","rows":(\[.*\])\}$/s.exec(line) ?? [];
  const table = tables.find((each) => each.name === name);
  if (!table) throw new Error(`the backup has a line that is not understood: ${line.slice(0, 60)}`);
  await writePage(pool, table, rows);
}

async function* linesOf(file: string): AsyncGenerator<string> {
  const source = createReadStream(file);
  const gunzip = createGunzip();
  const failed = pipeline(source, gunzip).catch((error: unknown) => {
    throw new Error(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  });
  failed.catch(() => undefined);
  for await (const line of createInterface({ input: gunzip, crlfDelay: Number.POSITIVE_INFINITY }))
    yield line;
  await failed;
}
