import { setFlagsFromString } from 'node:v8';
import { parentPort, workerData } from 'node:worker_threads';
import type { PGlite } from '@electric-sql/pglite';

/** The worker thread that holds Postgres. It knows bytes in and bytes out, one batch at a time, and nothing else. */

export interface ThreadOptions {
  /** An absolute path; the directory may be empty, then initdb runs. */
  dataDir: string;
  durable: boolean;
  lowMemory: boolean;
}

export type ThreadRequest = { id: number; kind: 'run'; bytes: Uint8Array } | { id: number; kind: 'close' };

export type ThreadReply =
  | { kind: 'ready' }
  | { kind: 'failed'; message: string }
  | { kind: 'done'; id: number; bytes: Uint8Array }
  | { kind: 'error'; id: number; message: string };

/** Replaces the postgresql.conf of the data directory at every start, so that a release can change it. */
const SETTINGS = [
  // 128 MB, the default, costs as much resident memory and gains nothing here.
  'shared_buffers = 16MB',
  'maintenance_work_mem = 32MB',
  // Checkpoints are ours to make (see maintain.ts); these two keep pg_wal at a few segments afterwards.
  'max_wal_size = 32MB',
  'min_wal_size = 8MB',
  'wal_recycle = off',
  'jit = off',
  "timezone = 'UTC'",
  "log_timezone = 'UTC'",
  "datestyle = 'iso, mdy'",
  "default_text_search_config = 'pg_catalog.english'",
];

const port = parentPort;
if (port) {
  const post = (reply: ThreadReply, transfer: ArrayBuffer[] = []): void => port.postMessage(reply, transfer);
  try {
    const database = await openPostgres(workerData as ThreadOptions);
    let last: Promise<unknown> = Promise.resolve();
    port.on('message', (request: ThreadRequest) => {
      last = last
        .then(() => answer(database, request))
        .then((reply) => {
          post(reply, reply.kind === 'done' ? [reply.bytes.buffer as ArrayBuffer] : []);
          if (request.kind === 'close') port.close();
        });
    });
    post({ kind: 'ready' });
  } catch (error) {
    post({ kind: 'failed', message: messageOf(error) });
  }
}

async function openPostgres(options: ThreadOptions): Promise<PGlite> {
  // V8's optimising compiler takes about 500 MB for a moment for one huge function of Postgres. Without it the
  // whole program peaks under 175 MB and searches run about a fifth slower. Must precede the first compilation.
  // Otherwise only what runs a lot is optimised: with ten times the patience of Node 20, a start has the processor for
  // itself, and a command ends before optimising would pay. A daemon has its optimised code some seconds later.
  setFlagsFromString(options.lowMemory ? '--liftoff-only' : '--wasm-tiering-budget=20000000');
  const [{ PGlite }, { NodeFS }, { DurableNodeFS, durableStartParams }] = await Promise.all([
    import('@electric-sql/pglite'),
    import('@electric-sql/pglite/nodefs'),
    import('./durable-fs.js'),
  ]);
  const log: string[] = [];
  const opening = PGlite.create({
    fs: options.durable ? new DurableNodeFS(options.dataDir) : new NodeFS(options.dataDir),
    startParams: options.durable ? durableStartParams() : PGlite.defaultStartParams,
    // Segments of 1 MB instead of 16: a data directory of 10 MB instead of 39.
    initDbStartParams: ['--wal-segsize=1'],
    postgresqlconf: SETTINGS,
    onStderr: (line) => {
      // Postgres says why it stops on its way out, and only there.
      if (log.push(line) > 20) log.shift();
      return false;
    },
  });
  return await opening.catch((error: unknown) => {
    throw new Error([messageOf(error), ...log].join('\n'));
  });
}

async function answer(database: PGlite, request: ThreadRequest): Promise<ThreadReply> {
  try {
    const bytes = request.kind === 'run' ? await run(database, request.bytes) : new Uint8Array();
    if (request.kind === 'close') await database.close();
    return { kind: 'done', id: request.id, bytes };
  } catch (error) {
    return { kind: 'error', id: request.id, message: messageOf(error) };
  }
}

async function run(database: PGlite, bytes: Uint8Array): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  // A chunk is a view of wasm memory, valid during the call only.
  const onRawData = (chunk: Uint8Array): void => void chunks.push(chunk.slice());
  await database.execProtocolRawStream(bytes, { syncToFs: false, onRawData });
  const out = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    out.set(chunk, at);
    at += chunk.length;
  }
  return out;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
