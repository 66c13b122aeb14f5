import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { offeredServers } from './servers.js';

export interface FreshDatabase {
  url: string;
  drop: () => Promise<void>;
}

/** For `describe.skipIf(!(await hasPostgres()))`. */
export async function hasPostgres(): Promise<boolean> {
  return (await offeredServers('postgres')).servers.length > 0;
}

/** An empty database of its own on the run's Postgres server. Throws when there is no server. */
export async function freshDatabase(): Promise<FreshDatabase> {
  const { servers, missing } = await offeredServers('postgres');
  const server = servers[0];
  if (!server) throw new Error(`no Postgres for the tests: ${missing}`);
  const name = `ww_test_${randomBytes(6).toString('hex')}`;
  await runOn(server.url, `CREATE DATABASE ${name}`);
  const url = new URL(server.url);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => runOn(server.url, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

async function runOn(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
