import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { connect, type Db, migrate } from '../../src/store/db.js';
import { type Database, type DatabaseOptions, openDatabase } from '../../src/store/open.js';
import { freshDatabase, hasPostgres } from './postgres.js';

export interface TestDatabase {
  db: Database;
  /** Closes it and removes all of its data. */
  drop: () => Promise<void>;
}

type Options = Partial<Omit<DatabaseOptions, 'databaseUrl'>>;

/** An embedded database in a directory of its own, without fsync, and compiled once instead of twice. */
export async function openEmbeddedForTest(
  options: Options = {},
): Promise<TestDatabase & { dataDir: string }> {
  const dataDir = options.dataDir ?? fs.mkdtempSync(path.join(os.tmpdir(), 'wirewatch-test-'));
  const db = await openDatabase({ queueClients: 4, durable: false, lowMemory: true, ...options, dataDir });
  const drop = async (): Promise<void> => {
    await db.close();
    fs.rmSync(dataDir, { recursive: true, force: true });
  };
  return { db, dataDir, drop };
}

/** An embedded store with its schema. */
export async function openStoreForTest(): Promise<{ database: TestDatabase; db: Db }> {
  const database = await openEmbeddedForTest();
  const db = connect(database.db.app);
  await migrate(db);
  return { database, db };
}

export async function openServerForTest(options: Options = {}): Promise<TestDatabase> {
  const { url, drop } = await freshDatabase();
  const db = await openDatabase({ queueClients: 4, ...options, dataDir: os.tmpdir(), databaseUrl: url });
  return { db, drop: () => db.close().then(drop) };
}

export interface Home {
  name: 'embedded' | 'server';
  open: (options?: Options) => Promise<TestDatabase>;
}

/** For `describe.each(await homes())('on the $name store', …)`: both homes, or the embedded one if there is no server. */
export async function homes(): Promise<Home[]> {
  const embedded: Home = { name: 'embedded', open: openEmbeddedForTest };
  const server: Home = { name: 'server', open: openServerForTest };
  return (await hasPostgres()) ? [embedded, server] : [embedded];
}
