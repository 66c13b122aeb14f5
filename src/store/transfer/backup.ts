import { existsSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import { connect, type Db, migrate } from '../db.js';
import { releaseFeeds } from '../feed-claims.js';
import { releaseLanes } from '../lanes.js';
import { type Database, openDatabase } from '../open.js';
import { unpackArchive, wholeFile, writeArchive } from './archive.js';
import { isDump, loadDump, writeDump } from './dump.js';
import { fillStore } from './move.js';
import { endFilling } from './place.js';

export interface BackupDone {
  readonly file: string;
  readonly bytes: number;
}

/** Writes all that a store holds at one moment to a new file, while everybody works on. */
export async function backupStore(database: Database, dataDir: string, file: string): Promise<BackupDone> {
  if (existsSync(file))
    throw new Error(`${file} exists already, and nothing is ever overwritten: name another file`);
  const { exclusive } = database;
  await wholeFile(file, async (draft) => {
    if (exclusive) await writeArchive(exclusive, dataDir, draft);
    else await writeDump(database.app, draft);
  });
  return { file, bytes: (await fs.stat(file)).size };
}

export interface Restore {
  readonly file: string;
  readonly dataDir: string;
  /** Null: into the data directory. */
  readonly databaseUrl: string | null;
  readonly lowMemory: boolean | undefined;
  readonly now: Date;
  readonly report: (line: string) => void;
}

/** Fills an empty store of either home from a backup of either. The caller holds the lock of the data directory. */
export async function restoreStore(restore: Restore): Promise<void> {
  const { file, dataDir, databaseUrl } = restore;
  if (!existsSync(file)) throw new Error(`there is no file ${file}`);
  const dump = await isDump(file).catch(() => false);
  if (databaseUrl === null && existsSync(`${dataDir}/pg`))
    throw new Error(
      `there is a store in ${dataDir} already, and nothing is ever overwritten: move its folder pg away`,
    );
  if (!dump && databaseUrl === null) await unpackArchive(file, dataDir);
  const open = () => openDatabase({ ...restore, databaseUrl: databaseUrl ?? undefined, queueClients: 0 });
  const database = await open();
  try {
    if (dump) await loadDump(database.app, file, restore.now);
    else if (databaseUrl !== null) await fillFromArchive(restore, database);
    const db = connect(database.app);
    await migrate(db);
    await doubt(db, restore.now);
    // Not before: what waits would be posted without a look.
    await endFilling(db);
  } finally {
    await database.close();
  }
}

/** The files of an embedded store are opened by themselves and copied to the server. */
async function fillFromArchive(
  { file, dataDir, lowMemory, now, report }: Restore,
  to: Database,
): Promise<void> {
  await fs.mkdir(dataDir, { recursive: true });
  const beside = await fs.mkdtemp(`${dataDir}/restore-`);
  try {
    await unpackArchive(file, beside);
    const from = await openDatabase({ dataDir: beside, queueClients: 0, lowMemory, report });
    try {
      await fillStore({ from: from.app, to: to.app, now, progress: () => undefined });
    } finally {
      await from.close();
    }
  } finally {
    await fs.rm(beside, { recursive: true, force: true });
  }
}

/** What waited when the backup was made may have been posted since: it is looked for before it is posted. */
async function doubt(db: Db, now: Date): Promise<void> {
  await db
    .updateTable('alert')
    .set((eb) => ({
      state: 'sending' as const,
      first_at: eb.fn.coalesce('first_at', 'created_at'),
      last_at: now,
      missed_at: null,
      not_before: now,
      repeatable_until: null,
    }))
    .where('state', '=', 'pending')
    .execute();
  await releaseLanes(db, now);
  await releaseFeeds(db);
}
