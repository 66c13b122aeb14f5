import { type ChildProcess, fork } from 'node:child_process';
import * as fs from 'node:fs';
import * as http from 'node:http';
import * as os from 'node:os';
import * as path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { acquireLock, type Lock, type LockResult } from '../../src/store/lock.js';

function temporaryDirectory(...below: string[]): string {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'wirewatch-lock-'));
  onTestFinished(() => fs.rmSync(directory, { recursive: true, force: true }));
  return path.join(directory, ...below);
}

async function own(dataDir: string): Promise<Lock> {
  const result = await acquireLock(dataDir);
  if (result.kind !== 'owned') throw new Error(result.message);
  onTestFinished(() => result.lock.release());
  return result.lock;
}

/** A process that tries for the lock when told to, says how it went, and lives on. */
async function starter(dataDir: string): Promise<ChildProcess> {
  const child = fork(path.join(import.meta.dirname, 'lock-child.ts'), [dataDir], {
    execArgv: ['--import', 'tsx'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  await reply(child);
  return child;
}

function reply(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', (code) => reject(new Error(`the process ended with ${code}`)));
  });
}

async function go(child: ChildProcess): Promise<LockResult['kind']> {
  const answered = reply(child);
  child.send('go');
  return (await answered) as LockResult['kind'];
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}

function get(socketPath: string): Promise<{ status: number | undefined; body: string }> {
  return new Promise((resolve, reject) => {
    const request = http.get({ socketPath, path: '/', agent: false }, (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk.toString()));
      response.on('end', () => resolve({ status: response.statusCode, body }));
    });
    request.on('error', reject);
  });
}

it('a second process learns who has the directory, since when, and what to do', async () => {
  const dataDir = temporaryDirectory('data');
  const child = await starter(dataDir);
  expect(await go(child)).toBe('owned');
  const result = await acquireLock(dataDir);
  expect(result).toMatchObject({ kind: 'busy', owner: { pid: child.pid, host: os.hostname() } });
  if (result.kind !== 'busy') return;
  expect(result.message).toContain(
    `process ${child.pid} on ${os.hostname()} since ${result.owner.since.slice(0, 16).replace('T', ' ')} UTC. `,
  );
  expect(result.message).toContain(`kill ${child.pid}`);
  expect(await get(result.socketPath)).toMatchObject({ status: 503 });
});

it('the lock of a process that was killed is taken over', async () => {
  const dataDir = temporaryDirectory('data');
  const child = await starter(dataDir);
  expect(await go(child)).toBe('owned');
  await kill(child);
  await own(dataDir);
  expect(fs.readdirSync(dataDir).sort()).toEqual(['ctl.sock', 'lock.2']);
});

it('of six processes that start at once over a stale lock one owns it', async () => {
  const dataDir = temporaryDirectory('data');
  const killed = await starter(dataDir);
  const starters = await Promise.all(Array.from({ length: 6 }, () => starter(dataDir)));
  expect(await go(killed)).toBe('owned');
  await kill(killed);
  const kinds = await Promise.all(starters.map(go));
  expect(kinds.sort()).toEqual(['busy', 'busy', 'busy', 'busy', 'busy', 'owned']);
});

it('a released lock can be had again at once, and its socket is gone', async () => {
  const dataDir = temporaryDirectory('data');
  const first = await own(dataDir);
  await first.release();
  await expect(get(first.socketPath)).rejects.toThrow();
  await own(dataDir);
});

it('the socket answers 503 until the program serves it', async () => {
  const lock = await own(temporaryDirectory('data'));
  expect(await get(lock.socketPath)).toMatchObject({ status: 503 });
  await lock.serve((_request, response) => response.end('hello'));
  expect(await get(lock.socketPath)).toEqual({ status: 200, body: 'hello' });
  expect(fs.statSync(lock.socketPath).mode & 0o777).toBe(0o600);
});

it('a directory with a path longer than a socket may have works like any other', async () => {
  const dataDir = temporaryDirectory('d'.repeat(100), 'é'.repeat(60));
  const lock = await own(dataDir);
  await lock.serve((_request, response) => response.end('long'));
  expect(Buffer.byteLength(lock.socketPath)).toBeLessThan(100);
  const other = await acquireLock(dataDir);
  expect(other.kind).toBe('busy');
  if (other.kind === 'busy') expect(await get(other.socketPath)).toEqual({ status: 200, body: 'long' });
  await lock.release();
  expect(fs.existsSync(path.dirname(lock.socketPath))).toBe(false);
});

it('a lock of another machine is refused, and the message names the file', async () => {
  const dataDir = temporaryDirectory('data');
  fs.mkdirSync(dataDir);
  const record = {
    pid: 7,
    host: 'elsewhere',
    boot: 'another',
    started: '1',
    since: '2026-01-01T00:00:00.000Z',
  };
  const file = path.join(dataDir, 'lock.5');
  fs.writeFileSync(file, JSON.stringify(record));
  fs.utimesSync(file, 1, 1);
  expect(await acquireLock(dataDir)).toMatchObject({
    kind: 'foreign',
    owner: { host: 'elsewhere' },
    lockFile: file,
  });
  expect(fs.readdirSync(dataDir)).toEqual(['lock.5']);
});

it('a lock of this machine before it restarted is stale, even if its number is in use again', async () => {
  const dataDir = temporaryDirectory('data');
  fs.mkdirSync(dataDir);
  const record = {
    pid: process.pid,
    host: os.hostname(),
    boot: 'before',
    started: '1',
    since: '2026-01-01T00:00:00.000Z',
  };
  const file = path.join(dataDir, 'lock.1');
  fs.writeFileSync(file, JSON.stringify(record));
  fs.utimesSync(file, 1, 1);
  await own(dataDir);
});
