import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { DatabaseOpenError } from '../server-failure.js';
import { type Engine, openEngine } from './engine.js';
import { unpackTemplate } from './template.js';

/** The Postgres inside the PGlite that package.json names; files of another major version cannot be opened by it. */
export const POSTGRES_MAJOR = '18';

/** Bytes. Below this the half gigabyte that V8 takes while compiling would be missing elsewhere. */
const LOW_MEMORY_BYTES = 1.5 * 1024 ** 3;

export interface EmbeddedOptions {
  dataDir: string;
  durable: boolean;
  lowMemory?: boolean | undefined;
  report?: ((message: string) => void) | undefined;
}

/** Opens the Postgres under `<dataDir>/pg`; the first time that directory is made. Throws DatabaseOpenError. */
export async function openEmbedded({ dataDir, report, ...options }: EmbeddedOptions): Promise<Engine> {
  const { durable, lowMemory = isMemoryLow() } = options;
  const files = path.resolve(dataDir, 'pg');
  fs.mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  if (!fs.existsSync(path.join(files, 'PG_VERSION'))) await makeDataDir(files, { durable, lowMemory });
  refuseOtherVersion(files);
  try {
    return await openEngine({ dataDir: files, durable, lowMemory, report });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const advice = 'If the directory is damaged, restore it from a backup; to start empty, move it away.';
    throw new DatabaseOpenError(
      'failed',
      `Cannot open the embedded database in ${files}: ${reason}. ${advice}`,
      { cause: error },
    );
  }
}

/** The directory appears complete or not at all, however it is made. */
async function makeDataDir(files: string, options: { durable: boolean; lowMemory: boolean }): Promise<void> {
  if (fs.existsSync(files) && fs.readdirSync(files).length > 0) {
    throw new DatabaseOpenError(
      'failed',
      `${files} is not empty and holds no database. Move it away, or restore it from a backup.`,
    );
  }
  fs.rmSync(files, { recursive: true, force: true });
  if (await unpackTemplate(files, options.durable)) return;
  const made = `${files}.initdb-${process.pid}`;
  fs.rmSync(made, { recursive: true, force: true });
  fs.mkdirSync(made, { mode: 0o700 });
  const engine = await openEngine({ dataDir: made, ...options });
  await engine.close();
  fs.renameSync(made, files);
}

function refuseOtherVersion(files: string): void {
  const versionFile = path.join(files, 'PG_VERSION');
  if (!fs.existsSync(versionFile)) return;
  const found = fs.readFileSync(versionFile, 'utf8').trim();
  if (found === POSTGRES_MAJOR) return;
  throw new DatabaseOpenError(
    'other-version',
    `The embedded database in ${files} was written by Postgres ${found}, and this version of Wirewatch reads ${POSTGRES_MAJOR}. ` +
      'Export it with the version of Wirewatch that wrote it, and import it with this one.',
  );
}

/** A container's limit counts, not the machine's memory. */
function isMemoryLow(): boolean {
  const limit = process.constrainedMemory();
  return Math.min(os.totalmem(), limit > 0 ? limit : Number.POSITIVE_INFINITY) < LOW_MEMORY_BYTES;
}
