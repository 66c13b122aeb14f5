import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { TOPIC_WORD } from './articles.js';
import type { Target } from './platforms.js';

/** One installation on servers, worked on by several processes of the compiled program. */
export interface EngineHouse {
  /** The folder feed. */
  readonly inbox: string;
  start(role: string): Member;
  remove(): void;
}

export interface Member {
  readonly role: string;
  readonly child: ChildProcess;
  /** Resolves when it has begun to work, or has ended. */
  readonly greeted: Promise<void>;
  /** What it has told since it was asked last: warnings and errors. */
  told(): string[];
  /** Its clock goes so many milliseconds ahead from now on; Postgres' and Redis' do not. */
  setClock(aheadMs: number): void;
  end(signal: NodeJS.Signals): Promise<void>;
}

/** Sets the clock of a process as a file says. */
const CLOCK = new URL('./clock.mjs', import.meta.url).href;

export function engineHouse(target: Target, databaseUrl: string, redisUrl: string): EngineHouse {
  const folder = mkdtempSync(join(tmpdir(), 'ww-engine-'));
  const inbox = join(folder, 'inbox');
  mkdirSync(inbox);
  mkdirSync(join(folder, 'watchlists'));
  const file = join(folder, 'wirewatch.yaml');
  const lines = [
    `feeds: [{ id: inbox, folder: inbox, every: 1 }]`,
    `accounts: [{ id: chat, type: ${target.platform}, botToken: $CHAOS_TOKEN, api: "${target.api}" }]`,
    `destinations: [{ id: desk, account: chat, channel: "${target.channel}" }]`,
    'web: false',
    'data: data',
  ];
  writeFileSync(file, `${lines.join('\n')}\n`);
  const topic = `{ id: chaos, name: Chaos, query: ${TOPIC_WORD}, backfill: 7d }`;
  writeFileSync(
    join(folder, 'watchlists', 'chaos.yaml'),
    `name: Chaos\ndestinations: [desk]\ntopics: [${topic}]\n`,
  );
  const { PATH = '', HOME = '' } = process.env;
  const env = { PATH, HOME, CHAOS_TOKEN: target.token, DATABASE_URL: databaseUrl, REDIS_URL: redisUrl };
  let started = 0;
  return {
    inbox,
    start(role) {
      const command = [resolve('dist/src/main.js'), 'run', '-c', file, '--role', role];
      const clock = join(folder, `clock-${++started}`);
      writeFileSync(clock, '0');
      const astray = { CHAOS_CLOCK: clock, NODE_OPTIONS: `--import ${CLOCK}` };
      const child = spawn(process.execPath, command, {
        env: { ...env, ...astray },
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      let lines: string[] = [];
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        if (process.env['CHAOS_VERBOSE']) process.stderr.write(text);
        if (text.includes('watching 1 feed')) greet();
        lines.push(...text.split('\n').filter((line) => /^\S+Z [!✗]/.test(line)));
      });
      let greet: () => void = () => undefined;
      const greeted = new Promise<void>((done) => (greet = done));
      const ended = new Promise<void>((done) => child.once('close', () => done()));
      void ended.then(greet);
      return {
        role,
        child,
        greeted,
        told: () => {
          const told = lines.map((line) => line.slice(10));
          lines = [];
          return told;
        },
        setClock: (aheadMs) => writeFileSync(clock, String(aheadMs)),
        end: async (signal) => {
          child.kill(signal);
          // One that is paused would not notice.
          child.kill('SIGCONT');
          await ended;
        },
      };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
