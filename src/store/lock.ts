import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import * as http from 'node:http';
import * as path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { forgetSocketPath, isControlSocketAlive, socketPathOf } from './control-socket.js';
import { describeSelf, isSameProcessAlive, type ProcessIdentity } from './process-identity.js';

/**
 * One process per data directory: the embedded Postgres has no lock, and two of them on the same files lose each
 * other's commits without an error.
 *
 * The lock is a file `lock.<n>`, made with link(2), which fails if the name exists. The highest number rules and is
 * never deleted, so that whoever judges generation n dead can make n+1 only once, however many try. (Renaming a stale
 * lock away is not enough: in 25 rounds of 8 starters two owned it once.) The owner is judged by its process, and by
 * its socket, which the kernel closes with it and which is visible from another container.
 */
export type LockResult =
  | { kind: 'owned'; lock: Lock }
  | { kind: 'busy'; owner: LockOwner; socketPath: string; message: string }
  /** Taken by another machine, or by one that has a new name and has restarted: we cannot see whether it lives. */
  | { kind: 'foreign'; owner: LockOwner; lockFile: string; message: string };

export interface LockOwner {
  pid: number;
  host: string;
  /** ISO time. */
  since: string;
}

export interface Lock {
  socketPath: string;
  /** Until this is called requests on the socket are answered with 503. */
  serve(handler: (request: http.IncomingMessage, response: http.ServerResponse) => void): Promise<void>;
  release(): Promise<void>;
}

interface LockRecord extends ProcessIdentity {
  since: string;
  released?: boolean;
}

/** Attempts. Each lost one means that somebody else has won a generation. */
const ATTEMPTS = 200;
/** A container that shares the directory can see our file a moment before our socket. */
const YOUNG_MS = 3_000;

export async function acquireLock(dataDir: string): Promise<LockResult> {
  fs.mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const directory = fs.realpathSync(dataDir);
  const record: LockRecord = { ...describeSelf(), since: new Date().toISOString() };
  const draft = path.join(directory, `.lock-${randomBytes(8).toString('hex')}`);
  fs.writeFileSync(draft, JSON.stringify(record), { mode: 0o600 });
  try {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const generation = generations(directory).at(-1) ?? 0;
      const obstacle = await judge(directory, generation, record);
      if (obstacle) return obstacle;
      if (claim(directory, generation + 1, draft))
        return { kind: 'owned', lock: await hold(directory, generation + 1, record) };
    }
  } finally {
    fs.rmSync(draft, { force: true });
  }
  throw new Error(`${directory}: ${ATTEMPTS} attempts to lock it were overtaken by other processes`);
}

/** Undefined when the generation is free to be succeeded. */
async function judge(
  directory: string,
  generation: number,
  self: LockRecord,
): Promise<LockResult | undefined> {
  const file = lockFile(directory, generation);
  const record = generation === 0 ? undefined : readRecord(file);
  if (!record || record.released) return undefined;

  const owner = { pid: record.pid, host: record.host, since: record.since };
  if (isSameProcessAlive(record, self) || (await answers(directory, file))) {
    return {
      kind: 'busy',
      owner,
      socketPath: socketPathOf(directory),
      message: busyMessage(directory, owner),
    };
  }
  if (record.boot !== self.boot && record.host !== self.host) {
    return { kind: 'foreign', owner, lockFile: file, message: foreignMessage(directory, owner, file) };
  }
  return undefined;
}

async function answers(directory: string, file: string): Promise<boolean> {
  for (;;) {
    if (await isControlSocketAlive(directory)) return true;
    const madeAt = fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    const ageMs = Date.now() - madeAt;
    if (ageMs < 0 || ageMs > YOUNG_MS || isLocal(file)) return false;
    await wait(200);
  }
}

/** The process of a local owner has been looked at already; there is nothing to wait for. */
function isLocal(file: string): boolean {
  const record = readRecord(file);
  const self = describeSelf();
  return record?.boot === self.boot && record.host === self.host;
}

function claim(directory: string, generation: number, draft: string): boolean {
  try {
    fs.linkSync(draft, lockFile(directory, generation));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
  const all = generations(directory);
  if (all.at(-1) !== generation) {
    fs.rmSync(lockFile(directory, generation), { force: true });
    return false;
  }
  for (const older of all.slice(0, -1)) fs.rmSync(lockFile(directory, older), { force: true });
  return true;
}

async function hold(directory: string, generation: number, record: LockRecord): Promise<Lock> {
  let handle: http.RequestListener = answerStarting;
  const server = http.createServer((request, response) => handle(request, response));
  const socketPath = socketPathOf(directory);
  if (process.platform !== 'win32') fs.rmSync(socketPath, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(socketPath, resolve);
  });
  if (process.platform !== 'win32') fs.chmodSync(socketPath, 0o600);
  server.unref();

  const markReleased = (): void => {
    process.off('exit', markReleased);
    fs.writeFileSync(lockFile(directory, generation), JSON.stringify({ ...record, released: true }));
  };
  process.once('exit', markReleased);
  let released: Promise<void> | undefined;
  const release = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    forgetSocketPath(directory);
    markReleased();
  };
  return {
    socketPath,
    serve: async (handler) => void (handle = handler),
    release: () => (released ??= release()),
  };
}

function answerStarting(_request: http.IncomingMessage, response: http.ServerResponse): void {
  response.writeHead(503, { 'content-type': 'application/json', 'retry-after': '1' });
  response.end('{"error":"starting"}');
}

function busyMessage(directory: string, owner: LockOwner): string {
  return (
    `${directory} is in use by process ${owner.pid} on ${owner.host} since ${minute(owner.since)}. ` +
    `Stop that one first (kill ${owner.pid}), or give this one a data directory of its own.`
  );
}

const minute = (iso: string) => `${iso.slice(0, 16).replace('T', ' ')} UTC`;

function foreignMessage(directory: string, owner: LockOwner, file: string): string {
  return (
    `${directory} was locked by process ${owner.pid} on another machine, ${owner.host}, at ${minute(owner.since)}. ` +
    `If that one no longer runs, delete ${file} and start again; if it does, two would destroy each other's data. ` +
    'A container keeps its name when its hostname is set.'
  );
}

function generations(directory: string): number[] {
  return fs
    .readdirSync(directory)
    .map((name) => /^lock\.([1-9]\d{0,14})$/.exec(name)?.[1])
    .filter((digits) => digits !== undefined)
    .map(Number)
    .sort((a, b) => a - b);
}

function lockFile(directory: string, generation: number): string {
  return path.join(directory, `lock.${generation}`);
}

/** A file that cannot be read as a record was cut short while its owner released it. */
function readRecord(file: string): LockRecord | undefined {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8')) as LockRecord;
  } catch {
    return undefined;
  }
}
