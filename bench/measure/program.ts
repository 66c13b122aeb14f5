import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** The compiled program on a configuration of its own. */
export interface Bench {
  readonly folder: string;
  start(args: readonly string[], env?: Readonly<Record<string, string>>): Process;
  remove(): void;
}

export interface Process {
  readonly child: ChildProcess;
  /** JSON events so far. */
  events(): readonly Record<string, unknown>[];
  /** Resolves once standard error has said this. */
  says(text: string): Promise<void>;
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** More places to post to than the screen. */
export interface Places {
  readonly accounts: readonly string[];
  readonly destinations: readonly string[];
}

export function bench(
  lines: readonly string[],
  topic: string,
  { accounts, destinations }: Places = { accounts: [], destinations: [] },
): Bench {
  const folder = mkdtempSync(join(tmpdir(), 'ww-bench-'));
  const file = join(folder, 'wirewatch.yaml');
  mkdirSync(join(folder, 'watchlists'));
  const fixed = [
    `accounts: [${['{ id: screen, type: console }', ...accounts].join(', ')}]`,
    `destinations: [${['{ id: screen, account: screen }', ...destinations].join(', ')}]`,
    'web: false',
    'data: data',
  ];
  writeFileSync(file, `${[...lines, ...fixed].join('\n')}\n`);
  writeFileSync(
    join(folder, 'watchlists', 'a.yaml'),
    `name: A\ndestinations: [screen]\ntopics: [${topic}]\n`,
  );
  const { PATH = '', HOME = '' } = process.env;
  return {
    folder,
    start(args, env = {}) {
      const command = [resolve('dist/src/main.js'), ...args, '-c', file];
      const child = spawn(process.execPath, command, {
        env: { PATH, HOME, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let out = '';
      let told = '';
      const ended = new Promise<void>((done) => child.once('close', () => done()));
      child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
      child.stderr.setEncoding('utf8').on('data', (text: string) => (told += text));
      return {
        child,
        events: () =>
          out
            .split('\n')
            .filter((line) => line.startsWith('{') && line.endsWith('}'))
            .map((line) => JSON.parse(line) as Record<string, unknown>),
        says: async (text) => {
          while (!told.includes(text)) {
            if (child.exitCode !== null) throw new Error(`the program has ended: ${told}`);
            await new Promise((again) => setTimeout(again, 5));
          }
        },
        stop: async (signal = 'SIGTERM') => {
          child.kill(signal);
          await ended;
        },
      };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Resident megabytes. */
export function memoryOf({ pid }: ChildProcess): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1_024;
}
