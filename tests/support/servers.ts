import { inject } from 'vitest';
import type { OfferedServers } from './global-setup.js';

/** Asks the run's global setup for its servers, which starts them if nobody has asked before. */
export async function offeredServers(kind: 'postgres' | 'redis'): Promise<OfferedServers> {
  const response = await fetch(`${inject('serversUrl')}/${kind}`);
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as OfferedServers;
}
