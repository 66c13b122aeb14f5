import { freshDatabase } from './postgres.js';
import { freshRedises } from './redis.js';

/** What houses are opened on: `npm run test:postgres` and `test:redis` say so; else everything is embedded. */
const ENGINE = process.env['WIREWATCH_TEST_ENGINE'];

export interface HouseEngine {
  /** The variables that put a house there; made when they are first asked for. */
  env(): Promise<Readonly<Record<string, string>>>;
  drop(): void;
}

/** A database of its own for one house, and a Redis that it shares with others under names of its own. */
export function houseEngine(): HouseEngine {
  let made: Promise<{ readonly env: Record<string, string>; readonly drop: () => Promise<void> }> | null =
    null;
  return {
    env: async () => (ENGINE === undefined ? {} : (await (made ??= make())).env),
    drop: () => void made?.then(({ drop }) => drop()).catch(() => undefined),
  };
}

async function make() {
  const { url, drop } = await freshDatabase();
  const [redis] = ENGINE === 'redis' ? await freshRedises() : [];
  if (ENGINE === 'redis' && !redis) throw new Error('no Redis for the tests');
  return { env: { DATABASE_URL: url, ...(redis && { REDIS_URL: redis.url }) }, drop };
}
