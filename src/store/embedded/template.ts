import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import * as tar from 'tar';

/**
 * A data directory made once at build time, because initdb takes 4 s and 780 MB where unpacking takes 0.2 s. Files of
 * another PGlite cannot be trusted, so the archive carries the version that made it; if that differs, initdb runs.
 */
export interface TemplateStamp {
  pglite: string;
  /** The version of BullMQ's tables inside. */
  bullmqSchema: number;
}

export const STAMP_FILE = 'wirewatch-template.json';

export function templatePath(): string {
  return path.join(packageRoot(), 'src/store/embedded/template.tar.gz');
}

export function pgliteVersion(): string {
  const entry = createRequire(import.meta.url).resolve('@electric-sql/pglite');
  return readJson<{ version: string }>(path.join(path.dirname(entry), '../package.json')).version;
}

export async function readStamp(archive: string): Promise<TemplateStamp | undefined> {
  let text = '';
  await tar.t({
    file: archive,
    onReadEntry: (entry) => {
      if (entry.path === STAMP_FILE) entry.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
    },
  });
  return text === '' ? undefined : (JSON.parse(text) as TemplateStamp);
}

/**
 * Fills a data directory that does not exist yet; afterwards it is there completely or not at all.
 * False when there is no archive or it was made by another PGlite: then the caller has initdb to fall back on.
 */
export async function unpackTemplate(
  dataDir: string,
  durable: boolean,
  archive = templatePath(),
): Promise<boolean> {
  if (!fs.existsSync(archive)) return false;
  const unpacked = `${dataDir}.new-${randomBytes(6).toString('hex')}`;
  fs.mkdirSync(unpacked, { recursive: true, mode: 0o700 });
  try {
    // Waiting for each of 400 files in turn takes longer than writing them.
    tar.x({ file: archive, cwd: unpacked, sync: true });
    const stamp = readJson<TemplateStamp>(path.join(unpacked, STAMP_FILE));
    if (stamp.pglite !== pgliteVersion()) return false;
    if (durable) await syncTree(unpacked);
    fs.renameSync(unpacked, dataDir);
    if (durable) await syncFile(path.dirname(dataDir));
    return true;
  } finally {
    fs.rmSync(unpacked, { recursive: true, force: true });
  }
}

/** All at once, so that the file system may write them in few batches: 1,000 files in one go, not one after another. */
async function syncTree(directory: string): Promise<void> {
  const entries = await fs.promises.readdir(directory, { recursive: true, withFileTypes: true });
  const paths = entries.map((entry) => path.join(entry.parentPath ?? entry.path, entry.name));
  await Promise.all([directory, ...paths].map(syncFile));
}

export async function syncFile(file: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await fs.promises.open(file, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The archive lies with the sources; from dist/ it is found through the package's root. */
function packageRoot(): string {
  let directory = import.meta.dirname;
  while (!fs.existsSync(path.join(directory, 'package.json'))) {
    const parent = path.dirname(directory);
    if (parent === directory) return import.meta.dirname;
    directory = parent;
  }
  return directory;
}

function readJson<T>(file: string): T {
  return JSON.parse(fs.readFileSync(file, 'utf8')) as T;
}
