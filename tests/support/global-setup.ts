import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestProject } from 'vitest/node';
import { startPostgres, type TestServer } from './start-postgres.js';
import { startRedis } from './start-redis.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where tests ask for servers; the first who asks starts them. */
    serversUrl: string;
  }
}

/** What is answered under /postgres and /redis. */
export interface OfferedServers {
  servers: { url: string; origin: string }[];
  /** Why there is none. */
  missing?: string;
}

/** Servers start when a test first asks for them, so that a run of three unit tests costs nothing. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const started: TestServer[] = [];
  const kinds = {
    '/postgres': once(() => offer('Postgres', started, startPostgres)),
    '/redis': once(() => offer('Redis', started, startRedis)),
  };
  if (process.env['REQUIRE_ENGINES']) await Promise.all([kinds['/postgres'](), kinds['/redis']()]);

  const server = http.createServer((request, response) => {
    const start = kinds[request.url as keyof typeof kinds];
    start().then(
      (offered) => response.end(JSON.stringify(offered)),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  project.provide('serversUrl', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);

  return async () => {
    server.closeAllConnections();
    server.close();
    await Promise.all(started.map(async ({ stop }) => stop?.()));
  };
}

async function offer(
  name: string,
  started: TestServer[],
  start: () => Promise<TestServer | TestServer[] | string>,
): Promise<OfferedServers> {
  const result = await start().catch((error: unknown) => String(error));
  if (typeof result === 'string') {
    const text = `no ${name} for the tests (${result}); tests that need one are skipped`;
    if (process.env['REQUIRE_ENGINES']) throw new Error(text);
    process.stderr.write(`\n${text}\n`);
    return { servers: [], missing: result };
  }
  const servers = [result].flat();
  started.push(...servers);
  return { servers: servers.map(({ url, origin }) => ({ url, origin })) };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
