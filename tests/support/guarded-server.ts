import { type ChildProcess, fork, type SpawnOptions } from 'node:child_process';
import * as net from 'node:net';
import * as path from 'node:path';

export interface GuardedServer {
  stop(): Promise<void>;
}

export interface ServerCommand {
  command: string;
  args: string[];
  /** Removed when the server has ended. */
  directory: string;
  options: Pick<SpawnOptions, 'uid' | 'gid' | 'cwd' | 'env'>;
  /** What the server prints once it accepts connections. */
  ready: string;
}

const START_TIMEOUT_MS = 30_000;

export async function startGuarded({ ready, ...command }: ServerCommand): Promise<GuardedServer> {
  let output = '';
  const child = forkQuietly('guard.mjs', [JSON.stringify(command)]);
  await message(child, (received: { output?: string; ended?: string }) => {
    if (received.ended !== undefined)
      throw new Error(`${command.command} ended with ${received.ended}: ${output.slice(-800)}`);
    output += received.output ?? '';
    return output.includes(ready) || undefined;
  });
  return { stop: () => stopChild(child) };
}

/** Forks a script of this folder that ends when its channel to us closes. */
export function forkQuietly(script: string, args: string[] = []): ChildProcess {
  const execArgv = ['--no-warnings'];
  return fork(path.join(import.meta.dirname, script), args, {
    execArgv,
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
}

/** Waits until `read` gives something for a message of the child. */
export function message<T, M>(child: ChildProcess, read: (received: M) => T | undefined): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const fail = (error: unknown): void => {
      clearTimeout(timer);
      reject(error instanceof Error ? error : new Error(String(error)));
    };
    const look = (received: M): void => {
      try {
        const value = read(received);
        if (value === undefined) return;
        clearTimeout(timer);
        child.off('message', look);
        resolve(value);
      } catch (error) {
        fail(error);
      }
    };
    const timer = setTimeout(() => fail('the server did not start in time'), START_TIMEOUT_MS);
    child.on('message', look);
    child.once('exit', (code) => fail(`the server's guard ended with code ${code}`));
    child.once('error', fail);
  });
}

export async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  if (child.connected) child.disconnect();
  await ended;
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
