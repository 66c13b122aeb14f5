import type pg from 'pg';
import { type Asks, sequences, setSequences, type StoredTable, storedTables } from './catalog.js';
import { clearAfter, type Key, PAGE_ROWS, type PageSum, readPage, sumPage, writePage } from './pages.js';

/** What stands in both stores when a copy has ended. */
export interface CopiedTable {
  readonly table: string;
  readonly rows: number;
  /** Of both stores alike. */
  readonly sum: bigint;
  /** Rows that were there already, from a copy that was broken off. */
  readonly kept: number;
}

/** Told after each page. */
export type CopyProgress = (table: string, rows: number) => void;

/**
 * Makes one store what another is, table by table and page by page; nobody may change either meanwhile. Pages that are
 * equal already are left as they are, so a copy that was broken off goes on where it was. In the end every page of
 * both is compared: what is returned was found equal.
 */
export async function copyStore(from: Asks, to: pg.Pool, progress: CopyProgress): Promise<CopiedTable[]> {
  const tables = await storedTables(from);
  const kept = new Map<string, number>();
  for (const table of tables) kept.set(table.name, await copyTable(from, to, table, progress));
  await setSequences(to, await sequences(from));
  const copied: CopiedTable[] = [];
  for (const table of tables)
    copied.push({ ...(await compareTable(from, to, table)), kept: kept.get(table.name) ?? 0 });
  return copied;
}

/** Returns how many rows were there already. */
async function copyTable(from: Asks, to: pg.Pool, table: StoredTable, progress: CopyProgress) {
  let after: Key = null;
  let done = 0;
  let kept = 0;
  for (;;) {
    const theirs = await sumPage(to, table, after);
    const isEmpty = theirs.count === 0;
    const ours: PageSum | null = isEmpty ? null : await sumPage(from, table, after);
    let last: Key;
    let count: number;
    if (ours && isEqual(ours, theirs)) {
      ({ last, count } = ours);
      kept += count;
    } else ({ last, count } = await replacePage(from, to, table, after));
    done += count;
    progress(table.name, done);
    if (count < PAGE_ROWS) {
      await clearAfter(to, table, last ?? after, null);
      return kept;
    }
    after = last;
  }
}

async function replacePage(from: Asks, to: pg.Pool, table: StoredTable, after: Key) {
  const page = await readPage(from, table, after);
  const client = await to.connect();
  try {
    await client.query('begin');
    await clearAfter(client, table, after, page.last);
    await client.query('savepoint before');
    try {
      await writePage(client, table, page.rows);
    } catch (error) {
      if (!isTaken(error)) throw error;
      // Something further on has what this page needs: it is written anew when its turn comes.
      await client.query('rollback to savepoint before');
      await clearAfter(client, table, after, null);
      await writePage(client, table, page.rows);
    }
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
  return page;
}

const isTaken = (error: unknown) => error instanceof Error && 'code' in error && error.code === '23505';

async function compareTable(from: Asks, to: Asks, table: StoredTable) {
  let after: Key = null;
  let rows = 0;
  let sum = 0n;
  for (;;) {
    const ours: PageSum = await sumPage(from, table, after);
    const theirs = await sumPage(to, table, after);
    if (!isEqual(ours, theirs))
      throw new Error(
        `table ${table.name} differs after ${rows} rows: somebody has changed it meanwhile; begin again`,
      );
    rows += ours.count;
    sum += BigInt(ours.sum);
    if (ours.count < PAGE_ROWS) return { table: table.name, rows, sum };
    after = ours.last;
  }
}

const isEqual = (a: PageSum, b: PageSum) => a.count === b.count && a.sum === b.sum;
