import { Worker } from 'node:worker_threads';
import type { ThreadOptions, ThreadReply, ThreadRequest } from './thread.js';

export interface PostgresThread {
  /** Wire-protocol bytes in, wire-protocol bytes out. Rejects when the thread is gone. */
  run(bytes: Uint8Array): Promise<Buffer>;
  /** A clean shutdown: the next start has nothing to recover. */
  close(): Promise<void>;
  /** What kill -9 is to a server: the next start replays the log. */
  kill(): Promise<void>;
}

interface Waiting {
  resolve: (bytes: Buffer) => void;
  reject: (error: Error) => void;
}

/** Compiled code starts the compiled thread; tests and `npm run dev` run from source. */
const ENTRY = new URL(
  import.meta.url.endsWith('.ts') ? './thread-from-source.mjs' : './thread.js',
  import.meta.url,
);

/** Resolves once Postgres has recovered and answers. */
export async function startThread(options: ThreadOptions): Promise<PostgresThread> {
  const worker = new Worker(ENTRY, { workerData: options });
  const waiting = new Map<number, Waiting>();
  let nextId = 1;
  let gone: Error | undefined;

  const fail = (error: Error): void => {
    gone ??= error;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  const settle = (reply: ThreadReply): void => {
    if (reply.kind !== 'done' && reply.kind !== 'error') return;
    const call = waiting.get(reply.id);
    waiting.delete(reply.id);
    if (reply.kind === 'error') call?.reject(new Error(reply.message));
    else call?.resolve(Buffer.from(reply.bytes.buffer, reply.bytes.byteOffset, reply.bytes.byteLength));
  };
  const ask = (build: (id: number) => ThreadRequest): Promise<Buffer> =>
    new Promise((resolve, reject) => {
      if (gone) return reject(gone);
      const id = nextId++;
      waiting.set(id, { resolve, reject });
      worker.postMessage(build(id));
    });

  worker.on('message', settle);
  worker.on('error', (error) => fail(error instanceof Error ? error : new Error(String(error))));
  worker.on('exit', (code) => fail(new Error(`the database thread ended with code ${code}`)));
  await opened(worker);

  return {
    run: (bytes) => ask((id) => ({ id, kind: 'run', bytes })),
    close: async () => {
      try {
        await ask((id) => ({ id, kind: 'close' }));
      } finally {
        await worker.terminate();
      }
    },
    kill: async () => void (await worker.terminate()),
  };
}

function opened(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.on('message', (reply: ThreadReply) => {
      if (reply.kind === 'ready') resolve();
      if (reply.kind !== 'failed') return;
      reject(new Error(reply.message));
      void worker.terminate();
    });
    worker.once('error', reject);
    worker.once('exit', (code) =>
      reject(new Error(`the database thread ended with code ${code} while opening`)),
    );
  });
}
