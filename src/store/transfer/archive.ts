import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { LATEST_SCHEMA_VERSION } from 'bullmq';
import * as tar from 'tar';
import {
  pgliteVersion,
  readStamp,
  STAMP_FILE,
  syncFile,
  type TemplateStamp,
  unpackTemplate,
} from '../embedded/template.js';
import type { Database } from '../open.js';

/**
 * A backup of the embedded store is its files, as the template is that a new one begins with. They are copied while
 * nobody can write, after a checkpoint, which takes about a second a gigabyte; they are packed while all go on.
 */
export async function writeArchive(
  exclusive: NonNullable<Database['exclusive']>,
  dataDir: string,
  file: string,
): Promise<void> {
  const copy = await fs.mkdtemp(path.join(dataDir, 'backup-'));
  try {
    await exclusive(async (run) => {
      await run('CHECKPOINT');
      const kept = (source: string) => path.basename(source) !== 'postmaster.pid';
      // Where the file system can, files are shared until one of the two changes.
      await fs.cp(path.join(dataDir, 'pg'), copy, {
        recursive: true,
        filter: kept,
        mode: fs.constants.COPYFILE_FICLONE,
      });
    });
    const stamp: TemplateStamp = { pglite: pgliteVersion(), bullmqSchema: LATEST_SCHEMA_VERSION };
    await fs.writeFile(path.join(copy, STAMP_FILE), `${JSON.stringify(stamp)}\n`);
    const entries = (await fs.readdir(copy)).filter((name) => name !== STAMP_FILE).sort();
    // The stamp comes first, so that reading it does not unpack the rest.
    await tar.c({ file, cwd: copy, gzip: { level: 6 }, portable: true }, [STAMP_FILE, ...entries]);
  } finally {
    await fs.rm(copy, { recursive: true, force: true });
  }
}

/** Makes the embedded store of a data directory that has none. Throws when it has, or can't read these files. */
export async function unpackArchive(file: string, dataDir: string): Promise<void> {
  const stamp = await readStamp(file).catch(() => undefined);
  if (!stamp) throw new Error(`${file} is no backup of Wirewatch, or is damaged`);
  if (stamp.pglite !== pgliteVersion())
    throw new Error(
      `${file} holds the files of PGlite ${stamp.pglite}, and this program has ${pgliteVersion()}: restore it with the program that made it, move it to a server with wirewatch move, and back that up`,
    );
  if (!(await unpackTemplate(path.join(dataDir, 'pg'), true, file)))
    throw new Error(`${file} cannot be unpacked`);
}

/** Writes a file beside its place and puts it there when it is whole. */
export async function wholeFile(file: string, write: (draft: string) => Promise<void>): Promise<void> {
  const draft = `${file}.part`;
  try {
    await write(draft);
    await fs.chmod(draft, 0o600);
    await syncFile(draft);
    await fs.rename(draft, file);
    await syncFile(path.dirname(path.resolve(file)));
  } finally {
    await fs.rm(draft, { force: true });
  }
}
