import { access, constants, mkdir } from 'node:fs/promises';
import { Failure } from './command.js';

/** Makes the data directory where there is none. What stands in the way, as a sentence that says what to do; null when all is well. */
export async function dataDirTrouble(dataDir: string): Promise<string | null> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    await access(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
    return null;
  } catch (error) {
    return explain(dataDir, error);
  }
}

/** Does what needs the directory; a fault of the file system ends as a sentence and not as a stack. */
export async function onDisk<T>(dataDir: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) throw new Failure(explain(dataDir, error));
    throw error;
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EEXIST: 'is a file: a folder is needed',
  ENOTDIR: 'leads through a file: a folder is needed',
  EACCES: 'may not be written by this user: mend its owner or permissions (chown, chmod)',
  EPERM: 'may not be written by this user: mend its owner or permissions (chown, chmod)',
  EROFS: 'is on a read-only file system: mount it for writing',
  ENOSPC: 'is on a disk that is full: make room',
  EDQUOT: 'is beyond the quota of this user: make room',
};

function explain(dataDir: string, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  return `data directory ${dataDir} ${REASONS[code] ?? `cannot be used (${code})`}, or name another with data: or WIREWATCH_DATA`;
}
