import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';

/** The kernel keeps 108 bytes for the path of a unix socket (104 on macOS), with the zero at its end. */
const LONGEST_PATH_BYTES = 100;
const PROBE_TIMEOUT_MS = 2_000;

/**
 * Where `<directory>/ctl.sock` can be listened on and connected to: itself, or for a long path the same file through
 * a short symbolic link in the system's temporary directory. A named pipe on Windows.
 */
export function socketPathOf(directory: string): string {
  if (process.platform === 'win32') return `\\\\.\\pipe\\wirewatch-${digest(directory)}`;
  const direct = path.join(directory, 'ctl.sock');
  if (Buffer.byteLength(direct) <= LONGEST_PATH_BYTES) return direct;
  return path.join(shortcutTo(directory), 'ctl.sock');
}

/** Takes away the symbolic link, if the path of the directory needs one; whoever asks for the path makes it again. */
export function forgetSocketPath(directory: string): void {
  const parent = path.dirname(socketPathOf(directory));
  if (process.platform !== 'win32' && parent !== directory) fs.rmSync(parent, { force: true });
}

/** A silent owner counts as alive: its event loop may be busy. */
export function isControlSocketAlive(directory: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(socketPathOf(directory));
    const settle = (alive: boolean): void => {
      socket.destroy();
      resolve(alive);
    };
    socket.setTimeout(PROBE_TIMEOUT_MS, () => settle(true));
    socket.once('connect', () => settle(true));
    socket.once('error', (error: NodeJS.ErrnoException) => {
      settle(!['ENOENT', 'ECONNREFUSED', 'ENOTSOCK'].includes(error.code ?? ''));
    });
  });
}

function shortcutTo(directory: string): string {
  const user = process.getuid?.() ?? 0;
  const link = path.join(os.tmpdir(), `wirewatch-${user}-${digest(directory)}`);
  try {
    fs.symlinkSync(directory, link);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  // Anybody may write there: a link that another user has put in our way could lead to a socket of theirs.
  if (fs.lstatSync(link).uid !== user || fs.readlinkSync(link) !== directory) {
    throw new Error(`${link} is in the way; remove it, or use a data directory with a shorter path`);
  }
  return link;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
