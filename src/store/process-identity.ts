import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';

/** Enough to tell a process from a later one that was given the same number. */
export interface ProcessIdentity {
  pid: number;
  host: string;
  /** Changes when the machine restarts; the same in all containers of one kernel. Empty where unknown. */
  boot: string;
  /** When the process started, in whatever form the system tells. Empty where unknown. */
  started: string;
}

export function describeSelf(): ProcessIdentity {
  return { pid: process.pid, host: os.hostname(), boot: bootId(), started: startOf(process.pid) };
}

/** False also for a process that we cannot see, such as one in another container. */
export function isSameProcessAlive(other: ProcessIdentity, self: ProcessIdentity): boolean {
  if (other.boot !== self.boot || other.host !== self.host || !exists(other.pid)) return false;
  const started = startOf(other.pid);
  return started === '' || other.started === '' || started === other.started;
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function bootId(): string {
  try {
    return fs.readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return '';
  }
}

/** Field 22 of /proc/<pid>/stat, counted after the name, which may hold spaces and brackets (proc(5)); ps elsewhere. */
function startOf(pid: number): string {
  try {
    if (process.platform === 'win32') return '';
    if (process.platform !== 'linux') {
      return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    }
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}
