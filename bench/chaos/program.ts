import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { askDaemon } from '../../src/cli/control.js';
import { socketPathOf } from '../../src/store/control-socket.js';
import { TOPIC_WORD } from './articles.js';
import type { Target } from './platforms.js';

/** An installation of the compiled program in a folder of its own. */
export interface Installation {
  /** The folder feed. */
  readonly inbox: string;
  /** Starts the program as a daemon. */
  start(): Life;
  /** Does all that is due and ends; the exit code. */
  drain(minutes: number): Promise<number | null>;
  remove(): void;
}

/** One process, until it is killed. */
export interface Life {
  /** Has the folder read; false when the process does not answer yet. */
  poll(): Promise<boolean>;
  kill(): Promise<void>;
  /** Lets it finish what it is at. */
  stop(): Promise<void>;
}

export function install({ platform, token, channel }: Target, api: string): Installation {
  const folder = mkdtempSync(join(tmpdir(), 'ww-chaos-'));
  const inbox = join(folder, 'inbox');
  mkdirSync(inbox);
  mkdirSync(join(folder, 'watchlists'));
  const secret = platform === 'slack' ? 'botToken' : 'token';
  const file = join(folder, 'wirewatch.yaml');
  writeFileSync(
    file,
    [
      'feeds:',
      `  - { id: inbox, folder: inbox, every: 1 }`,
      'accounts:',
      `  - { id: chat, type: ${platform}, ${secret}: $CHAOS_TOKEN, api: "${api}" }`,
      'destinations:',
      `  - { id: desk, account: chat, channel: "${channel}" }`,
      'data: data',
      'web: false',
      '',
    ].join('\n'),
  );
  const topic = `{ id: chaos, name: Chaos, query: ${TOPIC_WORD}, backfill: 7d }`;
  writeFileSync(
    join(folder, 'watchlists', 'chaos.yaml'),
    `name: Chaos\ndestinations: [desk]\ntopics: [${topic}]\n`,
  );
  const run = (args: string[]) => {
    const { PATH = '', HOME = '' } = process.env;
    const env = { PATH, HOME, CHAOS_TOKEN: token, WIREWATCH_LOW_MEMORY: '1' };
    const verbose = process.env['CHAOS_VERBOSE'] ? 'inherit' : 'ignore';
    const command = [resolve('dist/src/main.js'), 'run', '-c', file, ...args];
    const child = spawn(process.execPath, command, { env, stdio: ['ignore', verbose, verbose] });
    const ended = new Promise<number | null>((settle) => child.on('close', settle));
    return { child, ended };
  };
  return {
    inbox,
    start: () => {
      const { child, ended } = run([]);
      const end = async (signal: NodeJS.Signals) => {
        child.kill(signal);
        await ended;
      };
      return {
        poll: async () => {
          await sleep(100);
          return askDaemon(socketPathOf(join(folder, 'data')))
            .pollNow('inbox')
            .catch(() => false);
        },
        kill: () => end('SIGKILL'),
        stop: () => end('SIGTERM'),
      };
    },
    drain: (minutes) => run(['--once', '--minutes', String(minutes)]).ended,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
