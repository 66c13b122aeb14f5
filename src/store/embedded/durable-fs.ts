import * as fs from 'node:fs';
import { PGlite } from '@electric-sql/pglite';
import { NodeFS } from '@electric-sql/pglite/nodefs';

interface OpenStream {
  nfd?: number;
  node: unknown;
}

interface HostFilesystem {
  stream_ops: { fsync?: (stream: OpenStream) => number };
  realPath(node: unknown): string;
}

type InitResult = Awaited<ReturnType<NodeFS['init']>>;

/**
 * PGlite never calls fsync: it starts Postgres with -F, and Emscripten's NODEFS has no fsync operation, so that
 * `fsync=on` alone changes nothing. With this file system and `durableStartParams` a commit is on the disk when
 * it is acknowledged (strace: one fsync a commit).
 */
export class DurableNodeFS extends NodeFS {
  override async init(...args: Parameters<NodeFS['init']>): Promise<InitResult> {
    const result = await super.init(...args);
    result.emscriptenOpts.preRun?.push((module: { NODEFS: HostFilesystem }) => {
      const host = module.NODEFS;
      host.stream_ops.fsync = (stream) => {
        if (stream.nfd === undefined) syncDirectory(host.realPath(stream.node));
        else fs.fsyncSync(stream.nfd);
        return 0;
      };
    });
    return result;
  }
}

export function durableStartParams(): string[] {
  const params = PGlite.defaultStartParams.filter((param) => param !== '-F');
  return [...params, '-c', 'fsync=on', '-c', 'wal_sync_method=fsync'];
}

/** Renames and new names are durable once their directory is; Windows cannot open one and needs no such call. */
function syncDirectory(path: string): void {
  if (process.platform === 'win32') return;
  const descriptor = fs.openSync(path, 'r');
  try {
    fs.fsyncSync(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
}
